// Which lines of one text stand in another, in order.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace bot {

// For each line of `from` the line of `to` it is, increasing; nothing for one that is not there.
// Lines that stand once in both are looked at first, so that it reads as people see it. Never more
// than n log n and a little, whatever the texts are.
std::vector<std::optional<std::size_t>> matching_lines(
    std::span<const std::string_view> from, std::span<const std::string_view> to
);

}  // namespace bot
