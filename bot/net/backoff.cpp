#include "bot/net/backoff.hpp"

#include <algorithm>

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

}  // namespace bot
