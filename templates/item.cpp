#include "templates/item.hpp"

#include "templates/unicode.hpp"

#include <algorithm>
#include <array>

namespace bot {

item item::text(std::string made, text_mark mark) {
    auto shared = std::make_shared<made_text>();
    shared->text = std::move(made);
    const std::string_view view = shared->text;
    return item(text_item{view, std::move(shared), mark});
}

item item::text(made_text made) {
    const auto mark = made.told.empty() ? text_mark::plain : text_mark::mixed;
    auto shared = std::make_shared<const made_text>(std::move(made));
    const std::string_view view = shared->text;
    return item(text_item{view, std::move(shared), mark});
}

std::uint16_t depth_of(const item& of) {
    if (const auto* list = of.as<list_item>()) return list->made ? list->made->depth : 0;
    if (const auto* map = of.as<map_item>()) return map->made ? map->made->depth : 0;
    return 0;
}

bool holds_loop(const item& of) {
    if (of.as<loop_state*>()) return true;
    if (const auto* function = of.as<builtin_item>()) return function->loop != nullptr;
    if (const auto* list = of.as<list_item>()) return list->made && list->made->holds_loop;
    if (const auto* map = of.as<map_item>()) return map->made && map->made->holds_loop;
    return false;
}

item make_list(std::vector<item> items, list_kind kind) {
    auto made = std::make_shared<made_list>();
    std::uint16_t deepest = 0;
    for (const auto& element : items) {
        deepest = std::max(deepest, depth_of(element));
        made->holds_loop = made->holds_loop || holds_loop(element);
    }
    made->items = std::move(items);
    made->kind = kind;
    made->depth = static_cast<std::uint16_t>(deepest + 1);
    return item(list_item{nullptr, std::move(made)});
}

item make_map(std::vector<std::pair<item, item>> members) {
    auto made = std::make_shared<made_map>();
    std::uint16_t deepest = 0;
    for (const auto& [key, member] : members) {
        deepest = std::max({deepest, depth_of(key), depth_of(member)});
        made->holds_loop = made->holds_loop || holds_loop(key) || holds_loop(member);
    }
    made->members = std::move(members);
    made->depth = static_cast<std::uint16_t>(deepest + 1);
    return item(map_item{nullptr, std::move(made)});
}

std::string_view kind_name(const item& of) {
    static constexpr std::array<std::string_view, std::variant_size_v<item::held>> names{
        "none",
        "an undefined value",
        "a boolean",
        "an integer",
        "a float",
        "text",
        "a list",
        "a map",
        "a macro",
        "a function",
        "loop",
        "a namespace",
    };
    if (const auto* list = of.as<list_item>(); list && list->is_tuple()) return "a tuple";
    return names[of.kinds().index()];
}

std::optional<list_item> to_sequence(const item& of) {
    if (const auto* list = of.as<list_item>()) return *list;
    std::vector<item> items;
    if (const auto* map = of.as<map_item>()) {
        items.reserve(map->size());
        for (std::size_t i = 0; i < map->size(); ++i) items.push_back(map->key_at(i));
    } else if (const auto* text = of.as<text_item>()) {
        for (const auto one : each_character(text->view)) {
            auto part = *text;
            part.view = one;
            if (part.mark == text_mark::mixed) part.mark = text_mark::told;
            if (part.mark == text_mark::markup) part.mark = text_mark::plain;
            items.emplace_back(std::move(part));
        }
    } else {
        return std::nullopt;
    }
    return *make_list(std::move(items)).as<list_item>();
}

}  // namespace bot
