#include "templates/filters.hpp"
#include "templates/operators.hpp"
#include "templates/picking.hpp"
#include "templates/tests.hpp"
#include "templates/words.hpp"

#include <array>

namespace bot {
namespace {

result<item> map_attribute(const list_item& list, const item& attribute, const item& otherwise) {
    const auto picked = picker::of(attribute);
    if (!picked) return tl::unexpected(picked.error());
    std::vector<item> made;
    made.reserve(list.size());
    for (std::size_t i = 0; i < list.size(); ++i) {
        auto one = picked->pick(list.at(i));
        made.push_back(one.is_undefined() && !otherwise.is_none() ? otherwise : std::move(one));
    }
    return make_list(std::move(made));
}

// Jinja2 takes whatever is false (none, 0) for nothing to go through.
result<list_item> any_elements(const item& input, budget& left) {
    return elements(truth(input) ? input : item::view(""), left);
}

result<item> map_filter(const item& input, const arguments& given, budget& left) {
    const auto list = any_elements(input, left);
    if (!list) return tl::unexpected(list.error());
    if (const auto* attribute = given.find("attribute"); attribute && given.positional.empty()) {
        const auto* otherwise = given.find("default");
        for (const auto& [name, value] : given.named)
            if (name != "attribute" && name != "default")
                return fail(
                    errc::invalid,
                    "`map` takes attribute and default, not `" + std::string(name) + "`"
                );
        return map_attribute(*list, *attribute, otherwise ? *otherwise : item());
    }
    const auto name = given.get(0);
    const auto* filter = name.as<text_item>();
    if (!filter) return fail(errc::invalid, "`map` wants the name of a filter, or attribute=");
    arguments rest{{given.positional.begin() + 1, given.positional.end()}, given.named};
    std::vector<item> made;
    for (std::size_t i = 0; i < list->size(); ++i) {
        auto one = call_filter(filter->view, list->at(i), rest, left);
        if (!one) return one;
        made.push_back(std::move(*one));
    }
    return make_list(std::move(made));
}

// Which of the arguments name the test and what it is given.
struct question {
    const test_row* test = nullptr;  // none: is it true?
    item argument = {};
};

result<question> question_of(const arguments& given, std::size_t from) {
    question asked;
    if (!given.named.empty()) return fail(errc::invalid, "tests take no argument by name");
    if (!given.has(from)) return asked;
    const auto name = given.get(from);
    const auto* text = name.as<text_item>();
    asked.test = text ? find_test(text->view) : nullptr;
    if (!asked.test)
        return fail(
            errc::invalid,
            "there is no test " +
                (text ? "`" + std::string(text->view) + "`" : std::string("by that"))
        );
    const std::size_t count = given.positional.size() - from - 1;
    if (count != (asked.test->takes_argument ? 1U : 0U))
        return fail(
            errc::invalid,
            "the test `" + std::string(asked.test->name) + "` takes " +
                (asked.test->takes_argument ? "one argument" : "no argument")
        );
    if (count == 1) asked.argument = given.get(from + 1);
    return asked;
}

result<bool> answer(const question& asked, const item& about) {
    const auto* why = about.as<std::shared_ptr<const missing>>();
    if (why && !(asked.test && asked.test->takes_undefined))
        return fail(errc::invalid, *why ? why_missing(**why) : "an element is undefined");
    return asked.test ? asked.test->holds(about, asked.argument) : truth(about);
}

template <bool Wanted, bool ByAttribute>
result<item> select_filter(const item& input, const arguments& given, budget& left) {
    const auto list = any_elements(input, left);
    if (!list) return tl::unexpected(list.error());
    if (ByAttribute && !given.has(0))
        return fail(errc::invalid, "the name of the attribute is missing");
    const auto attribute = picker::of(ByAttribute ? given.get(0) : item());
    const auto asked = question_of(given, ByAttribute ? 1 : 0);
    if (!attribute) return tl::unexpected(attribute.error());
    if (!asked) return tl::unexpected(asked.error());
    std::vector<item> kept;
    for (std::size_t i = 0; i < list->size(); ++i) {
        auto one = list->at(i);
        const auto holds = answer(*asked, attribute->pick(one));
        if (!holds) return tl::unexpected(holds.error());
        if (*holds == Wanted) kept.push_back(std::move(one));
    }
    return make_list(std::move(kept));
}

constexpr std::array table{
    filter_row{"map", map_filter, "..."},
    filter_row{"select", select_filter<true, false>, "..."},
    filter_row{"reject", select_filter<false, false>, "..."},
    filter_row{"selectattr", select_filter<true, true>, "..."},
    filter_row{"rejectattr", select_filter<false, true>, "..."},
};

}  // namespace

std::span<const filter_row> picking_filters() {
    return table;
}

}  // namespace bot
