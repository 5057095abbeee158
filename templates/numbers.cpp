#include "templates/numbers.hpp"

#include "templates/unicode.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <limits>

namespace bot {
namespace {

constexpr int most_digits = 400;  // beyond that a double has nothing left to round

// Underscores may stand between digits only.
std::optional<std::string> without_underscores(std::string_view text) {
    const auto is_digit = [](char c) {
        return std::string_view("0123456789abcdefABCDEF").find(c) != std::string_view::npos;
    };
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '_') {
            out += text[i];
            continue;
        }
        if (i == 0 || i + 1 == text.size() || !is_digit(text[i - 1]) || !is_digit(text[i + 1]))
            return std::nullopt;
    }
    return out;
}

int prefix_base(std::string_view text) {
    if (text.size() < 3 || text[0] != '0') return 0;
    switch (text[1] | 0x20) {
        case 'x':
            return 16;
        case 'o':
            return 8;
        case 'b':
            return 2;
        default:
            return 0;
    }
}

}  // namespace

std::optional<std::uint64_t> read_digits(std::string_view digits, int base) {
    std::uint64_t number = 0;
    const auto* end = digits.data() + digits.size();
    const auto [stopped, problem] = std::from_chars(digits.data(), end, number, base);
    if (problem != std::errc() || stopped != end || digits.empty()) return std::nullopt;
    return number;
}

std::optional<std::int64_t> read_integer(std::string_view text, int base) {
    text = strip(text);
    const bool minus = text.starts_with('-');
    if (minus || text.starts_with('+')) text.remove_prefix(1);
    const int prefix = prefix_base(text);
    std::string_view digits = text;
    if (prefix != 0 && (base == 0 || base == prefix)) {
        base = prefix;
        digits.remove_prefix(digits.size() > 2 && digits[2] == '_' ? 3 : 2);
    }
    const auto plain = without_underscores(digits);
    if (!plain || base == 1 || base < 0 || base > 36) return std::nullopt;
    if (base == 0 && plain->size() > 1 && (*plain)[0] == '0' &&
        plain->find_first_not_of('0') != std::string::npos)
        return std::nullopt;
    const auto number = read_digits(*plain, base == 0 ? 10 : base);
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (!number || *number > most + (minus ? 1 : 0)) return std::nullopt;
    return minus ? static_cast<std::int64_t>(0 - *number) : static_cast<std::int64_t>(*number);
}

std::optional<double> read_real(std::string_view text) {
    const auto plain = without_underscores(strip(text));
    if (!plain) return std::nullopt;
    std::string_view digits = *plain;
    const bool minus = digits.starts_with('-');
    if (minus || digits.starts_with('+')) digits.remove_prefix(1);
    if (digits.empty() || digits[0] == '-') return std::nullopt;
    double number = 0;
    const auto* end = digits.data() + digits.size();
    const auto [stopped, problem] = std::from_chars(digits.data(), end, number);
    if (stopped != end || problem == std::errc::invalid_argument) return std::nullopt;
    if (problem == std::errc::result_out_of_range) {
        const auto exponent = digits.find_first_of("eE");
        const bool tiny = exponent != digits.npos && digits.substr(exponent + 1).starts_with('-');
        number = tiny ? 0.0 : std::numeric_limits<double>::infinity();
    }
    return minus ? -number : number;
}

void append_integer(std::string& to, std::int64_t number) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    to.append(digits.data(), end.ptr);
}

void append_real(std::string& to, double number) {
    if (std::isnan(number)) {
        to += "nan";
        return;
    }
    if (std::signbit(number)) {
        to += '-';
        number = -number;
    }
    if (std::isinf(number)) {
        to += "inf";
        return;
    }
    std::array<char, 40> written{};
    const auto end = std::to_chars(
        written.data(), written.data() + written.size(), number, std::chars_format::scientific
    );
    const std::string_view text(written.data(), static_cast<std::size_t>(end.ptr - written.data()));
    const auto mark = text.find('e');
    int exponent = 0;
    const auto power = text.substr(text[mark + 1] == '+' ? mark + 2 : mark + 1);
    std::from_chars(power.data(), power.data() + power.size(), exponent);
    if (exponent < -4 || exponent >= 16) {
        to += text;
        return;
    }
    std::string digits(1, text[0]);
    if (mark > 2) digits += text.substr(2, mark - 2);
    if (exponent < 0) {
        to.append("0.").append(static_cast<std::size_t>(-exponent - 1), '0').append(digits);
        return;
    }
    const auto whole = static_cast<std::size_t>(exponent) + 1;
    if (digits.size() < whole) digits.append(whole - digits.size(), '0');
    to.append(digits, 0, whole).append(".");
    to += digits.size() > whole ? digits.substr(whole) : "0";
}

double round_real(double number, int digits) {
    if (!std::isfinite(number) || digits > most_digits) return number;
    if (digits < 0) {
        if (digits < -most_digits) return std::copysign(0.0, number);
        const double scale = std::pow(10.0, -digits);
        return std::nearbyint(number / scale) * scale;
    }
    // printf rounds the exact value, halves to even, just as round() does.
    std::array<char, 800> written{};
    const int n = std::snprintf(written.data(), written.size(), "%.*f", digits, number);
    double rounded = number;
    if (n > 0 && n < std::ssize(written))
        std::from_chars(written.data(), written.data() + n, rounded);
    return rounded;
}

std::optional<std::int64_t> round_integer(std::int64_t number, int digits) {
    if (digits >= 0) return number;
    if (digits < -18) return 0;
    std::int64_t scale = 1;
    for (int i = 0; i < -digits; ++i) scale *= 10;
    const std::int64_t rest = number % scale;
    const std::int64_t whole = number - rest;
    const std::int64_t size = rest < 0 ? -rest : rest;
    const bool up = size > scale - size || (size == scale - size && (whole / scale) % 2 != 0);
    std::int64_t rounded = whole;
    if (up && __builtin_add_overflow(whole, number < 0 ? -scale : scale, &rounded))
        return std::nullopt;
    return rounded;
}

std::optional<std::int64_t> to_integer(double number) {
    constexpr double limit = 9223372036854775808.0;
    if (!(number < limit) || number < -limit) return std::nullopt;
    return static_cast<std::int64_t>(number);
}

}  // namespace bot
