#include "tests/emulators/slack/api.hpp"
#include "tests/emulators/slack/block_kit.hpp"

#include <algorithm>
#include <cmath>

namespace emulator::slack {
namespace {

struct pace {
    double per_minute, burst;
};

// The tiers' least; bursts as tolerated.
pace pace_of(tier costs) {
    switch (costs) {
        case tier::one:
            return {1, 1};
        case tier::two:
            return {20, 20};
        case tier::three:
            return {50, 50};
        case tier::four:
            return {100, 100};
        case tier::posting:
            return {300, 100};
        case tier::free:
            break;
    }
    return {0, 0};
}
constexpr pace in_one_channel{60, 5};  // chat.postMessage: one a second
constexpr pace slow_pages{1, 1};

// Minutes until there is room for one more; 0 takes it.
double take(core& in, const std::string& name, pace of, moment now) {
    const auto [found, fresh] = in.buckets.try_emplace(name, bucket{of.burst, now});
    auto& level = found->second;
    const std::chrono::duration<double, std::milli> passed = now - level.at;
    const auto minutes = passed.count() / static_cast<double>(in.policy.minute.count());
    level.level = std::min(of.burst, level.level + std::max(0.0, minutes) * of.per_minute);
    level.at = std::max(now, level.at);
    if (level.level < 1 - 1e-9) return (1 - level.level) / of.per_minute;
    level.level -= 1;
    return 0;
}

}  // namespace

std::int64_t seconds_to_wait(core& in, const method& asked, const json& said, moment now) {
    double minutes = 0;
    const auto name = std::string(asked.name);
    const bool pages = name == "conversations.history" || name == "conversations.replies";
    if (in.policy.slow_history && pages)
        minutes = take(in, name, slow_pages, now);
    else if (in.policy.rate_limits && asked.costs != tier::free) {
        if (asked.costs == tier::posting)
            minutes = take(in, name + " " + text_at(said, "channel"), in_one_channel, now);
        if (minutes <= 0) minutes = take(in, name, pace_of(asked.costs), now);
    }
    return minutes <= 0 ? 0
                        : std::max<std::int64_t>(1, std::llround(std::ceil(minutes * 60 - 1e-6)));
}

}  // namespace emulator::slack
