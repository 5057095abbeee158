#include "bot/net/http_date.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace bot {
namespace {

constexpr std::array<std::string_view, 12> months{
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::optional<int> digits(std::string_view text) {
    int value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc{} || end != text.data() + text.size() || text[0] == '-') return {};
    return value;
}

}  // namespace

std::optional<instant> parse_http_date(std::string_view text) {
    constexpr std::string_view shape = "Sun, 06 Nov 1994 08:49:37 GMT";
    if (text.size() != shape.size() || !text.ends_with(" GMT")) return {};
    for (const std::size_t at : {3, 4, 7, 11, 16, 19, 22})
        if (text[at] != shape[at]) return {};
    const auto month = std::ranges::find(months, text.substr(8, 3));
    const auto day = digits(text.substr(5, 2)), year = digits(text.substr(12, 4));
    const auto hour = digits(text.substr(17, 2)), minute = digits(text.substr(20, 2));
    const auto second = digits(text.substr(23, 2));
    if (month == months.end() || !day || !year || !hour || !minute || !second) return {};
    if (*hour > 23 || *minute > 59 || *second > 60) return {};
    const std::chrono::year_month_day date{
        std::chrono::year(*year),
        std::chrono::month(static_cast<unsigned>(month - months.begin()) + 1),
        std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return {};
    return instant(std::chrono::sys_days(date)) + std::chrono::hours(*hour) +
           std::chrono::minutes(*minute) + std::chrono::seconds(*second);
}

}  // namespace bot
