#include "bot/base/markdown_scan.hpp"

#include "bot/base/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace bot::markdown {
namespace {

constexpr std::size_t longest_url = 2048;
constexpr std::size_t longest_label = 120;

// One character of well-formed UTF-8.
struct character {
    std::uint32_t code = 0;
    std::size_t length = 1;
};

character character_at(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(char_at(text, i)); };
    const std::uint32_t lead = byte(at);
    const auto next = [&](std::size_t i) {
        return static_cast<std::uint32_t>(byte(at + i) & 0x3FU);
    };
    if (lead < 0x80) return {lead, 1};
    if (lead < 0xE0) return {(lead & 0x1FU) << 6U | next(1), 2};
    if (lead < 0xF0) return {(lead & 0x0FU) << 12U | next(1) << 6U | next(2), 3};
    return {(lead & 0x07U) << 18U | next(1) << 12U | next(2) << 6U | next(3), 4};
}

bool is_letter(std::uint32_t code) {
    if (code < 0x80) return is_alnum(static_cast<char>(code));
    const auto within = [&](std::uint32_t from, std::uint32_t to) {
        return code >= from && code <= to;
    };
    if (within(0xC0, 0x24F)) return code != 0xD7 && code != 0xF7;
    return within(0x388, 0x3FF) || within(0x400, 0x481) || within(0x48A, 0x52F) ||
           within(0x5D0, 0x5EA) || within(0x620, 0x64A) || within(0x904, 0x939) ||
           within(0x3041, 0x3096) || within(0x30A1, 0x30FA) || within(0x4E00, 0x9FFF) ||
           within(0xAC00, 0xD7A3);
}

// A terminal's control sequence (colours, cursor), from its ESC on.
std::size_t terminal_sequence(std::string_view text, std::size_t at) {
    if (text[at] != '\x1B' || char_at(text, at + 1) != '[') return 0;
    std::size_t end = at + 2;
    while (char_at(text, end) >= 0x20 && char_at(text, end) <= 0x3F) ++end;
    return char_at(text, end) >= 0x40 && char_at(text, end) <= 0x7E ? end + 1 - at : 0;
}

bool is_line_end(std::uint32_t code) {
    return code == '\n' || code == '\v' || code == '\f' || code == 0x85 || code == 0x2028 ||
           code == 0x2029;
}

bool is_unwanted(std::uint32_t code) {
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x202A && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF;
}

// Most of what people say is nothing but this.
bool is_harmless(char c) {
    return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t';
}

bool begins_with(std::string_view text, std::size_t at, std::string_view word) {
    return equal_ignoring_case(text.substr(std::min(at, text.size()), word.size()), word);
}

// The length of what announces a URL: "https://", "www.", or 0.
std::size_t url_start(std::string_view text, std::size_t at) {
    const char before = at > 0 ? text[at - 1] : ' ';
    if (begins_with(text, at, "www."))
        return std::string_view(" \t\n*_~(").find(before) != std::string_view::npos ? 4 : 0;
    if (is_alpha(before)) return 0;
    for (const std::string_view scheme : {"https://", "http://", "ftp://"})
        if (begins_with(text, at, scheme)) return scheme.size();
    return 0;
}

std::size_t shout_length(std::string_view text, std::size_t at) {
    static constexpr std::array<std::string_view, 4> shouts{
        "@here", "@channel", "@all", "@everyone"};
    for (const auto shout : shouts) {
        if (!begins_with(text, at, shout)) continue;
        // _@here_ is a shout in italics, @all_hands is somebody's name.
        const auto after = text.find_first_not_of('_', at + shout.size());
        if (after == std::string_view::npos || !is_alnum(text[after])) return shout.size();
    }
    return 0;
}

bool pings(char sigil, std::string_view name) {
    if (sigil != '!') return !name.empty();
    const auto word = name.substr(0, name.find('^'));
    static constexpr std::array<std::string_view, 6> all{
        "here", "channel", "everyone", "all", "group", "subteam"};
    return std::any_of(all.begin(), all.end(), [&](auto known) {
        return equal_ignoring_case(word, known);
    });
}

// <!here>, <@U123|bob>: only what can stand in a code span as it is.
std::size_t bracketed_length(std::string_view text, std::size_t at) {
    const char sigil = char_at(text, at + 1);
    if (sigil != '!' && sigil != '@' && sigil != '#') return 0;
    std::size_t end = at + 2;
    while (is_alnum(char_at(text, end)) || char_at(text, end) == '^') ++end;
    if (!pings(sigil, text.substr(at + 2, end - at - 2))) return 0;
    if (char_at(text, end) == '|') {
        const auto limit = std::min(text.size(), end + longest_label);
        for (++end;
             end < limit && std::string_view("<>`\\|\n").find(text[end]) == std::string_view::npos;)
            ++end;
    }
    return char_at(text, end) == '>' ? end + 1 - at : 0;
}

