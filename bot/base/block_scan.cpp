#include "bot/base/block_scan.hpp"

#include "bot/base/markdown_scan.hpp"

#include <algorithm>

namespace bot::markdown {
namespace {

constexpr auto none = std::string_view::npos;
constexpr std::size_t tab_stop = 4;

std::size_t run_length(std::string_view text, char c) {
    return std::min(text.find_first_not_of(c), text.size());
}

bool is_blank_from(std::string_view text, std::size_t at) {
    return text.find_first_not_of(" \t", at) == none;
}

}  // namespace

std::size_t line_cursor::content() const {
    return std::min(line_.find_first_not_of(" \t", offset_), line_.size());
}

std::size_t line_cursor::indent() const {
    std::size_t column = column_;
    const auto end = content();
    for (std::size_t at = offset_; at < end; ++at)
        column = line_[at] == '\t' ? (column / tab_stop + 1) * tab_stop : column + 1;
    return column - column_;
}

void line_cursor::skip_columns(std::size_t columns) {
    while (columns > 0 && offset_ < line_.size()) {
        const auto width = line_[offset_] == '\t' ? tab_stop - column_ % tab_stop : 1;
        // The rest of a tab that was begun stays: its columns count, its byte is not passed.
        column_ += std::min(width, columns);
        if (width <= columns) ++offset_;
        columns -= std::min(width, columns);
    }
}

void line_cursor::skip_mark(std::size_t length) {
    skip_to_content();
    skip_columns(length);
}

fence_mark opening_fence(std::string_view rest) {
    const char c = char_at(rest, 0);
    if (c != '`' && c != '~') return {};
    const auto length = run_length(rest, c);
    if (length < 3 || (c == '`' && rest.find('`', length) != none)) return {};
    return {c, length};
}

bool closes_fence(std::string_view rest, fence_mark open) {
    const auto length = run_length(rest, open.c);
    return length >= open.length && is_blank_from(rest, length);
}

std::size_t heading_level(std::string_view rest) {
    const auto level = run_length(rest, '#');
    const bool ends = level >= rest.size() || is_blank(rest[level]);
    return level >= 1 && level <= 6 && ends ? level : 0;
}

std::size_t underline_level(std::string_view rest) {
    const char c = char_at(rest, 0);
    if ((c != '=' && c != '-') || !is_blank_from(rest, run_length(rest, c))) return 0;
    return c == '=' ? 1 : 2;
}

bool is_rule(std::string_view rest) {
    const char c = char_at(rest, 0);
    if (c != '*' && c != '-' && c != '_') return false;
    std::size_t marks = 0;
    for (const char each : rest) {
        if (each != c && !is_blank(each)) return false;
        marks += each == c;
    }
    return marks >= 3;
}

std::size_t list_mark(std::string_view rest, bool interrupts) {
    constexpr std::size_t longest_number = 9;
    const char first = char_at(rest, 0);
    std::size_t length = first == '-' || first == '+' || first == '*' ? 1 : 0;
    if (length == 0) {
        const auto digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
        const char after = char_at(rest, digits);
        if (digits == 0 || digits > longest_number || (after != '.' && after != ')')) return 0;
        const auto number = rest.substr(0, digits);
        if (interrupts && (number.back() != '1' || number.find_first_not_of('0') != digits - 1))
            return 0;
        length = digits + 1;
    }
    if (length < rest.size() && !is_blank(rest[length])) return 0;
    return interrupts && is_blank_from(rest, length) ? 0 : length;
}

}  // namespace bot::markdown
