// How long to wait before a delivery is tried again, and when to stop trying.
#pragma once

#include <algorithm>
#include <chrono>

namespace bot {

inline constexpr int most_attempts = 24;
inline constexpr std::chrono::milliseconds first_pause = std::chrono::seconds(1);
inline constexpr std::chrono::milliseconds longest_pause = std::chrono::minutes(5);
// What a platform may ask for at most: beyond it, it is more likely a mistake than a wish.
inline constexpr std::chrono::milliseconds longest_wish = std::chrono::hours(1);

// After `attempts` failures in a row (from 1): doubling, capped; a longer wish of the other side
// wins.
inline std::chrono::milliseconds pause_after(
    int attempts, std::chrono::milliseconds wished = std::chrono::milliseconds{0}
) {
    constexpr int enough_doublings = 16;
    const auto own = first_pause * (1 << std::clamp(attempts - 1, 0, enough_doublings));
    return std::max(std::min(own, longest_pause), std::min(wished, longest_wish));
}

inline bool is_hopeless(int attempts) {
    return attempts >= most_attempts;
}

}  // namespace bot
