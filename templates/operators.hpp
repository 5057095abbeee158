// Answers for what Python's operators do with two values.
#pragma once

#include "bot/base/result.hpp"
#include "templates/item.hpp"
#include "templates/node.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace bot {

class budget;

bool truth(const item& of);
bool is_number(const item& of);                     // booleans count, as in Python
std::optional<std::int64_t> whole(const item& of);  // integers and booleans
std::optional<double> real(const item& of);         // any number
bool equal(const item& a, const item& b);
result<std::partial_ordering> order(const item& a, const item& b);  // of what can be ordered
result<bool> contains(const item& within, const item& what);
std::optional<std::size_t> length(const item& of);  // characters, elements, members

result<item> calculate(arithmetic which, const item& a, const item& b, budget& left);
result<item> negate(const item& of);

// `a.name` and `a[key]`; absent when there is no such thing.
item member_of(const item& of, std::string_view name);
item element_of(const item& of, const item& key);
result<item> slice_of(const item& of, const item& from, const item& to, const item& step);

// What a made list or text takes of the budget.
std::size_t bytes_of(const item& made);

}  // namespace bot
