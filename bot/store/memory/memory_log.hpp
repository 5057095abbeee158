// One log in memory: its records as a store keeps them, and the ways to find them.
#pragma once

#include "bot/ports/store.hpp"

#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

namespace bot {

// `head.what` stays empty: the payload is the one place of the words.
struct memory_line {
    record head;
    std::size_t kind = 0;  // index of the event's alternative
    std::string payload, salt;
    digest words{}, link{};
};

class memory_log {
public:
    chain_head head() const;
    void add(memory_line line);
    void remove_last();
    memory_line* find(std::int64_t seq);
    const std::deque<memory_line>& lines() const { return lines_; }
    const std::vector<std::int64_t>& folded() const { return folded_; }
    std::vector<std::int64_t> derived_from(std::int64_t origin) const;

private:
    std::deque<memory_line> lines_;     // seq 1, 2, 3 …
    std::vector<std::int64_t> folded_;  // seqs of what is not raw
    std::unordered_map<std::int64_t, std::vector<std::int64_t>> derived_;  // by origin
};

}  // namespace bot
