// How long to wait before the next attempt. Pure: the caller brings the random number.
#pragma once

#include <chrono>
#include <functional>
#include <span>

namespace bot {

struct backoff_policy {
    std::chrono::milliseconds first{500};
    std::chrono::milliseconds cap{60'000};
    // Never less than this, so that a lucky draw does not become a busy loop.
    std::chrono::milliseconds least{50};
};

// Full jitter: anywhere between `least` and first * 2^attempt, never above `cap`. `attempt`
// counts from 0 and starts again only when the connection has proven itself. `random` is in
// [0, 1); anything outside is treated as the nearer end.
std::chrono::milliseconds backoff_delay(
    const backoff_policy& policy, unsigned attempt, double random
);

// A number in [0, 1) from a source of random bytes.
double draw_chance(const std::function<void(std::span<char>)>& random);

}  // namespace bot
