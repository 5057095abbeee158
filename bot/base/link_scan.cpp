#include "bot/base/link_scan.hpp"

#include "bot/base/markdown_scan.hpp"
#include "bot/base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace bot::markdown {
namespace {

constexpr std::size_t longest_title = 4096;
constexpr std::size_t longest_label = 1000;
constexpr int deepest_parentheses = 32;

bool is_escape(std::string_view text, std::size_t at) {
    return text[at] == '\\' && is_punctuation(char_at(text, at + 1));
}

// Past the closing mark of a title that opens at `at`, 0 when there is none.
std::size_t title_end(std::string_view text, std::size_t at) {
    const char open = char_at(text, at);
    if (open != '"' && open != '\'' && open != '(') return 0;
    const char close = open == '(' ? ')' : open;
    const auto limit = std::min(text.size(), at + longest_title);
    for (std::size_t i = at + 1; i < limit; ++i) {
        if (is_escape(text, i)) {
            ++i;
        } else if (text[i] == close) {
            return i + 1;
        } else if (text[i] == '(' && open == '(') {
            return 0;
        }
    }
    return 0;
}

std::size_t label_end(std::string_view text, std::size_t at) {
    const auto limit = std::min(text.size(), at + longest_label + 2);
    for (std::size_t i = at + 1; i < limit; ++i) {
        if (is_escape(text, i)) {
            ++i;
        } else if (text[i] == ']') {
            return i + 1;
        } else if (text[i] == '[') {
            return 0;
        }
    }
    return 0;
}

// Past the end of the line when only blanks are left on it, 0 otherwise.
std::size_t rest_of_line(std::string_view text, std::size_t at) {
    while (is_blank(char_at(text, at))) ++at;
    if (at >= text.size()) return text.size();
    return text[at] == '\n' ? at + 1 : 0;
}

// One character of a target as a browser gets it; '\0' stands for what it drops.
struct target_character {
    char c = '\0';
    std::size_t length = 1;
};

target_character entity_at(std::string_view text, std::size_t at) {
    const auto end = text.substr(at, 40).find(';');
    if (end == std::string_view::npos) return {'&', 1};
    const auto name = text.substr(at + 1, end - 1);
    if (name == "colon") return {':', end + 1};
    if (name == "Tab" || name == "NewLine") return {'\0', end + 1};
    if (name.size() < 2 || name[0] != '#') return {'&', 1};
    const bool hex = name[1] == 'x' || name[1] == 'X';
    const auto number = name.substr(hex ? 2 : 1);
    unsigned code = 0;
    const auto read =
        std::from_chars(number.data(), number.data() + number.size(), code, hex ? 16 : 10);
    if (read.ec != std::errc() || read.ptr != number.data() + number.size()) return {'&', 1};
    return {
        code > 0x20 && code < 0x7F ? static_cast<char>(code)
        : code <= 0x20             ? '\0'
                                   : '?',
        end + 1};
}

target_character target_character_at(std::string_view text, std::size_t at) {
    const char c = text[at];
    if (c == '&') return entity_at(text, at);
    if (is_escape(text, at)) return {text[at + 1], 2};
    return {c == '\t' || c == '\n' || c == ' ' ? '\0' : c, 1};
}

}  // namespace

std::size_t skip_blanks(std::string_view text, std::size_t at) {
    bool line_ended = false;
    while (is_blank(char_at(text, at)) || (char_at(text, at) == '\n' && !line_ended)) {
        line_ended |= text[at] == '\n';
        ++at;
    }
    return at;
}

std::size_t target_end(std::string_view text, std::size_t at) {
    const bool bracketed = char_at(text, at) == '<';
    int depth = 0;
    std::size_t i = bracketed ? at + 1 : at;
    for (; i < text.size(); ++i) {
        const char c = text[i];
        if (is_escape(text, i)) {
            ++i;
        } else if (bracketed) {
            if (c == '>') return i + 1;
            if (c == '<' || c == '\n') return at;
        } else if (c == '(') {
            if (++depth > deepest_parentheses) return at;
        } else if (c == ')') {
            if (depth-- == 0) return i;
        } else if (c == ' ' || c == '\t' || c == '\n') {
            break;
        }
    }
    return bracketed ? at : std::min(i, text.size());
}

link_parts inline_link_at(std::string_view text, std::size_t at) {
    link_parts parts;
    parts.target_from = skip_blanks(text, at + 1);
    parts.target_to = target_end(text, parts.target_from);
    auto end = skip_blanks(text, parts.target_to);
    if (end > parts.target_to)
        if (const auto title = title_end(text, end)) end = skip_blanks(text, title);
    if (char_at(text, end) == ')') parts.end = end + 1;
    return parts;
}

link_parts definition_at(std::string_view text, std::size_t at) {
    link_parts parts;
    const auto label = char_at(text, at) == '[' ? label_end(text, at) : 0;
    if (label == 0 || char_at(text, label) != ':') return parts;
    parts.target_from = skip_blanks(text, label + 1);
    parts.target_to = target_end(text, parts.target_from);
    if (parts.target_to == parts.target_from) return parts;
    parts.end = rest_of_line(text, parts.target_to);
    const auto from = skip_blanks(text, parts.target_to);
    if (const auto title = from > parts.target_to ? title_end(text, from) : 0)
        if (const auto end = rest_of_line(text, title)) parts.end = end;
    return parts;
}

bool is_live_target(std::string_view text, std::size_t at) {
    static constexpr std::array<std::string_view, 3> live{"javascript", "vbscript", "data"};
    std::string scheme;
    if (char_at(text, at) == '<') ++at;
    const auto limit = std::min(text.size(), at + 400);
    while (at < limit && scheme.size() <= live[0].size()) {
        const auto next = target_character_at(text, at);
        at += next.length;
        if (next.c == ':')
            return std::any_of(live.begin(), live.end(), [&](auto s) {
                return equal_ignoring_case(s, scheme);
            });
        if (next.c != '\0' && !is_alpha(next.c)) return false;
        if (next.c != '\0') scheme += next.c;
    }
    return false;
}

}  // namespace bot::markdown
