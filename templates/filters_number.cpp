#include "templates/filters.hpp"
#include "templates/numbers.hpp"
#include "templates/operators.hpp"

#include <array>
#include <cmath>
#include <cstdio>

namespace bot {
namespace {

auto wants_number(std::string_view filter, const item& input) {
    return fail(
        errc::invalid,
        "`" + std::string(filter) + "` wants a number, not " + std::string(kind_name(input))
    );
}

result<item> round_filter(const item& input, const arguments& given, budget&) {
    const auto number = real(input);
    const auto digits = given.integer(0, 0, "precision");
    const auto method = given.text(1, "common");
    if (!number) return wants_number("round", input);
    if (!digits) return tl::unexpected(digits.error());
    if (!method) return tl::unexpected(method.error());
    if (*digits > 300 || *digits < -300)
        return fail(errc::invalid, "`precision` must be between -300 and 300");
    const int precision = static_cast<int>(*digits);
    if (*method == "common") {
        const auto n = whole(input);
        if (!n) return item(round_real(*number, precision));
        const auto rounded = round_integer(*n, precision);
        if (!rounded) return fail(errc::invalid, "the rounded number does not fit");
        return item(*rounded);
    }
    if (*method != "ceil" && *method != "floor")
        return fail(errc::invalid, "`method` is common, ceil or floor, not " + *method);
    const double scale = std::pow(10.0, precision);
    const double scaled = *number * scale;
    return item((*method == "ceil" ? std::ceil(scaled) : std::floor(scaled)) / scale);
}

result<item> int_filter(const item& input, const arguments& given, budget&) {
    const auto base = given.integer(1, 10, "base");
    if (!base) return tl::unexpected(base.error());
    const item otherwise = given.has(0) ? given.get(0) : item(std::int64_t{0});
    if (const auto n = whole(input)) return item(*n);
    std::optional<double> number;
    if (const auto* text = input.as<text_item>()) {
        const int within = *base >= 0 && *base <= 36 ? static_cast<int>(*base) : -1;
        if (const auto n = read_integer(text->view, within)) return item(*n);
        number = read_real(text->view);
    } else if (const auto* x = input.as<double>()) {
        number = *x;
    }
    if (!number || std::isnan(*number)) return otherwise;
    if (const auto n = to_integer(*number)) return item(*n);
    return fail(errc::invalid, "the number does not fit into an integer");
}

result<item> float_filter(const item& input, const arguments& given, budget&) {
    if (const auto number = real(input)) return item(*number);
    if (const auto* text = input.as<text_item>())
        if (const auto number = read_real(text->view)) return item(*number);
    return given.has(0) ? given.get(0) : item(0.0);
}

result<item> abs_filter(const item& input, const arguments&, budget&) {
    if (const auto* x = input.as<double>()) return item(std::fabs(*x));
    const auto n = whole(input);
    if (!n) return wants_number("abs", input);
    return *n < 0 ? negate(item(*n)) : result<item>(item(*n));
}

// 1 Byte, 13.0 kB, 4.1 MiB.
result<item> filesizeformat_filter(const item& input, const arguments& given, budget&) {
    auto bytes = real(input);
    if (const auto* text = input.as<text_item>()) bytes = read_real(text->view);
    if (!bytes || std::isnan(*bytes)) return wants_number("filesizeformat", input);
    const bool binary = given.truth(0, false);
    const double base = binary ? 1024 : 1000;
    if (*bytes == 1) return item::view("1 Byte");
    if (*bytes < base) {
        const auto n = to_integer(*bytes);
        if (!n) return fail(errc::invalid, "the number does not fit into an integer");
        return item::text(std::to_string(*n) + " Bytes");
    }
    constexpr std::string_view units = "kMGTPEZY";
    // Exact, as Python's whole numbers are.
    long double unit = static_cast<long double>(base) * base;
    std::size_t at = 0;
    for (; at + 1 < units.size() && *bytes >= unit; ++at) unit *= base;
    char shown[400];
    std::snprintf(shown, sizeof shown, "%.1f ", base * *bytes / static_cast<double>(unit));
    std::string made(shown);
    made += binary && at == 0 ? 'K' : units[at];
    return item::text(made + (binary ? "iB" : "B"));
}

constexpr std::array table{
    filter_row{"round", round_filter, "precision method"},
    filter_row{"int", int_filter, "default base"},
    filter_row{"float", float_filter, "default"},
    filter_row{"abs", abs_filter},
    filter_row{"filesizeformat", filesizeformat_filter, "binary"},
};

}  // namespace

std::span<const filter_row> number_filters() {
    return table;
}

}  // namespace bot
