#include "templates/tests.hpp"

#include "templates/filters.hpp"
#include "templates/operators.hpp"
#include "templates/unicode.hpp"
#include "templates/words.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace bot {
namespace {

template <class Kind>
result<bool> is_kind(const item& input, const item&) {
    return input.as<Kind>() != nullptr;
}

template <bool Wanted>
result<bool> is_truth(const item& input, const item&) {
    const auto* truth_value = input.as<bool>();
    return truth_value && *truth_value == Wanted;
}

template <std::int64_t Rest>
result<bool> has_rest(const item& input, const item&) {
    if (const auto n = whole(input)) return (*n & 1) == Rest;
    if (const auto* x = input.as<double>())
        return std::fabs(std::fmod(*x, 2.0)) == static_cast<double>(Rest);
    return fail(errc::invalid, "a number wanted, not " + std::string(kind_name(input)));
}

result<bool> is_divisible(const item& input, const item& argument) {
    const auto n = real(input), by = real(argument);
    if (!n || !by) return fail(errc::invalid, "`divisibleby` wants two numbers");
    if (*by == 0) return fail(errc::invalid, "division by zero");
    const auto whole_n = whole(input), whole_by = whole(argument);
    if (whole_n && whole_by) return *whole_by == -1 || *whole_n % *whole_by == 0;
    return std::fmod(*n, *by) == 0;
}

template <bool Less, bool Equal>
result<bool> is_ordered(const item& input, const item& argument) {
    const auto which = order(input, argument);
    if (!which) return tl::unexpected(which.error());
    return Less ? *which < 0 || (Equal && *which == 0) : *which > 0 || (Equal && *which == 0);
}

result<bool> is_same(const item& input, const item& argument) {
    return input.kinds().index() == argument.kinds().index() && equal(input, argument);
}

result<bool> is_sequence(const item& input, const item&) {
    return length(input).has_value();
}

// str.islower and str.isupper: some letter, and all that have a case are in this one.
template <char32_t (*Other)(char32_t), char32_t (*Same)(char32_t)>
result<bool> is_case(const item& input, const item&) {
    const auto text = to_words(input);
    if (!text) return tl::unexpected(text.error());
    bool any = false;
    for (std::size_t i = 0; i < text->view.size();) {
        const auto [code, size] = character_at(text->view, i);
        if (Same(code) != code) return false;
        any = any || Other(code) != code;
        i += size;
    }
    return any;
}

result<bool> is_escaped(const item& input, const item&) {
    const auto* text = input.as<text_item>();
    return text && text->mark == text_mark::markup;
}

constexpr std::array table{
    test_row{
        "defined",
        [](const item& i, const item&) -> result<bool> { return !i.is_undefined(); },
        false,
        true},
    test_row{
        "undefined",
        [](const item& i, const item&) -> result<bool> { return i.is_undefined(); },
        false,
        true},
    test_row{"none", [](const item& i, const item&) -> result<bool> { return i.is_none(); }},
    test_row{"string", is_kind<text_item>},
    test_row{"number", [](const item& i, const item&) -> result<bool> { return is_number(i); }},
    test_row{"integer", is_kind<std::int64_t>},
    test_row{"float", is_kind<double>},
    test_row{"boolean", is_kind<bool>},
    test_row{"true", is_truth<true>},
    test_row{"false", is_truth<false>},
    test_row{"mapping", is_kind<map_item>},
    test_row{"sequence", is_sequence},
    test_row{"iterable", is_sequence},
    test_row{
        "callable",
        [](const item& i, const item&) -> result<bool> {
            return i.as<macro_item>() || i.as<builtin_item>();
        }},
    test_row{"odd", has_rest<1>},
    test_row{"even", has_rest<0>},
    test_row{"divisibleby", is_divisible, true},
    test_row{"sameas", is_same, true},
    test_row{"in", [](const item& i, const item& within) { return contains(within, i); }, true},
    test_row{"lower", is_case<to_upper, to_lower>},
    test_row{"upper", is_case<to_lower, to_upper>},
    test_row{"escaped", is_escaped},
    test_row{
        "filter",
        [](const item& i, const item&) -> result<bool> {
            return i.as<text_item>() && find_filter(i.as<text_item>()->view);
        }},
    test_row{
        "test",
        [](const item& i, const item&) -> result<bool> {
            return i.as<text_item>() && find_test(i.as<text_item>()->view);
        }},
    test_row{"eq", [](const item& a, const item& b) -> result<bool> { return equal(a, b); }, true},
    test_row{"==", [](const item& a, const item& b) -> result<bool> { return equal(a, b); }, true},
    test_row{
        "equalto", [](const item& a, const item& b) -> result<bool> { return equal(a, b); }, true},
    test_row{"ne", [](const item& a, const item& b) -> result<bool> { return !equal(a, b); }, true},
    test_row{"!=", [](const item& a, const item& b) -> result<bool> { return !equal(a, b); }, true},
    test_row{"lt", is_ordered<true, false>, true},
    test_row{"<", is_ordered<true, false>, true},
    test_row{"lessthan", is_ordered<true, false>, true},
    test_row{"le", is_ordered<true, true>, true},
    test_row{"<=", is_ordered<true, true>, true},
    test_row{"gt", is_ordered<false, false>, true},
    test_row{">", is_ordered<false, false>, true},
    test_row{"greaterthan", is_ordered<false, false>, true},
    test_row{"ge", is_ordered<false, true>, true},
    test_row{">=", is_ordered<false, true>, true},
};

}  // namespace

const test_row* find_test(std::string_view name) {
    const auto at = std::find_if(table.begin(), table.end(), [&](const test_row& row) {
        return row.name == name;
    });
    return at == table.end() ? nullptr : &*at;
}

std::vector<std::string_view> test_names() {
    std::vector<std::string_view> names;
    for (const auto& row : table) names.push_back(row.name);
    return names;
}

}  // namespace bot
