#include "templates/budget.hpp"
#include "templates/format.hpp"
#include "templates/operators.hpp"
#include "templates/words.hpp"

#include <cmath>
#include <string>

namespace bot {
namespace {

auto too_large() {
    return fail(errc::invalid, "the number does not fit; integers end at 9223372036854775807");
}
auto by_zero() {
    return fail(errc::invalid, "division by zero");
}

std::string_view verb(arithmetic which) {
    switch (which) {
        case arithmetic::add:
            return "added";
        case arithmetic::subtract:
            return "subtracted";
        case arithmetic::multiply:
            return "multiplied";
        case arithmetic::power:
            return "raised to a power";
        default:
            return "divided";
    }
}

result<item> power(std::int64_t base, std::int64_t exponent) {
    if (exponent < 0) {
        if (base == 0) return by_zero();
        return item(std::pow(static_cast<double>(base), static_cast<double>(exponent)));
    }
    std::int64_t made = 1;
    while (exponent > 0) {
        if ((exponent & 1) != 0 && __builtin_mul_overflow(made, base, &made)) return too_large();
        exponent >>= 1;
        if (exponent > 0 && __builtin_mul_overflow(base, base, &base)) return too_large();
    }
    return item(made);
}

// Python rounds the quotient down and gives the remainder the divisor's sign.
std::int64_t floor_quotient(std::int64_t a, std::int64_t b) {
    const std::int64_t quotient = a / b;
    return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}
std::int64_t floor_remainder(std::int64_t a, std::int64_t b) {
    const std::int64_t rest = a % b;
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

result<item> calculate_whole(arithmetic which, std::int64_t a, std::int64_t b) {
    std::int64_t made = 0;
    switch (which) {
        case arithmetic::add:
            if (__builtin_add_overflow(a, b, &made)) return too_large();
            return item(made);
        case arithmetic::subtract:
            if (__builtin_sub_overflow(a, b, &made)) return too_large();
            return item(made);
        case arithmetic::multiply:
            if (__builtin_mul_overflow(a, b, &made)) return too_large();
            return item(made);
        case arithmetic::power:
            return power(a, b);
        default:
            break;
    }
    if (b == 0) return by_zero();
    if (which == arithmetic::divide) return item(static_cast<double>(a) / static_cast<double>(b));
    if (b == -1) {
        if (which == arithmetic::modulo) return item(std::int64_t{0});
        if (__builtin_sub_overflow(std::int64_t{0}, a, &made)) return too_large();
        return item(made);
    }
    return item(which == arithmetic::modulo ? floor_remainder(a, b) : floor_quotient(a, b));
}

double remainder_of(double a, double b) {
    double rest = std::fmod(a, b);
    if (rest == 0) return std::copysign(0.0, b);
    return (rest < 0) != (b < 0) ? rest + b : rest;
}

double floor_of(double a, double b) {
    const double rest = std::fmod(a, b);
    double quotient = (a - rest) / b;
    if (rest != 0 && (rest < 0) != (b < 0)) quotient -= 1;
    if (quotient == 0) return std::copysign(0.0, a / b);
    const double down = std::floor(quotient);
    return quotient - down > 0.5 ? down + 1 : down;
}

result<item> calculate_real(arithmetic which, double a, double b) {
    switch (which) {
        case arithmetic::add:
            return item(a + b);
        case arithmetic::subtract:
            return item(a - b);
        case arithmetic::multiply:
            return item(a * b);
        case arithmetic::power:
            if (a == 0 && b < 0) return by_zero();
            if (a < 0 && b != std::floor(b))
                return fail(errc::invalid, "a negative number has no such power");
            return item(std::pow(a, b));
        default:
            break;
    }
    if (b == 0) return by_zero();
    if (which == arithmetic::divide) return item(a / b);
    return item(which == arithmetic::modulo ? remainder_of(a, b) : floor_of(a, b));
}

item escaped_half(const text_item& half) {
    if (half.mark == text_mark::markup || half.is_told()) return item(half);
    return item::text(html_escaped(half.view), text_mark::markup);
}

// Markup escapes what is added to it; what people told is escaped where it lands instead.
item add_text(const text_item& a, const text_item& b) {
    text_joiner sum;
    const bool markup = a.mark == text_mark::markup || b.mark == text_mark::markup;
    sum.add(*(markup ? escaped_half(a) : item(a)).as<text_item>());
    sum.add(*(markup ? escaped_half(b) : item(b)).as<text_item>());
    auto made = sum.take();
    if (!markup || made.as<text_item>()->is_told()) return made;
    auto text = *made.as<text_item>();
    text.mark = text_mark::markup;
    return item(std::move(text));
}

item add_lists(const list_item& a, const list_item& b) {
    std::vector<item> items;
    items.reserve(a.size() + b.size());
    for (std::size_t i = 0; i < a.size(); ++i) items.push_back(a.at(i));
    for (std::size_t i = 0; i < b.size(); ++i) items.push_back(b.at(i));
    return make_list(std::move(items), a.is_tuple() ? list_kind::tuple : list_kind::list);
}

result<item> repeat(const item& what, std::int64_t times, budget& left) {
    const std::size_t n = times < 0 ? 0 : static_cast<std::size_t>(times);
    const auto* text = what.as<text_item>();
    const auto* list = what.as<list_item>();
    const std::size_t size = text ? text->view.size() : list->size() * sizeof(item);
    std::size_t bytes = 0;
    if (__builtin_mul_overflow(size, n, &bytes) || !left.spend(bytes)) return left.no_bytes();
    if (text) {
        std::string made;
        made.reserve(bytes);
        if (size > 0)
            for (std::size_t i = 0; i < n; ++i) made += text->view;
        return changed(*text, std::move(made));
    }
    std::vector<item> items;
    if (size > 0)
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t k = 0; k < list->size(); ++k) items.push_back(list->at(k));
    return make_list(std::move(items), list->is_tuple() ? list_kind::tuple : list_kind::list);
}

}  // namespace

result<item> calculate(arithmetic which, const item& a, const item& b, budget& left) {
    const auto *text = a.as<text_item>(), *other_text = b.as<text_item>();
    const auto *list = a.as<list_item>(), *other_list = b.as<list_item>();
    const auto n = whole(a), m = whole(b);
    if (n && m) return calculate_whole(which, *n, *m);
    if (const auto x = real(a), y = real(b); x && y) return calculate_real(which, *x, *y);
    if (which == arithmetic::add && text && other_text) {
        if (!left.spend(text->view.size() + other_text->view.size())) return left.no_bytes();
        return add_text(*text, *other_text);
    }
    if (which == arithmetic::add && list && other_list &&
        list->is_tuple() == other_list->is_tuple()) {
        if (!left.spend((list->size() + other_list->size()) * sizeof(item))) return left.no_bytes();
        return add_lists(*list, *other_list);
    }
    if (which == arithmetic::multiply && (text || list) && m) return repeat(a, *m, left);
    if (which == arithmetic::multiply && (other_text || other_list) && n)
        return repeat(b, *n, left);
    if (which == arithmetic::modulo && text) return format_text(*text, b, left);
    std::string what = std::string(kind_name(a)) + " and " + std::string(kind_name(b)) +
                       " cannot be " + std::string(verb(which));
    if (which == arithmetic::add && (text || other_text)) what += "; join them with `~`";
    return fail(errc::invalid, std::move(what));
}

result<item> negate(const item& of) {
    if (const auto n = whole(of)) return calculate_whole(arithmetic::subtract, 0, *n);
    if (const auto* x = of.as<double>()) return item(-*x);
    return fail(errc::invalid, std::string(kind_name(of)) + " cannot be negated");
}

}  // namespace bot
