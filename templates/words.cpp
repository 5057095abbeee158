#include "templates/words.hpp"

#include "bot/base/text.hpp"
#include "templates/printing.hpp"

#include <algorithm>
#include <vector>

namespace bot {
namespace {

std::vector<std::string_view> member_names(const map_item& of) {
    std::vector<std::string_view> names;
    if (of.data)
        for (const auto& [name, member] : *of.data) names.push_back(name);
    if (of.made)
        for (const auto& [key, member] : of.made->members)
            if (const auto* text = key.as<text_item>()) names.push_back(text->view);
    return names;
}

std::string missing_member(const missing& value) {
    std::string what = value.container + " has no member `" + value.name + "`";
    const auto names = member_names(value.among);
    if (const auto near = nearest(value.name, names); !near.empty())
        return what + "; did you mean `" + std::string(near) + "`?";
    if (names.empty() || names.size() > 12) return what;
    what += "; it has ";
    for (std::size_t i = 0; i < names.size(); ++i) what.append(i == 0 ? "" : ", ").append(names[i]);
    return what;
}

}  // namespace

std::string why_missing(const missing& value) {
    switch (value.why) {
        case missing::kind::name:
            return "`" + value.name + "` is not defined";
        case missing::kind::member:
            return missing_member(value);
        case missing::kind::position:
            return value.container + " has no element " + value.name;
        case missing::kind::argument:
            return "the parameter `" + value.name + "` was not given and has no default";
        case missing::kind::no_caller:
            return "there is no `caller`; it is there where the macro is used by `{% call %}`";
        case missing::kind::no_super:
            return "there is no block `" + value.name + "` above this one";
        case missing::kind::no_else:
            return "the inline `if` is false and has no `else`; write one, `else ''` for nothing";
        case missing::kind::empty:
            return value.name + "; guard it with `if` or `default`";
    }
    return "undefined";
}

void text_joiner::add_told(std::string_view words) {
    if (words.empty()) return;
    const auto from = made_.text.size();
    made_.text += words;
    if (!made_.told.empty() && made_.told.back().to == from)
        made_.told.back().to = made_.text.size();
    else
        made_.told.push_back({from, made_.text.size()});
}

void text_joiner::add_part(const text_item& text, std::size_t from, std::size_t to) {
    if (text.mark == text_mark::told) return add_told(text.view.substr(from, to - from));
    if (text.mark != text_mark::mixed) return add(text.view.substr(from, to - from));
    std::size_t at = from;
    for (const auto& range : text.made->told) {
        const auto begin = std::clamp(range.from, at, to);
        const auto end = std::clamp(range.to, begin, to);
        add(text.view.substr(at, begin - at));
        add_told(text.view.substr(begin, end - begin));
        at = end;
    }
    add(text.view.substr(at, to - at));
}

result<void> text_joiner::add(const item& what) {
    if (const auto* text = what.as<text_item>()) {
        add(*text);
        return {};
    }
    std::string written;
    const auto told = append_text(written, what);
    if (!told) return tl::unexpected(told.error());
    if (*told)
        add_told(written);
    else
        add(std::string_view(written));
    return {};
}

item text_joiner::take() {
    const bool all =
        made_.told.size() == 1 && made_.told[0].from == 0 && made_.told[0].to == made_.text.size();
    if (all) return item::text(std::move(made_.text), text_mark::told);
    return item::text(std::move(made_));
}

result<text_item> to_words(const item& what) {
    if (const auto* text = what.as<text_item>()) return *text;
    std::string written;
    const auto told = append_text(written, what);
    if (!told) return tl::unexpected(told.error());
    return *item::text(std::move(written), *told ? text_mark::told : text_mark::plain)
                .as<text_item>();
}

item changed(const text_item& from, std::string made) {
    return item::text(std::move(made), from.mark == text_mark::mixed ? text_mark::told : from.mark);
}

}  // namespace bot
