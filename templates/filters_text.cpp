#include "templates/budget.hpp"
#include "templates/filters.hpp"
#include "templates/format.hpp"
#include "templates/operators.hpp"
#include "templates/text_wrap.hpp"
#include "templates/unicode.hpp"
#include "templates/words.hpp"

#include <algorithm>
#include <array>

namespace bot {
namespace {

constexpr std::size_t bytes_per_wrapped = 40;  // what wrapping notes of a character

using text_change = std::string (*)(std::string_view text);

template <text_change Change>
result<item> change(const item& input, const arguments&, budget& left) {
    const auto words = to_words(input);
    if (!words) return tl::unexpected(words.error());
    if (!left.spend(words->view.size())) return left.no_bytes();
    return changed(*words, Change(words->view));
}

std::string capitalized(std::string_view text) {
    const auto first = characters(text, 0, 1);
    return upper(first) + lower(text.substr(first.size()));
}

bool begins_word(char32_t code) {
    return is_blank(code) || code == '-' || code == '(' || code == '{' || code == '[' ||
           code == '<';
}

// Words end at blanks, hyphens and opening brackets, not at apostrophes.
std::string title_case(std::string_view text) {
    std::string out;
    bool begins = true;
    for (std::size_t i = 0; i < text.size();) {
        const auto [code, size] = character_at(text, i);
        const auto letter = text.substr(i, size);
        out += begins ? upper(letter) : lower(letter);
        begins = begins_word(code);
        i += size;
    }
    return out;
}

std::string without_tags(std::string_view text) {
    std::string kept;
    for (std::size_t i = 0; i < text.size();) {
        const bool comment = text.substr(i).starts_with("<!--");
        const auto end = comment ? text.find("-->", i) : text.npos;
        if (end != text.npos) {
            i = end + 3;
            continue;
        }
        kept += text[i++];
    }
    std::string bare;
    for (std::size_t i = 0; i < kept.size(); ++i) {
        const auto end = kept[i] == '<' ? kept.find('>', i) : std::string::npos;
        if (end == std::string::npos)
            bare += kept[i];
        else
            i = end;
    }
    std::string out;
    bool blank = false;
    for (std::size_t i = 0; i < bare.size();) {
        const auto [code, size] = character_at(bare, i);
        if (is_blank(code)) {
            blank = !out.empty();
        } else {
            if (blank) out += ' ';
            blank = false;
            out.append(bare, i, size);
        }
        i += size;
    }
    return html_unescaped(out);
}

result<item> trim_filter(const item& input, const arguments& given, budget& left) {
    const auto words = to_words(input);
    if (!words) return tl::unexpected(words.error());
    const auto text = words->view;
    std::size_t from = 0, to = text.size();
    if (given.has(0) && !given.get(0).is_none()) {
        const auto unwanted = given.text(0, "");
        if (!unwanted) return tl::unexpected(unwanted.error());
        const auto is_unwanted = [&](std::string_view one) {
            return unwanted->find(one) != std::string::npos;
        };
        if (!left.spend(text.size() * sizeof(std::string_view))) return left.no_bytes();
        const auto letters = each_character(text);
        std::size_t first = 0, last = letters.size();
        while (first < last && is_unwanted(letters[first])) from += letters[first++].size();
        while (last > first && is_unwanted(letters[last - 1])) to -= letters[--last].size();
    } else {
        const auto inner = strip(text);
        from = inner.empty() ? 0 : static_cast<std::size_t>(inner.data() - text.data());
        to = from + inner.size();
    }
    if (!left.spend(to - from)) return left.no_bytes();
    if (words->mark != text_mark::mixed)
        return changed(*words, std::string(text.substr(from, to - from)));
    text_joiner kept;
    kept.add_part(*words, from, to);
    return kept.take();
}

result<item> replace_filter(const item& input, const arguments& given, budget& left) {
    const auto words = to_words(input), old = to_words(given.get(0)),
               fresh = to_words(given.get(1));
    for (const auto* each : {&words, &old, &fresh})
        if (!*each) return tl::unexpected(each->error());
    const auto count = given.integer(2, -1, "count");
    if (!count) return tl::unexpected(count.error());
    const auto text = words->view;
    std::string out;
    std::size_t at = 0;
    const auto budgeted = [&] { return left.spend(fresh->view.size() + 1); };
    for (std::int64_t done = 0; *count < 0 || done < *count; ++done) {
        const auto found = old->view.empty() ? at : find_in(text, old->view, at);
        if (found == text.npos || found > text.size()) break;
        if (!budgeted()) return left.no_bytes();
        out.append(text.substr(at, found - at)).append(fresh->view);
        at = found + old->view.size();
        if (!old->view.empty()) continue;
        if (at >= text.size()) {
            at = text.size();
            break;
        }
        const auto size = character_at(text, at).size;
        out += text.substr(at, size);
        at += size;
    }
    out += text.substr(at);
    if (!left.spend(text.size())) return left.no_bytes();
    const bool told = words->is_told() || fresh->is_told();
    return item::text(std::move(out), told ? text_mark::told : text_mark::plain);
}

result<item> indent_filter(const item& input, const arguments& given, budget& left) {
    const auto words = to_words(input);
    if (!words) return tl::unexpected(words.error());
    std::string by(4, ' ');
    if (const auto* text = given.has(0) ? given.positional[0].as<text_item>() : nullptr) {
        by = text->view;
    } else {
        const auto width = given.integer(0, 4, "width");
        if (!width) return tl::unexpected(width.error());
        if (*width > 0 && !left.spend(static_cast<std::size_t>(*width))) return left.no_bytes();
        by.assign(static_cast<std::size_t>(std::max<std::int64_t>(*width, 0)), ' ');
    }
    const bool first = given.truth(1, false), blank = given.truth(2, false);
    // The newline added for splitting counts as one more line only where the text ends with one.
    auto lines = lines_of(words->view);
    const bool ends_line =
        !words->view.empty() && lines_of(std::string(words->view) + "\n").size() > lines.size();
    text_joiner out;
    for (std::size_t i = 0; i < lines.size() + (ends_line || lines.empty() ? 1 : 0); ++i) {
        const auto line = i < lines.size() ? lines[i] : std::string_view();
        if (i > 0) out.add(std::string_view("\n"));
        if (i == 0 ? first : blank || !line.empty()) out.add(std::string_view(by));
        const auto from =
            line.empty() ? 0 : static_cast<std::size_t>(line.data() - words->view.data());
        out.add_part(*words, from, from + line.size());
        if (!left.spend(by.size() + line.size() + 1)) return left.no_bytes();
    }
    auto made = out.take();
    if (words->mark == text_mark::mixed || !made.as<text_item>()) return made;
    return changed(*words, std::string(made.as<text_item>()->view));
}

result<item> truncate_filter(const item& input, const arguments& given, budget& left) {
    const auto words = to_words(input);
    const auto length = given.integer(0, 255, "length");
    if (input.as<list_item>() || input.as<map_item>())
        return fail(errc::invalid, "`truncate` wants text; cut lists with [:n]");
    const auto end = given.text(2, "...");
    const auto leeway = given.integer(3, 5, "leeway");
    if (!words) return tl::unexpected(words.error());
    if (!length) return tl::unexpected(length.error());
    if (!end) return tl::unexpected(end.error());
    if (!leeway) return tl::unexpected(leeway.error());
    const auto kept = *length - static_cast<std::int64_t>(count_characters(*end));
    if (kept < 0 || *leeway < 0)
        return fail(
            errc::invalid, "`length` must be at least as long as `end`, `leeway` at least 0"
        );
    const auto size = static_cast<std::int64_t>(count_characters(words->view));
    if (*leeway >= size || size <= *length + *leeway) return item(*words);
    auto cut = characters(words->view, 0, static_cast<std::size_t>(kept));
    if (!given.truth(1, false)) cut = cut.substr(0, cut.rfind(' '));
    if (!left.spend(cut.size() + end->size())) return left.no_bytes();
    return changed(*words, std::string(cut) + *end);
}

result<item> wordwrap_filter(const item& input, const arguments& given, budget& left) {
    const auto words = to_words(input);
    const auto width = given.integer(0, 79, "width");
    const bool own_end = given.has(2) && !given.get(2).is_none();
    const auto line_end = own_end ? given.text(2, "\n") : result<std::string>("\n");
    if (!words) return tl::unexpected(words.error());
    if (!width) return tl::unexpected(width.error());
    if (!line_end) return tl::unexpected(line_end.error());
    if (*width <= 0) return fail(errc::invalid, "`width` must be more than 0");
    if (!left.spend(words->view.size() * bytes_per_wrapped)) return left.no_bytes();
    const wrapping how{
        static_cast<std::size_t>(*width), given.truth(1, true), given.truth(3, true), *line_end};
    auto wrapped = wrap_text(words->view, how);
    if (!left.spend(wrapped.size())) return left.no_bytes();
    return changed(*words, std::move(wrapped));
}

result<item> wordcount_filter(const item& input, const arguments&, budget&) {
    const auto words = to_words(input);
    if (!words) return tl::unexpected(words.error());
    std::int64_t count = 0;
    bool within = false;
    for (std::size_t i = 0; i < words->view.size();) {
        const auto [code, size] = character_at(words->view, i);
        const bool part = is_word_part(code);
        if (part && !within) ++count;
        within = part;
        i += size;
    }
    return item(count);
}

result<item> center_filter(const item& input, const arguments& given, budget& left) {
    const auto words = to_words(input);
    const auto width = given.integer(0, 80, "width");
    if (!words) return tl::unexpected(words.error());
    if (!width) return tl::unexpected(width.error());
    const auto size = static_cast<std::int64_t>(count_characters(words->view));
    if (*width <= size) return item(*words);
    const auto blanks = static_cast<std::size_t>(*width - size);
    if (!left.spend(blanks + words->view.size())) return left.no_bytes();
    // Python puts the odd blank to the left only where the width is odd too.
    const std::size_t before = blanks / 2 + (blanks & static_cast<std::size_t>(*width) & 1U);
    std::string made(before, ' ');
    made.append(words->view).append(blanks - before, ' ');
    return changed(*words, std::move(made));
}

result<item> format_filter(const item& input, const arguments& given, budget& left) {
    const auto words = to_words(input);
    if (!words) return tl::unexpected(words.error());
    if (given.named.empty())
        return format_text(*words, make_list(given.positional, list_kind::tuple), left);
    if (!given.positional.empty())
        return fail(errc::invalid, "`format` takes values by place or by name, not both");
    std::vector<std::pair<item, item>> members;
    for (const auto& [name, value] : given.named) members.emplace_back(item::view(name), value);
    return format_text(*words, make_map(std::move(members)), left);
}

void append_quoted_url(std::string& to, std::string_view text, bool in_query) {
    static constexpr std::string_view hex = "0123456789ABCDEF";
    static constexpr std::string_view safe = "_.-~";
    for (const char c : text) {
        const bool letter =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (letter || safe.find(c) != safe.npos || (c == '/' && !in_query)) {
            to += c;
        } else if (c == ' ' && in_query) {
            to += '+';
        } else {
            const auto byte = static_cast<unsigned char>(c);
            to += '%';
            to += hex[byte >> 4U];
            to += hex[byte & 0xFU];
        }
    }
}

result<bool> append_pair(std::string& to, const item& name, const item& value) {
    const auto key = to_words(name), words = to_words(value);
    if (!key) return tl::unexpected(key.error());
    if (!words) return tl::unexpected(words.error());
    if (!to.empty()) to += '&';
    append_quoted_url(to, key->view, true);
    to += '=';
    append_quoted_url(to, words->view, true);
    return key->is_told() || words->is_told();
}

// What is told keeps its mark: a quoted URL is no quoted Markdown.
result<item> urlencode_filter(const item& input, const arguments&, budget& left) {
    std::string out;
    bool told = false;
    const auto* map = input.as<map_item>();
    const auto* list = input.as<list_item>();
    if (!map && !list) {
        const auto words = to_words(input);
        if (!words) return tl::unexpected(words.error());
        append_quoted_url(out, words->view, false);
        told = words->is_told();
    }
    const std::size_t pairs = map ? map->size() : list ? list->size() : 0;
    for (std::size_t i = 0; i < pairs; ++i) {
        const auto pair = map ? item() : list->at(i);
        const auto* two = pair.as<list_item>();
        if (!map && (!two || two->size() != 2))
            return fail(errc::invalid, "`urlencode` wants text, a map or pairs");
        const auto told_pair = map ? append_pair(out, map->key_at(i), map->value_at(i))
                                   : append_pair(out, two->at(0), two->at(1));
        if (!told_pair) return tl::unexpected(told_pair.error());
        told = told || *told_pair;
    }
    if (!left.spend(out.size())) return left.no_bytes();
    return item::text(std::move(out), told ? text_mark::told : text_mark::plain);
}

result<item> string_filter(const item& input, const arguments&, budget&) {
    auto words = to_words(input);
    if (!words) return tl::unexpected(words.error());
    return item(std::move(*words));
}

result<item> safe_filter(const item& input, const arguments&, budget&) {
    auto words = to_words(input);
    if (!words) return tl::unexpected(words.error());
    words->mark = text_mark::markup;
    return item(std::move(*words));
}

// Fit for HTML; what is told is no Markdown for that.
result<item> html_text(const text_item& words, budget& left) {
    if (!left.spend(words.view.size())) return left.no_bytes();
    return item::text(
        html_escaped(words.view), words.is_told() ? text_mark::told : text_mark::markup
    );
}

result<item> escape_filter(const item& input, const arguments&, budget& left) {
    auto words = to_words(input);
    if (!words) return tl::unexpected(words.error());
    if (words->mark == text_mark::markup) return item(std::move(*words));
    return html_text(*words, left);
}

result<item> forceescape_filter(const item& input, const arguments&, budget& left) {
    const auto words = to_words(input);
    if (!words) return tl::unexpected(words.error());
    return html_text(*words, left);
}

// name="value" for each that is there; what is told is fit for HTML then, and still no Markdown.
result<item> xmlattr_filter(const item& input, const arguments& given, budget& left) {
    const auto* map = input.as<map_item>();
    if (!map)
        return fail(errc::invalid, "`xmlattr` wants a map, not " + std::string(kind_name(input)));
    std::string out;
    bool told = false;
    for (std::size_t i = 0; i < map->size(); ++i) {
        const auto worth = map->value_at(i);
        if (worth.is_none() || worth.is_undefined()) continue;
        const auto name = to_words(map->key_at(i)), words = to_words(worth);
        if (!name) return tl::unexpected(name.error());
        if (!words) return tl::unexpected(words.error());
        if (name->view.find_first_of(" \t\n\r\f\v/>=") != std::string_view::npos)
            return fail(
                errc::invalid,
                "`" + std::string(name->view) + "` cannot be the name of an attribute"
            );
        if (!out.empty()) out += ' ';
        out.append(html_escaped(name->view)).append("=\"");
        out.append(
            words->mark == text_mark::markup ? std::string(words->view) : html_escaped(words->view)
        );
        out += '"';
        told = told || name->is_told() || words->is_told();
        if (!left.spend(out.size())) return left.no_bytes();
    }
    if (given.truth(0, true) && !out.empty()) out.insert(0, " ");
    return item::text(std::move(out), told ? text_mark::told : text_mark::plain);
}

result<item> striptags_filter(const item& input, const arguments&, budget& left) {
    const auto words = to_words(input);
    if (!words) return tl::unexpected(words.error());
    if (!left.spend(words->view.size())) return left.no_bytes();
    return item::text(
        without_tags(words->view), words->is_told() ? text_mark::told : text_mark::plain
    );
}

constexpr std::array table{
    filter_row{"upper", change<upper>},
    filter_row{"lower", change<lower>},
    filter_row{"title", change<title_case>},
    filter_row{"capitalize", change<capitalized>},
    filter_row{"trim", trim_filter, "chars"},
    filter_row{"replace", replace_filter, "old new! count"},
    filter_row{"indent", indent_filter, "width first blank"},
    filter_row{"truncate", truncate_filter, "length killwords end leeway"},
    filter_row{"wordwrap", wordwrap_filter, "width break_long_words wrapstring break_on_hyphens"},
    filter_row{"wordcount", wordcount_filter},
    filter_row{"center", center_filter, "width"},
    filter_row{"format", format_filter, "..."},
    filter_row{"urlencode", urlencode_filter},
    filter_row{"string", string_filter},
    filter_row{"safe", safe_filter},
    filter_row{"escape", escape_filter, "", false, html_escaped, true},
    filter_row{"e", escape_filter, "", false, html_escaped, true},
    filter_row{"forceescape", forceescape_filter},
    filter_row{"xmlattr", xmlattr_filter, "autospace"},
    filter_row{"striptags", striptags_filter},
};

}  // namespace

std::span<const filter_row> text_filters() {
    return table;
}

}  // namespace bot
