#include "templates/picking.hpp"

#include "templates/budget.hpp"
#include "templates/numbers.hpp"
#include "templates/operators.hpp"
#include "templates/unicode.hpp"
#include "templates/words.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace bot {
namespace {

std::string attribute_name(const std::vector<item>& parts) {
    std::string name;
    for (const auto& part : parts) {
        if (!name.empty()) name += '.';
        if (const auto* text = part.as<text_item>()) name += text->view;
        if (const auto* n = part.as<std::int64_t>()) append_integer(name, *n);
    }
    return name;
}

item missing_attribute(const item& of, std::string name) {
    missing why{.why = missing::kind::member, .name = std::move(name)};
    why.container = kind_name(of);
    if (const auto* map = of.as<map_item>()) why.among = *map;
    return item(std::make_shared<const missing>(std::move(why)));
}

}  // namespace

result<list_item> elements(const item& input, budget& left) {
    // Before the characters are made, not after.
    const auto* text = input.as<text_item>();
    if (text && !left.step(text->view.size())) return left.no_steps();
    auto list = to_sequence(input);
    if (!list)
        return fail(
            errc::invalid, std::string(kind_name(input)) + " has no elements to go through"
        );
    if (!text && !left.step(list->size())) return left.no_steps();
    return std::move(*list);
}

result<picker> picker::of(const item& attribute) {
    picker made;
    if (attribute.is_none() || attribute.is_undefined()) return made;
    if (whole(attribute)) {
        made.parts_.push_back(attribute);
        return made;
    }
    const auto* path = attribute.as<text_item>();
    if (!path)
        return fail(
            errc::invalid,
            "`attribute` is a name or a number, not " + std::string(kind_name(attribute))
        );
    std::size_t from = 0;
    for (;;) {
        const auto to = std::min(path->view.find('.', from), path->view.size());
        const auto part = path->view.substr(from, to - from);
        const bool digits = !part.empty() && part.find_first_not_of("0123456789") == part.npos;
        const auto number = digits ? read_integer(part, 10) : std::nullopt;
        made.parts_.push_back(number ? item(*number) : item::text(std::string(part)));
        if (to == path->view.size()) return made;
        from = to + 1;
    }
}

item picker::pick(const item& element) const {
    item at = element;
    for (const auto& part : parts_) {
        if (at.is_undefined()) break;
        auto next = element_of(at, part);
        if (next.is_absent()) return missing_attribute(at, attribute_name(parts_));
        at = std::move(next);
    }
    return at;
}

result<item> picker::need(const item& element) const {
    auto picked = pick(element);
    const auto* why = picked.as<std::shared_ptr<const missing>>();
    if (why && *why) return fail(errc::invalid, why_missing(**why));
    if (why) return fail(errc::invalid, "an element is undefined");
    return picked;
}

item without_case(const item& of) {
    const auto* text = of.as<text_item>();
    return text ? item::text(lower(text->view)) : of;
}

result<std::vector<item>> sorted_by(const list_item& list, std::vector<item> keys, bool reverse) {
    std::vector<std::size_t> places(list.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    std::optional<error> failure;
    const auto before = [&](std::size_t a, std::size_t b) {
        if (failure) return false;
        const auto which = reverse ? order(keys[b], keys[a]) : order(keys[a], keys[b]);
        if (!which) failure = which.error();
        return which && *which < 0;
    };
    std::stable_sort(places.begin(), places.end(), before);
    if (failure) return tl::unexpected(std::move(*failure));
    std::vector<item> sorted;
    sorted.reserve(places.size());
    for (const auto place : places) sorted.push_back(list.at(place));
    return sorted;
}

result<std::string> identity(const item& of) {
    if (const auto* text = of.as<text_item>()) return "t" + std::string(text->view);
    if (of.is_none()) return std::string("none");
    std::string key = "n";
    if (const auto n = whole(of)) {
        append_integer(key, *n);
        return key;
    }
    if (const auto* x = of.as<double>()) {
        const auto n = *x == std::floor(*x) ? to_integer(*x) : std::nullopt;
        if (n)
            append_integer(key, *n);
        else
            append_real(key, *x);
        return key;
    }
    const auto* list = of.as<list_item>();
    if (!list || !list->is_tuple())
        return fail(
            errc::invalid, std::string(kind_name(of)) + " cannot be told apart by its worth"
        );
    key = "(";
    for (std::size_t i = 0; i < list->size(); ++i) {
        const auto part = identity(list->at(i));
        if (!part) return part;
        append_integer(key, static_cast<std::int64_t>(part->size()));
        key.append(":").append(*part);
    }
    return key;
}

}  // namespace bot
