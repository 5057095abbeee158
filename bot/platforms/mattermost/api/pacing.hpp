// Who may call Mattermost when: everybody at once, until it says that this is too much. Then nobody
// before it is over, and one after the other for a while. Pure: time is an argument.
#pragma once

#include "bot/net/http_message.hpp"

#include <chrono>

namespace bot::mattermost {

class pacing {
public:
    using moment = std::chrono::steady_clock::time_point;

    // When somebody who asked now could go; the past when that is at once.
    moment earliest(moment now) const;
    // The same, and it is his: whoever asks next goes after him.
    moment take(moment now);
    // A 429: nobody before `after` is over. Whoever took a place before that asks again.
    void hold(moment now, std::chrono::milliseconds after);
    bool is_held(moment now) const { return now < held_; }

private:
    std::chrono::milliseconds pause(moment now) const;

    moment held_{}, next_{};
    moment careful_until_{};
    std::chrono::milliseconds pause_{0};
};

// How long a 429 asks to wait: Retry-After, else X-RateLimit-Reset, both in seconds (the latter may
// come doubled: "1, 1"). What is none, or no time at all, is replaced by a wait that can do no
// harm, and what is longer than anybody would mean is cut.
std::chrono::seconds wait_of(const http_headers& headers);

}  // namespace bot::mattermost
