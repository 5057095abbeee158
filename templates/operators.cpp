#include "templates/operators.hpp"

#include "templates/numbers.hpp"
#include "templates/unicode.hpp"

#include <algorithm>
#include <string>

namespace bot {
namespace {

// Integers and doubles both fit into it exactly where long double has 64 bits of mantissa.
std::optional<long double> number(const item& of) {
    if (const auto n = whole(of)) return static_cast<long double>(*n);
    if (const auto* x = of.as<double>()) return static_cast<long double>(*x);
    return std::nullopt;
}

bool equal_lists(const list_item& a, const list_item& b) {
    if (a.is_tuple() != b.is_tuple() || a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (!equal(a.at(i), b.at(i))) return false;
    return true;
}

bool equal_maps(const map_item& a, const map_item& b) {
    if (a.size() != b.size()) return false;
    const item other(b);
    for (std::size_t i = 0; i < a.size(); ++i) {
        const auto member = element_of(other, a.key_at(i));
        if (member.is_undefined() || !equal(a.value_at(i), member)) return false;
    }
    return true;
}

result<std::partial_ordering> order_lists(const list_item& a, const list_item& b) {
    const auto shared = std::min(a.size(), b.size());
    for (std::size_t i = 0; i < shared; ++i)
        if (!equal(a.at(i), b.at(i))) return order(a.at(i), b.at(i));
    return std::partial_ordering(a.size() <=> b.size());
}

struct bounds {
    std::int64_t from = 0, to = 0, step = 1;
};

// slice.indices(size)
result<bounds> slice_bounds(std::int64_t size, const item& from, const item& to, const item& step) {
    bounds cut;
    if (!step.is_none()) {
        const auto by = whole(step);
        if (!by || *by == 0)
            return fail(errc::invalid, "the step of a slice must be an integer other than 0");
        cut.step = std::clamp<std::int64_t>(*by, -size - 1, size + 1);
    }
    const bool back = cut.step < 0;
    const std::int64_t low = back ? -1 : 0;
    const std::int64_t high = back ? size - 1 : size;
    cut.from = back ? high : low;
    cut.to = back ? low : high;
    for (const auto& [bound, given] : {std::pair{&cut.from, &from}, std::pair{&cut.to, &to}}) {
        if (given->is_none()) continue;
        const auto at = whole(*given);
        if (!at)
            return fail(
                errc::invalid,
                "a slice is cut at integers, not at " + std::string(kind_name(*given))
            );
        const std::int64_t counted = *at < 0 ? std::max(*at, -size - 1) + size : *at;
        *bound = std::clamp(counted, low, high);
    }
    return cut;
}

}  // namespace

std::optional<std::int64_t> whole(const item& of) {
    if (const auto* n = of.as<std::int64_t>()) return *n;
    if (const auto* b = of.as<bool>()) return *b ? 1 : 0;
    return std::nullopt;
}

std::optional<double> real(const item& of) {
    if (const auto* x = of.as<double>()) return *x;
    if (const auto n = whole(of)) return static_cast<double>(*n);
    return std::nullopt;
}

bool is_number(const item& of) {
    return of.as<double>() || whole(of);
}

bool truth(const item& of) {
    if (const auto* b = of.as<bool>()) return *b;
    if (const auto* text = of.as<text_item>()) return !text->view.empty();
    if (const auto* list = of.as<list_item>()) return list->size() > 0;
    if (const auto* map = of.as<map_item>()) return map->size() > 0;
    if (const auto x = real(of)) return *x != 0;
    return !of.is_none() && !of.is_undefined();
}

bool equal(const item& a, const item& b) {
    if (const auto* text = a.as<text_item>()) {
        const auto* other = b.as<text_item>();
        return other && text->view == other->view;
    }
    if (const auto x = number(a)) {
        const auto y = number(b);
        return y && *x == *y;
    }
    if (a.kinds().index() != b.kinds().index()) return false;
    if (a.is_none()) return true;
    if (const auto* list = a.as<list_item>()) return equal_lists(*list, *b.as<list_item>());
    if (const auto* map = a.as<map_item>()) return equal_maps(*map, *b.as<map_item>());
    if (const auto* space = a.as<made_namespace*>()) return *space == *b.as<made_namespace*>();
    if (const auto* macro = a.as<macro_item>())
        return macro->definition == b.as<macro_item>()->definition;
    return false;
}

result<std::partial_ordering> order(const item& a, const item& b) {
    if (const auto* text = a.as<text_item>())
        if (const auto* other = b.as<text_item>())
            return std::partial_ordering(text->view.compare(other->view) <=> 0);
    if (const auto x = number(a))
        if (const auto y = number(b)) return *x <=> *y;
    const auto* list = a.as<list_item>();
    const auto* other = b.as<list_item>();
    if (list && other && list->is_tuple() == other->is_tuple()) return order_lists(*list, *other);
    return fail(
        errc::invalid,
        std::string(kind_name(a)) + " and " + std::string(kind_name(b)) + " cannot be ordered"
    );
}

result<bool> contains(const item& within, const item& what) {
    if (const auto* text = within.as<text_item>()) {
        const auto* part = what.as<text_item>();
        if (part) return find_in(text->view, part->view) != std::string_view::npos;
        return fail(errc::invalid, "text can hold text, not " + std::string(kind_name(what)));
    }
    if (const auto* map = within.as<map_item>())
        return !element_of(item(*map), what).is_undefined();
    if (const auto* list = within.as<list_item>()) {
        for (std::size_t i = 0; i < list->size(); ++i)
            if (equal(list->at(i), what)) return true;
        return false;
    }
    return fail(errc::invalid, "`in` cannot look into " + std::string(kind_name(within)));
}

std::optional<std::size_t> length(const item& of) {
    if (const auto* text = of.as<text_item>()) return count_characters(text->view);
    if (const auto* list = of.as<list_item>()) return list->size();
    if (const auto* map = of.as<map_item>()) return map->size();
    return std::nullopt;
}

item member_of(const item& of, std::string_view name) {
    if (const auto* map = of.as<map_item>()) {
        if (map->data) {
            const auto* member = map->find_data(name);
            return member ? item::of(*member) : item::absent();
        }
        return element_of(of, item::view(name));
    }
    if (const auto* space = of.as<made_namespace*>())
        for (const auto& [known, member] : (*space)->members)
            if (known == name) return member;
    if (const auto* list = of.as<list_item>(); list && list->is_group()) {
        if (name == "grouper") return list->at(0);
        if (name == "list") return list->at(1);
    }
    return item::absent();
}

item element_of(const item& of, const item& key) {
    if (const auto* map = of.as<map_item>()) {
        if (map->data) {
            const auto* name = key.as<text_item>();
            const auto* member = name ? map->find_data(name->view) : nullptr;
            return member ? item::of(*member) : item::absent();
        }
        for (const auto& [known, member] : map->made->members)
            if (equal(known, key)) return member;
        return item::absent();
    }
    if (const auto* name = key.as<text_item>()) return member_of(of, name->view);
    auto at = whole(key);
    const auto size = length(of);
    if (!at || !size) return item::absent();
    if (*at < 0) *at += static_cast<std::int64_t>(*size);
    if (*at < 0 || *at >= static_cast<std::int64_t>(*size)) return item::absent();
    const auto place = static_cast<std::size_t>(*at);
    if (const auto* list = of.as<list_item>()) return list->at(place);
    auto text = *of.as<text_item>();
    text.view = characters(text.view, place, place + 1);
    if (text.mark == text_mark::mixed) text.mark = text_mark::told;
    return item(std::move(text));
}

result<item> slice_of(const item& of, const item& from, const item& to, const item& step) {
    const auto* text = of.as<text_item>();
    const auto* list = of.as<list_item>();
    if (!text && !list)
        return fail(errc::invalid, std::string(kind_name(of)) + " cannot be sliced");
    const auto letters = text ? each_character(text->view) : std::vector<std::string_view>();
    const auto size = static_cast<std::int64_t>(text ? letters.size() : list->size());
    const auto cut = slice_bounds(size, from, to, step);
    if (!cut) return tl::unexpected(cut.error());

    std::vector<item> items;
    std::string made;
    const auto more = [&](std::int64_t at) { return cut->step > 0 ? at < cut->to : at > cut->to; };
    for (auto at = cut->from; more(at); at += cut->step) {
        if (text)
            made += letters[static_cast<std::size_t>(at)];
        else
            items.push_back(list->at(static_cast<std::size_t>(at)));
    }
    if (list)
        return make_list(std::move(items), list->is_tuple() ? list_kind::tuple : list_kind::list);
    return item::text(
        std::move(made), text->mark == text_mark::mixed ? text_mark::told : text->mark
    );
}

std::size_t bytes_of(const item& made) {
    if (const auto* text = made.as<text_item>()) return text->made ? text->view.size() : 0;
    if (const auto* list = made.as<list_item>())
        return list->made ? list->made->items.size() * sizeof(item) : 0;
    if (const auto* map = made.as<map_item>())
        return map->made ? map->made->members.size() * 2 * sizeof(item) : 0;
    return 0;
}

}  // namespace bot
