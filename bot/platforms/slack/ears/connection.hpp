// Which connections to Slack to open, keep, replace and let go: every decision of Socket Mode,
// without I/O. Time is an argument: milliseconds of a monotonic clock.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace bot::slack {

using std::chrono::milliseconds;

struct connection_rules {
    int steady = 2;
    int opens_per_minute = 10;
    milliseconds hello_deadline{10'000}, drain{30'000}, stable{60'000};
    milliseconds backoff_first{500}, backoff_cap{30'000};
    milliseconds crowded_pause{30'000}, disabled_pause{60'000}, fatal_pause{300'000};
    milliseconds throttled_pause{30'000};  // without a Retry-After
};

// --- what happened ---

struct started {};
struct stopped {};
struct deadline_passed {};
struct url_issued {
    int connection;
    std::string url;
};
struct url_refused {
    int connection;
    enum class because { passing, throttled, ours } why;
    milliseconds after{0};  // Retry-After
    std::string code{};     // Slack's own word, for people
};
struct socket_opened {
    int connection;
};
struct socket_failed {
    int connection;
};  // it never opened
struct socket_closed {
    int connection;
};  // it is gone, whoever closed it
struct said_hello {
    int connection;
    std::chrono::seconds lifetime{0};  // 0: it did not say
    int open = 0;                      // connections of this app, as Slack counts them
};
struct said_disconnect {
    int connection;
    std::string reason;
    int open = 0;
};
using connection_event = std::variant<
    started,
    stopped,
    deadline_passed,
    url_issued,
    url_refused,
    socket_opened,
    socket_failed,
    socket_closed,
    said_hello,
    said_disconnect>;

// --- what to do ---

struct ask_for_url {
    int connection;
};
struct open_socket {
    int connection;
    std::string url;  // used once
};
struct close_socket {
    int connection;
};  // answered by socket_closed, within two seconds
struct alert {
    std::string text;
};  // somebody has to do something; told once
struct report_gap {
    milliseconds without_any;
};
using connection_action = std::variant<ask_for_url, open_socket, close_socket, alert, report_gap>;

// --- where things stand ---

enum class phase {
    wanted,    // waits for its turn
    asking,    // for a URL
    opening,   // TCP, TLS, upgrade
    greeting,  // open, and hello has not come
    settling,  // ready, and not yet proven
    steady,
    leaving,  // read and acknowledged until its successor is ready and it has drained
    closing,  // still a socket
    gone,
};

struct connection {
    phase at = phase::wanted;
    int slot = 0;      // 0 … steady-1: staggers the planned refreshes
    int replaces = 0;  // the leaving one
    std::optional<milliseconds> due;
    std::optional<milliseconds> refresh;
    milliseconds drains_since{0};
};

struct connection_set {
    connection_rules rules;
    int target = 0;  // below `steady` while Slack says there are too many
    std::map<int, connection> all;
    int last_id = 0;
    bool stopping = false;

    // One attempt at a time, and none before this.
    milliseconds not_before{0};
    milliseconds attempt_began{0};
    milliseconds spacing{0};     // between attempts, while Slack tells us to be slow
    unsigned failures = 0;       // in a row; forgotten when a connection has proven itself
    milliseconds paid_until{0};  // the allowance of apps.connections.open

    std::optional<milliseconds> none_since;
    milliseconds without_any{0};
    milliseconds crowded_at{0};
    std::string trouble, trouble_about;  // a sentence for people, and a word
    std::map<std::string, std::int64_t> reconnects;
};

// `random` is in [0, 1).
std::vector<connection_action> resume(
    connection_set& set, const connection_event& what, milliseconds now, double random
);

// When deadline_passed is to come at the latest.
std::optional<milliseconds> next_deadline(const connection_set& set);

int ready_count(const connection_set& set);   // settling, steady, leaving
int socket_count(const connection_set& set);  // opening … closing

// What a refusal of apps.connections.open with this code means.
url_refused::because meaning_of(std::string_view code);

// The issued URL, with debug_reconnects=true where it is wanted.
std::string address_of(std::string url, bool debug_reconnects);

}  // namespace bot::slack
