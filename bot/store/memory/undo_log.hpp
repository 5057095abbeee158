// What it takes to go back to the start of a batch.
#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace bot {

class undo_log {
public:
    void remember(std::function<void()> step) { steps_.push_back(std::move(step)); }
    void forget() { steps_.clear(); }
    // Newest first, so that every step finds what it found when it was remembered.
    void play() {
        while (!steps_.empty()) {
            steps_.back()();
            steps_.pop_back();
        }
    }

private:
    std::vector<std::function<void()>> steps_;
};

// Sets or removes (no value) what `table` has under `key`.
template <class Table>
void change(
    undo_log& undo,
    Table& table,
    const typename Table::key_type& key,
    std::optional<typename Table::mapped_type> value
) {
    std::optional<typename Table::mapped_type> before;
    if (const auto found = table.find(key); found != table.end()) before = found->second;
    undo.remember([&table, key, before = std::move(before)] {
        if (before)
            table.insert_or_assign(key, *before);
        else
            table.erase(key);
    });
    if (value)
        table.insert_or_assign(key, *std::move(value));
    else
        table.erase(key);
}

}  // namespace bot
