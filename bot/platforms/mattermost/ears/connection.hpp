// When to open the WebSocket, when to let it go, and what it left out: every decision about it,
// without I/O. Time is an argument: milliseconds of a monotonic clock.
#pragma once

#include "bot/platforms/mattermost/ears/sequence.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace bot::mattermost {

using std::chrono::milliseconds;

struct connection_rules {
    milliseconds hello_deadline{10'000}, ping_every{30'000}, ping_deadline{10'000}, stable{60'000};
    milliseconds backoff_first{500}, backoff_cap{30'000};
    milliseconds refused_pause{300'000};
};

// --- what happened ---

struct started {};
struct stopped {};
struct deadline_passed {};
struct socket_opened {
    int attempt;
};
struct socket_failed {
    int attempt;
    int status = 0;         // of the upgrade; 0: it got no answer
    milliseconds after{0};  // Retry-After of a 429
};                          // it never opened
struct socket_closed {
    int attempt;
};  // it is gone, whoever closed it
struct said_hello {
    int attempt;
    std::string connection{};  // empty on servers that cannot resume
    std::int64_t seq = 0;
};
struct said_event {
    int attempt;
    std::int64_t seq = 0;
};
struct said_pong {
    int attempt;
    bool denied = false;  // our token is worth nothing any more; the socket stays open all the same
};
struct token_judged {
    int attempt;
    bool refused = false;
};
using connection_event = std::variant<
    started,
    stopped,
    deadline_passed,
    socket_opened,
    socket_failed,
    socket_closed,
    said_hello,
    said_event,
    said_pong,
    token_judged>;

// --- what to do ---

struct open_socket {
    int attempt;
    std::string connection;  // to go on with; empty: a new one
    std::int64_t seq = 0;    // from here on
};
struct close_socket {
    int attempt;
};  // answered by socket_closed, within two seconds
struct send_ping {
    int attempt;
    std::int64_t number;
};
struct ask_whether_refused {
    int attempt;
};  // answered by token_judged
struct hand_out {
    std::int64_t seq;
};
struct report_gap {
    std::string because;
};
struct alert {
    std::string text;
};  // somebody has to do something; told once
using connection_action = std::
    variant<open_socket, close_socket, send_ping, ask_whether_refused, hand_out, report_gap, alert>;

// --- where things stand ---

enum class phase {
    idle,      // not begun
    waiting,   // for its turn
    opening,   // TCP, TLS, upgrade
    greeting,  // open, and neither hello nor anything that says it goes on
    ready,
    closing,  // still a socket
    asking,   // whether our token is refused
    barred,   // it is; asked again now and then
    over,
};

struct connection {
    connection_rules rules;
    phase at = phase::idle;
    int attempt = 0;           // there is never more than this one
    phase then = phase::over;  // after closing

    std::string id;        // of the connection to go on with
    sequence counted;      // its events
    bool had_any = false;  // a hello, ever

    std::optional<milliseconds> due;        // of the phase itself
    std::optional<milliseconds> proven_at;  // ready: from then on
    std::optional<milliseconds> ping_due, pong_due;
    std::int64_t pings = 0;
    bool heard_since_ping = false;
    unsigned failures = 0;  // in a row; forgotten when a connection has proven itself

    std::int64_t resumed = 0, gaps = 0;
    std::string trouble;  // a sentence for people
    std::map<std::string, std::int64_t> reconnects;
};

// `random` is in [0, 1).
std::vector<connection_action> resume(
    connection& one, const connection_event& what, milliseconds now, double random
);

// When deadline_passed is to come at the latest.
std::optional<milliseconds> next_deadline(const connection& one);

// "wss://chat.example.org/api/v4/websocket?connection_id=…&sequence_number=…" for the server at
// `base_url`, which ends with a slash.
std::string address_of(
    std::string_view base_url, std::string_view connection, std::int64_t sequence_number
);

}  // namespace bot::mattermost
