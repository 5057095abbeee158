#include "bot/platforms/name_cache.hpp"

#include "bot/base/text.hpp"

namespace bot {

const std::string* name_cache::find(std::string_view id) {
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) return nullptr;
    by_use_.splice(by_use_.begin(), by_use_, found->second);
    return &found->second->name;
}

void name_cache::put(std::string_view id, std::string_view name) {
    if (const auto found = by_id_.find(id); found != by_id_.end()) {
        found->second->name = name;
        by_use_.splice(by_use_.begin(), by_use_, found->second);
        return;
    }
    by_use_.push_front({std::string(id), std::string(name)});
    by_id_.emplace(by_use_.front().id, by_use_.begin());
    if (by_use_.size() <= limit_) return;
    by_id_.erase(by_use_.back().id);
    by_use_.pop_back();
}

std::optional<std::string> id_index::find(std::string_view name) const {
    const auto found = ids_.find(lower_ascii(name));
    if (found == ids_.end() || found->second.empty()) return std::nullopt;
    return found->second;
}

void id_index::put(std::string_view name, std::string_view id) {
    if (name.empty()) return;
    const auto [known, is_new] = ids_.emplace(lower_ascii(name), id);
    if (!is_new && known->second != id) known->second.clear();
}

void id_index::move(std::string_view from, std::string_view to, std::string_view id) {
    if (const auto old = ids_.find(lower_ascii(from)); old != ids_.end() && old->second == id)
        ids_.erase(old);
    put(to, id);
}

}  // namespace bot