bool is_mailbox_char(char c) {
    return is_alnum(c) || std::string_view(".!#$%&'*+/=?^_{|}~-").find(c) != std::string_view::npos;
}

}  // namespace

std::string clean(std::string_view text) {
    if (std::all_of(text.begin(), text.end(), is_harmless)) return std::string(text);
    const auto good = repair_utf8(text);
    const std::string_view from = good;
    std::string kept;
    kept.reserve(from.size());
    for (std::size_t at = 0; at < from.size();) {
        if (const auto skip = terminal_sequence(from, at)) {
            at += skip;
            continue;
        }
        const auto [code, length] = character_at(from, at);
        if (code == '\r') {
            if (char_at(from, at + 1) != '\n') kept += '\n';
        } else if (is_line_end(code)) {
            kept += '\n';
        } else if (code == '\t' || !is_unwanted(code)) {
            kept += from.substr(at, length);
        }
        at += length;
    }
    return kept;
}

bool word_begins_at(std::string_view text, std::size_t at) {
    return at < text.size() && is_letter(character_at(text, at).code);
}

bool word_ends_at(std::string_view text, std::size_t at) {
    if (at == 0) return false;
    std::size_t begin = at - 1;
    while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80U) --begin;
    return is_letter(character_at(text, begin).code);
}

std::size_t url_length(std::string_view text, std::size_t at) {
    const char first = char_at(text, at);
    if (first != 'h' && first != 'H' && first != 'f' && first != 'F' && first != 'w' &&
        first != 'W')
        return 0;
    const auto start = url_start(text, at);
    if (start == 0) return 0;
    const char host = char_at(text, at + start);
    if (!is_alnum(host) && static_cast<unsigned char>(host) < 0x80) return 0;
    const auto limit = std::min(text.size(), at + longest_url);
    std::size_t end = at + start;
    while (end < limit && std::string_view(" \t\n<").find(text[end]) == std::string_view::npos)
        ++end;
    return end - at;
}

std::size_t autolink_length(std::string_view text, std::size_t at) {
    if (char_at(text, at) != '<') return 0;
    const auto end = std::min(text.size(), at + longest_url);
    const auto inner_from = at + 1;
    const bool scheme = begins_with(text, inner_from, "https://") ||
                        begins_with(text, inner_from, "http://") ||
                        begins_with(text, inner_from, "mailto:");
    std::size_t to = inner_from;
    if (scheme) {
        while (to < end && std::string_view(" \t\n<>`").find(text[to]) == std::string_view::npos)
            ++to;
        return char_at(text, to) == '>' ? to + 1 - at : 0;
    }
    // <!--a@b.c> begins a comment where it begins a line.
    if (!is_alnum(char_at(text, to))) return 0;
    while (to < end && is_mailbox_char(text[to])) ++to;
    if (to == inner_from || char_at(text, to) != '@' || mention_length(text, to) != 0) return 0;
    const auto host = ++to;
    while (to < end &&
           (is_alnum(text[to]) || ((text[to] == '.' || text[to] == '-') && is_alnum(text[to - 1]))))
        ++to;
    return to > host && is_alnum(text[to - 1]) && char_at(text, to) == '>' ? to + 1 - at : 0;
}

std::size_t mention_length(std::string_view text, std::size_t at) {
    const char first = char_at(text, at);
    if (first != '@' && first != '<') return 0;
    const char before = at > 0 ? text[at - 1] : ' ';
    if (first == '@' && is_alnum(before)) return 0;
    std::size_t end = at;
    for (;;) {
        const char next = char_at(text, end);
        const auto length = next == '@'   ? shout_length(text, end)
                            : next == '<' ? bracketed_length(text, end)
                                          : 0;
        if (length == 0) return end - at;
        end += length;
    }
}

bool opens_markup(std::string_view text, std::size_t at) {
    const char next = char_at(text, at + 1);
    if (is_alpha(next) || next == '/' || next == '!' || next == '?' || next == '@') return true;
    if (next == '#') return is_alnum(char_at(text, at + 2));
    std::size_t end = at + 1;
    while (is_mailbox_char(char_at(text, end)) || char_at(text, end) == '`') ++end;
    return end > at + 1 && char_at(text, end) == '@';
}

bool opens_entity(std::string_view text, std::size_t at) {
    constexpr std::size_t longest_name = 34;
    const bool numbered = char_at(text, at + 1) == '#';
    const auto from = at + (numbered ? 2 : 1);
    auto end = from;
    while (end < from + longest_name && is_alnum(char_at(text, end))) ++end;
    // No name is shorter than two letters: R&D; is no entity.
    return end >= from + (numbered ? 1 : 2) && char_at(text, end) == ';';
}

}  // namespace bot::markdown
