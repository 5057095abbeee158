#include "bot/store/memory/memory_tables.hpp"

#include <utility>

namespace bot {
namespace {

tl::unexpected<error> no_effect(std::int64_t id) {
    return fail(errc::not_found, "no effect " + std::to_string(id) + " waits in the outbox");
}

}  // namespace

result<void> memory_store::queue(const effect& what) {
    if (auto may = may_write(); !may) return may;
    if (what.id <= last_effect_)
        return fail(
            errc::conflict,
            "effect " + std::to_string(what.id) + " cannot be queued: " +
                std::to_string(last_effect_) + " was used already, so its id has to be higher"
        );
    if (!what.collapse.empty()) {
        std::vector<std::int64_t> replaced;
        for (const auto& [id, waiting] : effects_) {
            const auto& other = waiting.what;
            if (waiting.attempts == 0 && !waiting.dead && other.incident == what.incident &&
                other.platform == what.platform && other.collapse == what.collapse)
                replaced.push_back(id);
        }
        for (const auto id : replaced) change(undo_, effects_, id, std::nullopt);
    }
    change(undo_, effects_, what.id, waiting_effect{what, 0, {}, false, {}});
    undo_.remember([this, before = last_effect_] { last_effect_ = before; });
    last_effect_ = what.id;
    return {};
}

result<std::vector<waiting_effect>> memory_store::effects() {
    std::vector<waiting_effect> made;
    for (const auto& [id, waiting] : effects_) made.push_back(waiting);
    return made;
}

result<void> memory_store::delivered(std::int64_t effect) {
    if (auto may = may_write(); !may) return may;
    if (!effects_.contains(effect)) return no_effect(effect);
    change(undo_, effects_, effect, std::nullopt);
    return {};
}

result<void> memory_store::postpone(
    std::int64_t effect, int attempts, instant not_before, std::string_view reason
) {
    if (auto may = may_write(); !may) return may;
    const auto found = effects_.find(effect);
    if (found == effects_.end()) return no_effect(effect);
    auto later = found->second;
    later.attempts = attempts;
    later.not_before = not_before;
    later.reason = reason;
    change(undo_, effects_, effect, std::move(later));
    return {};
}

result<void> memory_store::give_up(std::int64_t effect, std::string_view reason) {
    if (auto may = may_write(); !may) return may;
    const auto found = effects_.find(effect);
    if (found == effects_.end()) return no_effect(effect);
    auto dead = found->second;
    dead.dead = true;
    dead.reason = reason;
    change(undo_, effects_, effect, std::move(dead));
    return {};
}

result<std::int64_t> memory_store::last_effect() {
    return last_effect_;
}

}  // namespace bot
