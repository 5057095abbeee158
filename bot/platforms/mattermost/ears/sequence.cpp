#include "bot/platforms/mattermost/ears/sequence.hpp"

namespace bot::mattermost {

void sequence::begin(std::int64_t next) {
    expected_ = next;
    open_.clear();
}

sequence::place sequence::came(std::int64_t seq) {
    if (seq < expected_) return place::again;
    const bool is_next = seq == expected_;
    expected_ = seq + 1;
    open_.insert(seq);
    return is_next ? place::next : place::after_a_gap;
}

void sequence::recorded(std::int64_t seq) {
    open_.erase(seq);
}

}  // namespace bot::mattermost
