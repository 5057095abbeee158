// Answers for what an expression is worth while a template is rendered: the kinds
// of value.hpp, borrowed from the data or made on the way, and what data never holds
// (undefined, tuples, macros, the loop).
#pragma once

#include "bot/base/value.hpp"
#include "templates/source.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace bot {

class item;
struct macro_definition;
struct named_block;
struct rendered_document;
struct loop_state;
struct made_list;
struct made_map;
struct made_namespace;

struct text_range {
    std::size_t from = 0;
    std::size_t to = 0;
};

// Text made while rendering. `told` names the parts that came from people, in order.
struct made_text {
    std::string text;
    std::vector<text_range> told;
};

enum class text_mark : std::uint8_t {
    plain,   // the template's own words
    told,    // came from people: escaped where it lands
    mixed,   // told in the ranges of `made`
    markup,  // declared safe, or made fit by a filter
};

struct text_item {
    std::string_view view;
    std::shared_ptr<const made_text> made = {};  // none: the view looks into data or template
    text_mark mark = text_mark::plain;

    bool is_told() const { return mark == text_mark::told || mark == text_mark::mixed; }
};

struct list_item {
    const value_list* data = nullptr;
    std::shared_ptr<const made_list> made = {};

    std::size_t size() const;
    item at(std::size_t i) const;
    bool is_tuple() const;
    bool is_group() const;  // a row of groupby: .grouper and .list
};

struct map_item {
    const value_map* data = nullptr;
    std::shared_ptr<const made_map> made = {};

    std::size_t size() const;
    item key_at(std::size_t i) const;
    item value_at(std::size_t i) const;
    const value* find_data(std::string_view key) const;  // only in borrowed maps
};

struct macro_item {
    const macro_definition* definition = nullptr;
    const source_text* source = nullptr;
    std::uint32_t scope = 0;   // where it was defined
    std::uint64_t serial = 0;  // of that scope: another number there means the scope is gone
    rendered_document* document = nullptr;  // whose blocks are its blocks
};

struct builtin_item {
    enum class kind : std::uint8_t { range, dict, name_space, cycle, changed, self, super, block };
    kind which = kind::range;
    loop_state* loop = nullptr;            // of cycle and changed
    const named_block* section = nullptr;  // of super and block
};

// Why there is nothing, kept until somebody uses it.
struct missing {
    enum class kind : std::uint8_t {
        name,
        member,
        position,
        argument,
        no_caller,
        no_super,
        no_else,
        empty
    };
    kind why = kind::name;
    std::string name;
    map_item among = {};         // of a member
    std::string container = {};  // what kind of thing has no such member
    source_offset at = 0;
    const source_text* source = nullptr;
};

struct none_item {};

template <class T, class Variant>
inline constexpr bool is_one_of = false;
template <class T, class... Kinds>
inline constexpr bool is_one_of<T, std::variant<Kinds...>> = (std::is_same_v<T, Kinds> || ...);

class item {
public:
    using held = std::variant<
        none_item,
        std::shared_ptr<const missing>,
        bool,
        std::int64_t,
        double,
        text_item,
        list_item,
        map_item,
        macro_item,
        builtin_item,
        loop_state*,
        made_namespace*>;

    item() = default;
    template <class T>
    requires is_one_of<T, held> item(T kind) : held_(std::in_place_type<T>, std::move(kind)) {}

    static item of(const value& data);  // borrows; `data` must outlive the item
    static item text(std::string made, text_mark mark = text_mark::plain);
    static item text(made_text made);
    static item view(std::string_view borrowed) { return item(text_item{borrowed}); }
    static item absent() { return item(std::shared_ptr<const missing>()); }

    template <class T>
    const T* as() const {
        return std::get_if<T>(&held_);
    }
    bool is_none() const { return std::holds_alternative<none_item>(held_); }
    // Undefined; `absent` says that not even an expression stood there.
    bool is_undefined() const { return as<std::shared_ptr<const missing>>() != nullptr; }
    bool is_absent() const {
        const auto* why = as<std::shared_ptr<const missing>>();
        return why && !*why;
    }
    const held& kinds() const { return held_; }

private:
    held held_;
};

enum class list_kind : std::uint8_t { list, tuple, group };

// How deep lists and maps made by a template may be nested.
constexpr std::uint16_t max_made_depth = 60;

struct made_list {
    std::vector<item> items;
    list_kind kind = list_kind::list;
    std::uint16_t depth = 1;
    bool holds_loop = false;
};

struct made_map {
    std::vector<std::pair<item, item>> members;
    std::uint16_t depth = 1;
    bool holds_loop = false;
};

struct made_namespace {
    std::vector<std::pair<std::string, item>> members;
};

item make_list(std::vector<item> items, list_kind kind = list_kind::list);
item make_map(std::vector<std::pair<item, item>> members);
std::uint16_t depth_of(const item& of);
// The loop itself is somewhere in it, so it must not outlive the loop.
bool holds_loop(const item& of);

// "text", "a list": what a sentence calls it.
std::string_view kind_name(const item& of);

// What a loop over it meets: elements, keys, characters. Nothing when it cannot be looped over.
std::optional<list_item> to_sequence(const item& of);

inline item item::of(const value& data) {
    if (const auto* text = data.as_text())
        return item(text_item{text->text, {}, text->told ? text_mark::told : text_mark::plain});
    if (const auto* map = data.as_map()) return item(map_item{map});
    if (const auto* list = data.as_list()) return item(list_item{list});
    if (const auto* number = data.as_integer()) return item(*number);
    if (const auto* truth = data.as_bool()) return item(*truth);
    if (const auto* real = data.as_real()) return item(*real);
    return {};
}

inline std::size_t list_item::size() const {
    return data ? data->size() : made->items.size();
}
inline item list_item::at(std::size_t i) const {
    return data ? item::of((*data)[i]) : made->items[i];
}
inline bool list_item::is_tuple() const {
    return made && made->kind != list_kind::list;
}
inline bool list_item::is_group() const {
    return made && made->kind == list_kind::group;
}

inline std::size_t map_item::size() const {
    return data ? data->size() : made->members.size();
}
inline item map_item::key_at(std::size_t i) const {
    return data ? item::view((*data)[i].first) : made->members[i].first;
}
inline item map_item::value_at(std::size_t i) const {
    return data ? item::of((*data)[i].second) : made->members[i].second;
}
inline const value* map_item::find_data(std::string_view key) const {
    if (!data) return nullptr;
    for (const auto& [name, member] : *data)
        if (name == key) return &member;
    return nullptr;
}

}  // namespace bot
