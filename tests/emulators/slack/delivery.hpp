// What was told to the app, how often, and what it said to it: the schedule of redelivery, and the
// record a test asks when all is over. Pure: no sockets, time is an argument.
#pragma once

#include "tests/emulators/shared/faults.hpp"
#include "tests/emulators/slack/workspace.hpp"

#include <array>
#include <deque>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace emulator::slack {

struct delivery_rules {
    milliseconds ack_within{3'000};
    // From the moment an attempt was found without an ack to the next attempt. Events only.
    std::array<milliseconds, 3> again_after{
        milliseconds{0}, milliseconds{60'000}, milliseconds{300'000}};
    bool says_first = false;  // redelivered with retry_attempt 0, as has been seen
};

struct sending {
    milliseconds at;
    int socket = 0;  // 0: none was open, or a fault kept it; -1: over HTTP
    int attempt = 0;
    std::string reason;
};

struct acknowledgement {
    milliseconds at, latency;  // since it was last sent
    int socket = 0;
    std::string payload;  // as it came; empty when there was none
};

struct envelope {
    std::string id;
    std::int64_t emitted_id = 0;
    emitted::kind is = emitted::kind::events_api;
    std::string payload;  // JSON
    bool takes_answer = false;
    milliseconds made{0};
    std::vector<sending> sent;
    std::vector<acknowledgement> acks;
    bool given_up = false;  // no ack, and no attempt left

    // The frame of Socket Mode.
    std::string frame(int attempt, std::string_view reason) const;
};

class deliveries {
public:
    explicit deliveries(std::uint32_t seed) : seed_(seed) {}

    delivery_rules rules;

    envelope& make(const emitted& what, milliseconds now);
    // The envelope is on its way, or would have been: from here its ack is waited for.
    void sent(envelope& what, sending how);
    // The app's server said no, or nothing: it does not wait for the rest of the time. `last`:
    // there is no further attempt.
    void failed(envelope& what, std::string reason, bool last, milliseconds now);

    enum class ack { first, again, unknown };
    ack acknowledged(std::string_view id, std::string payload, int socket, milliseconds now);

    // What is to be sent again now, and what was given up just now: then `attempt` is 0.
    struct task {
        envelope* what = nullptr;
        int attempt = 0;
        std::string reason;
    };
    std::vector<task> due(milliseconds now);
    std::optional<milliseconds> next_due() const;

    // --- the record ---
    const std::deque<envelope>& all() const { return all_; }
    const envelope* find(std::string_view id) const;
    // Cheap: to be asked again and again.
    std::size_t unacked_count() const { return all_.size() - acked_; }
    std::vector<const envelope*> unacked() const;
    // More often than it arrived.
    std::vector<const envelope*> acked_twice() const;
    // Acks for an id that was never given.
    const std::vector<std::string>& strangers() const { return strangers_; }
    // The latency of the first acks: that share of them is not above it.
    milliseconds latency(double share) const;

private:
    struct waiting {
        envelope* what;
        bool resend;  // else the ack's deadline
        std::string reason;
    };
    void forget(const envelope& what);
    void deadline(envelope& what, milliseconds at, bool resend, std::string reason);

    std::uint32_t seed_;
    std::int64_t made_ = 0;
    std::size_t acked_ = 0;
    std::deque<envelope> all_;  // addresses stay
    std::unordered_map<std::string, envelope*> by_id_;
    std::multimap<milliseconds, waiting> schedule_;
    std::unordered_map<const envelope*, std::multimap<milliseconds, waiting>::iterator> next_;
    std::vector<std::string> strangers_;
};

}  // namespace emulator::slack
