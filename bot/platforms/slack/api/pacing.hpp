// Who may call Slack when: the methods' tiers, one message a second in each channel, and what a
// Retry-After asked for. Pure: time is an argument.
#pragma once

#include "bot/platforms/slack/api/methods.hpp"

#include <chrono>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot::slack {

class pacing {
public:
    using moment = std::chrono::steady_clock::time_point;
    using ticket = std::uint64_t;

    explicit pacing(std::chrono::milliseconds minute) : minute_(minute) {}

    // A place in the line. Calls of one method in one channel go in the order they came; where
    // several channels want the same method, who came first goes first.
    ticket join(std::string_view method, std::string_view channel);
    void leave(ticket place);
    // Those whose turn it is: out of the line, and counted.
    std::vector<ticket> admit(moment now);
    // When there may be somebody to admit again; nothing when nobody waits.
    std::optional<moment> next() const { return next_; }

    // When somebody without a line before him could go; the past when that is now.
    moment earliest(std::string_view method, std::string_view channel) const;

    // Nobody before `until`, and then one by one instead of all at once. With a channel only the
    // calls in it.
    void hold(std::string_view method, std::string_view channel, moment until);

    // One call a minute from here on. Learned anew after an hour: it may have been a mistake.
    void slow_down(std::string_view method, moment now);
    bool is_slow(std::string_view method, moment now) const;

private:
    // `spent` is when all that was used is given back: what has not come back yet must fit into
    // the burst.
    struct bucket {
        moment spent{};
        moment slow_until{};
    };
    struct waiting {
        ticket place = 0;
        std::string method, channel;
    };

    std::chrono::nanoseconds pause(const rate& of) const { return minute_ / of.a_minute; }
    std::chrono::nanoseconds slack(const rate& of) const { return pause(of) * (of.burst - 1); }
    rate rate_of(std::string_view method, const bucket& at) const;
    void count(const waiting& one, moment now);
    void forget_idle(moment now);

    std::chrono::nanoseconds minute_;
    std::map<std::string, bucket, std::less<>> methods_, channels_;
    std::list<waiting> line_;
    std::optional<moment> next_;
    ticket last_ = 0;
};

}  // namespace bot::slack
