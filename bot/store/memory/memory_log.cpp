#include "bot/store/memory/memory_log.hpp"

#include <utility>

namespace bot {

chain_head memory_log::head() const {
    if (lines_.empty()) return {};
    return {lines_.back().head.seq, lines_.back().link};
}

void memory_log::add(memory_line line) {
    const auto seq = line.head.seq;
    if (line.kind >= raw_event_count) folded_.push_back(seq);
    if (line.head.origin > 0) derived_[line.head.origin].push_back(seq);
    lines_.push_back(std::move(line));
}

void memory_log::remove_last() {
    const auto& last = lines_.back();
    if (last.kind >= raw_event_count) folded_.pop_back();
    if (last.head.origin > 0) derived_[last.head.origin].pop_back();
    lines_.pop_back();
}

memory_line* memory_log::find(std::int64_t seq) {
    if (seq < 1 || seq > static_cast<std::int64_t>(lines_.size())) return nullptr;
    return &lines_[static_cast<std::size_t>(seq - 1)];
}

std::vector<std::int64_t> memory_log::derived_from(std::int64_t origin) const {
    const auto found = derived_.find(origin);
    return found == derived_.end() ? std::vector<std::int64_t>{} : found->second;
}

}  // namespace bot
