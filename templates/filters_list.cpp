#include "templates/budget.hpp"
#include "templates/filters.hpp"
#include "templates/operators.hpp"
#include "templates/picking.hpp"
#include "templates/printing.hpp"
#include "templates/words.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>

namespace bot {
namespace {

result<item> length_filter(const item& input, const arguments&, budget&) {
    const auto n = length(input);
    if (!n) return fail(errc::invalid, std::string(kind_name(input)) + " has no length");
    return item(static_cast<std::int64_t>(*n));
}

result<item> join_filter(const item& input, const arguments& given, budget& left) {
    const auto list = elements(input, left);
    const auto between = to_words(given.has(0) ? given.get(0) : item::view(""));
    const auto attribute = picker::of(given.get(1));
    if (!list) return tl::unexpected(list.error());
    if (!between) return tl::unexpected(between.error());
    if (!attribute) return tl::unexpected(attribute.error());
    text_joiner joined;
    for (std::size_t i = 0; i < list->size(); ++i) {
        const auto before = joined.size();
        if (i > 0) joined.add(*between);
        const auto part = attribute->need(list->at(i));
        if (!part) return part;
        if (auto done = joined.add(*part); !done) return tl::unexpected(done.error());
        if (!left.spend(joined.size() - before)) return left.no_bytes();
    }
    return joined.take();
}

item nothing(std::string_view what) {
    return item(std::make_shared<const missing>(missing{
        .why = missing::kind::empty, .name = std::string(what)}));
}

result<item> first_filter(const item& input, const arguments&, budget& left) {
    const auto list = elements(input, left);
    if (!list) return tl::unexpected(list.error());
    return list->size() > 0 ? list->at(0) : nothing("there is no first element, nothing is there");
}

result<item> last_filter(const item& input, const arguments&, budget& left) {
    const auto list = elements(input, left);
    if (!list) return tl::unexpected(list.error());
    return list->size() > 0 ? list->at(list->size() - 1)
                            : nothing("there is no last element, nothing is there");
}

// `attribute` may name several, "a,b": the key is then a list.
result<std::vector<item>> sort_keys(const list_item& list, const item& attribute, bool with_case) {
    std::vector<picker> pickers;
    const auto* names = attribute.as<text_item>();
    std::size_t from = 0;
    do {
        const auto to = names ? std::min(names->view.find(',', from), names->view.size()) : 0;
        const auto one = picker::of(
            names ? item::text(std::string(names->view.substr(from, to - from))) : attribute
        );
        if (!one) return tl::unexpected(one.error());
        pickers.push_back(*one);
        from = to + 1;
    } while (names && from <= names->view.size());

    std::vector<item> keys;
    keys.reserve(list.size());
    for (std::size_t i = 0; i < list.size(); ++i) {
        std::vector<item> parts;
        for (const auto& one : pickers) {
            auto part = one.need(list.at(i));
            if (!part) return tl::unexpected(part.error());
            parts.push_back(with_case ? std::move(*part) : without_case(*part));
        }
        keys.push_back(parts.size() == 1 ? std::move(parts.front()) : make_list(std::move(parts)));
    }
    return keys;
}

result<item> sort_filter(const item& input, const arguments& given, budget& left) {
    const auto list = elements(input, left);
    if (!list) return tl::unexpected(list.error());
    auto keys = sort_keys(*list, given.get(2), given.truth(1, false));
    if (!keys) return tl::unexpected(keys.error());
    auto sorted = sorted_by(*list, std::move(*keys), given.truth(0, false));
    if (!sorted) return tl::unexpected(sorted.error());
    return make_list(std::move(*sorted));
}

result<item> unique_filter(const item& input, const arguments& given, budget& left) {
    const auto list = elements(input, left);
    const auto attribute = picker::of(given.get(1));
    if (!list) return tl::unexpected(list.error());
    if (!attribute) return tl::unexpected(attribute.error());
    std::vector<item> kept;
    std::unordered_set<std::string> seen;
    for (std::size_t i = 0; i < list->size(); ++i) {
        const auto picked = attribute->need(list->at(i));
        if (!picked) return picked;
        auto key = identity(given.truth(0, false) ? *picked : without_case(*picked));
        if (!key) return tl::unexpected(key.error());
        if (seen.insert(std::move(*key)).second) kept.push_back(list->at(i));
    }
    return make_list(std::move(kept));
}

result<item> reverse_filter(const item& input, const arguments&, budget& left) {
    const auto list = elements(input, left);
    if (!list) return tl::unexpected(list.error());
    if (const auto* text = input.as<text_item>()) {
        if (!left.spend(text->view.size())) return left.no_bytes();
        std::string made;
        for (std::size_t i = list->size(); i-- > 0;) made += list->at(i).as<text_item>()->view;
        return changed(*text, std::move(made));
    }
    std::vector<item> items;
    for (std::size_t i = list->size(); i-- > 0;) items.push_back(list->at(i));
    return make_list(std::move(items));
}

result<item> list_filter(const item& input, const arguments&, budget& left) {
    const auto list = elements(input, left);
    if (!list) return tl::unexpected(list.error());
    if (!list->is_tuple()) return item(*list);
    std::vector<item> items;
    for (std::size_t i = 0; i < list->size(); ++i) items.push_back(list->at(i));
    return make_list(std::move(items));
}

result<item> sum_filter(const item& input, const arguments& given, budget& left) {
    const auto list = elements(input, left);
    const auto attribute = picker::of(given.get(0));
    if (!list) return tl::unexpected(list.error());
    if (!attribute) return tl::unexpected(attribute.error());
    item total = given.has(1) ? given.get(1) : item(std::int64_t{0});
    for (std::size_t i = 0; i < list->size(); ++i) {
        const auto part = attribute->need(list->at(i));
        if (!part) return part;
        auto sum = calculate(arithmetic::add, total, *part, left);
        if (!sum) return sum;
        total = std::move(*sum);
    }
    return total;
}

// The first of those that are smallest (or largest), as Python's min and max.
template <bool Largest>
result<item> extreme_filter(const item& input, const arguments& given, budget& left) {
    const auto list = elements(input, left);
    const auto attribute = picker::of(given.get(1));
    if (!list) return tl::unexpected(list.error());
    if (!attribute) return tl::unexpected(attribute.error());
    if (list->size() == 0) return nothing("nothing is there to choose from");
    std::size_t best = 0;
    item best_key;
    for (std::size_t i = 0; i < list->size(); ++i) {
        const auto picked = attribute->need(list->at(i));
        if (!picked) return picked;
        auto key = given.truth(0, false) ? *picked : without_case(*picked);
        if (i > 0) {
            const auto which = Largest ? order(best_key, key) : order(key, best_key);
            if (!which) return tl::unexpected(which.error());
            if (!(*which < 0)) continue;
        }
        best = i;
        best_key = std::move(key);
    }
    return list->at(best);
}

result<item> batch_filter(const item& input, const arguments& given, budget& left) {
    const auto list = elements(input, left);
    const auto size = given.integer(0, 1, "linecount");
    if (!list) return tl::unexpected(list.error());
    if (!size) return tl::unexpected(size.error());
    if (*size < 1) return fail(errc::invalid, "`linecount` must be at least 1");
    const bool fills = given.has(1) && !given.get(1).is_none();
    std::vector<item> batches, batch;
    for (std::size_t i = 0; i < list->size(); ++i) {
        batch.push_back(list->at(i));
        if (std::ssize(batch) == *size) batches.push_back(make_list(std::exchange(batch, {})));
    }
    if (!batch.empty()) {
        const auto missing_ones = static_cast<std::size_t>(*size) - batch.size();
        if (fills && !left.step(missing_ones)) return left.no_steps();
        if (fills) batch.resize(static_cast<std::size_t>(*size), given.get(1));
        batches.push_back(make_list(std::move(batch)));
    }
    return make_list(std::move(batches));
}

result<item> slice_filter(const item& input, const arguments& given, budget& left) {
    const auto list = elements(input, left);
    const auto count = given.integer(0, 1, "slices");
    if (!list) return tl::unexpected(list.error());
    if (!count) return tl::unexpected(count.error());
    if (*count < 1) return fail(errc::invalid, "`slices` must be at least 1");
    const auto slices = static_cast<std::size_t>(*count);
    if (!left.step(slices)) return left.no_steps();
    const bool fills = given.has(1) && !given.get(1).is_none();
    const std::size_t each = list->size() / slices, longer = list->size() % slices;
    std::vector<item> made;
    std::size_t at = 0;
    for (std::size_t i = 0; i < slices; ++i) {
        std::vector<item> part;
        for (std::size_t n = each + (i < longer ? 1 : 0); n > 0; --n)
            part.push_back(list->at(at++));
        if (fills && i >= longer) part.push_back(given.get(1));
        made.push_back(make_list(std::move(part)));
    }
    return make_list(std::move(made));
}

std::vector<item> pairs_of(const map_item& map) {
    std::vector<item> pairs;
    for (std::size_t i = 0; i < map.size(); ++i)
        pairs.push_back(make_list({map.key_at(i), map.value_at(i)}, list_kind::tuple));
    return pairs;
}

result<const map_item*> need_map(const item& input, std::string_view filter, budget& left) {
    const auto* map = input.as<map_item>();
    if (!map)
        return fail(
            errc::invalid,
            "`" + std::string(filter) + "` wants a map, not " + std::string(kind_name(input))
        );
    if (!left.step(map->size())) return left.no_steps();
    return map;
}

result<item> items_filter(const item& input, const arguments&, budget& left) {
    if (input.is_undefined()) return make_list({});
    const auto map = need_map(input, "items", left);
    if (!map) return tl::unexpected(map.error());
    return make_list(pairs_of(**map));
}

result<item> dictsort_filter(const item& input, const arguments& given, budget& left) {
    const auto map = need_map(input, "dictsort", left);
    const auto by = given.text(1, "key");
    if (!map) return tl::unexpected(map.error());
    if (!by) return tl::unexpected(by.error());
    if (*by != "key" && *by != "value")
        return fail(errc::invalid, "`by` is \"key\" or \"value\", not \"" + *by + "\"");
    const auto pairs = make_list(pairs_of(**map));
    const auto& list = *pairs.as<list_item>();
    std::vector<item> keys;
    for (std::size_t i = 0; i < list.size(); ++i) {
        auto key = *by == "key" ? (*map)->key_at(i) : (*map)->value_at(i);
        keys.push_back(given.truth(0, false) ? key : without_case(key));
    }
    auto sorted = sorted_by(list, std::move(keys), given.truth(2, false));
    if (!sorted) return tl::unexpected(sorted.error());
    return make_list(std::move(*sorted));
}

result<item> groupby_filter(const item& input, const arguments& given, budget& left) {
    const auto list = elements(input, left);
    const auto attribute = picker::of(given.get(0));
    if (!list) return tl::unexpected(list.error());
    if (!attribute) return tl::unexpected(attribute.error());
    const bool with_case = given.truth(2, false);
    std::vector<item> keys;
    for (std::size_t i = 0; i < list->size(); ++i) {
        auto key = attribute->pick(list->at(i));
        if (key.is_undefined() && given.has(1) && !given.get(1).is_none()) key = given.get(1);
        if (key.is_undefined()) return attribute->need(list->at(i));
        keys.push_back(std::move(key));
    }
    std::vector<item> folded;
    for (const auto& key : keys) folded.push_back(with_case ? key : without_case(key));
    std::vector<item> rows;  // (key as it is, folded key, element), so that one sort moves all
    for (std::size_t i = 0; i < keys.size(); ++i)
        rows.push_back(make_list({keys[i], folded[i], list->at(i)}));
    const auto table = make_list(std::move(rows));
    const auto sorted = sorted_by(*table.as<list_item>(), std::move(folded), false);
    if (!sorted) return tl::unexpected(sorted.error());

    std::vector<item> groups, members;
    for (std::size_t i = 0; i < sorted->size(); ++i) {
        const auto& row = *(*sorted)[i].as<list_item>();
        members.push_back(row.at(2));
        const auto* next = i + 1 < sorted->size() ? (*sorted)[i + 1].as<list_item>() : nullptr;
        if (next && equal(next->at(1), row.at(1))) continue;
        const auto first = (*sorted)[i + 1 - members.size()].as<list_item>()->at(0);
        groups.push_back(make_list({first, make_list(std::exchange(members, {}))}, list_kind::group)
        );
    }
    return make_list(std::move(groups));
}

result<item> default_filter(const item& input, const arguments& given, budget&) {
    const bool replaces = input.is_undefined() || (given.truth(1, false) && !truth(input));
    if (!replaces) return input;
    return given.has(0) ? given.positional[0] : item::view("");
}

result<item> tojson_filter(const item& input, const arguments& given, budget& left) {
    const auto indent = given.integer(0, -1, "indent");
    if (!indent) return tl::unexpected(indent.error());
    if (*indent > 64) return fail(errc::invalid, "`indent` must be at most 64");
    auto made = to_json(
        input, *indent < 0 ? std::nullopt : std::optional(static_cast<std::size_t>(*indent))
    );
    if (!made) return tl::unexpected(made.error());
    if (!left.spend(made->size())) return left.no_bytes();
    return item::text(std::move(*made), text_mark::markup);
}

constexpr std::array table{
    filter_row{"length", length_filter},
    filter_row{"count", length_filter},
    filter_row{"join", join_filter, "d attribute"},
    filter_row{"first", first_filter},
    filter_row{"last", last_filter},
    filter_row{"sort", sort_filter, "reverse case_sensitive attribute"},
    filter_row{"unique", unique_filter, "case_sensitive attribute"},
    filter_row{"reverse", reverse_filter},
    filter_row{"list", list_filter},
    filter_row{"sum", sum_filter, "attribute start"},
    filter_row{"min", extreme_filter<false>, "case_sensitive attribute"},
    filter_row{"max", extreme_filter<true>, "case_sensitive attribute"},
    filter_row{"batch", batch_filter, "linecount! fill_with"},
    filter_row{"slice", slice_filter, "slices! fill_with"},
    filter_row{"items", items_filter, "", true},
    filter_row{"dictsort", dictsort_filter, "case_sensitive by reverse"},
    filter_row{"groupby", groupby_filter, "attribute! default case_sensitive"},
    filter_row{"default", default_filter, "default_value boolean", true},
    filter_row{"d", default_filter, "default_value boolean", true},
    filter_row{"tojson", tojson_filter, "indent"},
};

}  // namespace

std::span<const filter_row> list_filters() {
    return table;
}

}  // namespace bot
