#include "bot/net/backoff.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace bot {

std::chrono::milliseconds backoff_delay(
    const backoff_policy& policy, unsigned attempt, double random
) {
    const auto cap = std::max(policy.cap, policy.least);
    auto ceiling = std::clamp(policy.first, policy.least, cap);
    for (; attempt > 0 && ceiling < cap; --attempt) ceiling = std::min(cap, ceiling * 2);

    // A NaN compares false both ways and falls to the safe end.
    const double drawn = random >= 0.0 && random <= 1.0 ? random : (random < 0.0 ? 0.0 : 1.0);
    const auto room = static_cast<double>((ceiling - policy.least).count());
    return policy.least + std::chrono::milliseconds(static_cast<long long>(room * drawn));
}

double draw_chance(const std::function<void(std::span<char>)>& random) {
    std::array<char, sizeof(std::uint32_t)> bytes{};
    random(bytes);
    return std::bit_cast<std::uint32_t>(bytes) / 4294967296.0;
}

}  // namespace bot
