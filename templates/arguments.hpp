// Answers for what a filter was given between its brackets.
#pragma once

#include "bot/base/result.hpp"
#include "templates/item.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bot {

class budget;
struct filter_row;

// By parameter; a variadic filter finds what it did not name in `named`.
struct arguments {
    std::vector<item> positional;
    std::vector<std::pair<std::string_view, item>> named = {};

    bool has(std::size_t i) const { return i < positional.size() && !positional[i].is_absent(); }
    item get(std::size_t i) const { return has(i) ? positional[i] : item(); }
    const item* find(std::string_view name) const;
    bool truth(std::size_t i, bool otherwise) const;
    result<std::int64_t> integer(std::size_t i, std::int64_t otherwise, std::string_view name)
        const;
    result<std::string> text(std::size_t i, std::string_view otherwise) const;
};

// Which parameter each argument belongs to: first the positional ones, then the named.
// What a variadic filter does not name itself gets no place (nullopt).
result<std::vector<std::optional<std::size_t>>> place_arguments(
    const filter_row& filter, std::size_t positional, const std::vector<std::string_view>& named
);

// For filters called by name from within a filter (map).
result<item> call_filter(
    std::string_view name, const item& input, const arguments& given, budget& left
);

}  // namespace bot
