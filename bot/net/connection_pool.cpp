#include "bot/net/connection_pool.hpp"

namespace bot {

std::optional<any_stream> connection_pool::take(const std::string& place, moment now) {
    drop_old(now);
    const auto found = by_place_.find(place);
    if (found == by_place_.end()) return std::nullopt;
    auto& here = found->second;
    while (!here.empty()) {
        auto stream = std::move(here.back().stream);
        here.pop_back();
        if (stream.is_silent()) return stream;
    }
    return std::nullopt;
}

void connection_pool::keep(const std::string& place, any_stream stream, moment now) {
    drop_old(now);
    if (!keeps_any() || !stream.is_open()) return;
    auto& here = by_place_[place];
    if (here.size() == most_) here.erase(here.begin());
    here.push_back({std::move(stream), now});
}

void connection_pool::drop_old(moment now) {
    for (auto& [place, here] : by_place_)
        std::erase_if(here, [&](const waiting& one) { return now - one.since >= quiet_limit_; });
    std::erase_if(by_place_, [](const auto& entry) { return entry.second.empty(); });
}

std::size_t connection_pool::size() const {
    std::size_t count = 0;
    for (const auto& [place, here] : by_place_) count += here.size();
    return count;
}

}  // namespace bot
