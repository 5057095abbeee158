// Slack's ts: seconds and six digits, as text. It is an id first and a moment second.
#include "bot/platforms/slack/decode/decode.hpp"

#include <algorithm>

namespace bot::slack {
namespace {

constexpr std::size_t most_digits = 11;  // of seconds: until the year 5138

bool is_number(std::string_view digits) {
    return !digits.empty() &&
           std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::pair<std::string_view, std::string_view> halves(std::string_view ts) {
    const auto dot = ts.find('.');
    return {ts.substr(0, dot), dot == ts.npos ? std::string_view("0") : ts.substr(dot + 1)};
}

// Digits of any length, by value.
int compare_numbers(std::string_view a, std::string_view b) {
    a.remove_prefix(std::min(a.find_first_not_of('0'), a.size()));
    b.remove_prefix(std::min(b.find_first_not_of('0'), b.size()));
    if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
    const int order = a.compare(b);
    return order < 0 ? -1 : order > 0 ? 1 : 0;
}

}  // namespace

std::optional<instant> instant_of(std::string_view ts) {
    const auto [whole, fraction] = halves(ts);
    if (!is_number(whole) || whole.size() > most_digits || !is_number(fraction))
        return std::nullopt;
    std::int64_t at = 0;
    for (const char c : whole) at = at * 10 + (c - '0');
    for (std::size_t i = 0; i < 3; ++i)
        at = at * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
    return instant(milliseconds(at));
}

std::string ts_of(instant at) {
    const auto ms = at.time_since_epoch().count();
    auto part = std::to_string(ms % 1000);
    part.insert(0, 3 - part.size(), '0');
    return std::to_string(ms / 1000) + "." + part + "000";
}

int compare_ts(std::string_view a, std::string_view b) {
    const auto [whole_a, fraction_a] = halves(a);
    const auto [whole_b, fraction_b] = halves(b);
    const int by_seconds = compare_numbers(whole_a, whole_b);
    return by_seconds != 0 ? by_seconds : compare_numbers(fraction_a, fraction_b);
}

}  // namespace bot::slack
