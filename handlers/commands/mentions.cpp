#include "handlers/commands/mentions.hpp"

#include "bot/base/text.hpp"

#include <algorithm>

namespace bot {
namespace {

constexpr std::string_view group_mark = "subteam^";
constexpr std::string_view calls_to_all[] = {"here", "channel", "everyone"};

// Strict, or code like "<!DOCTYPE html>" and "a <@ b>" would lose its brackets.
bool is_id(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-' || c == '.';
    });
}

// "@sre" and "sre" both.
std::string marked(char mark, std::string_view name) {
    while (name.starts_with(mark)) name.remove_prefix(1);
    return mark + std::string(name);
}

}  // namespace

std::optional<mention> mention_at(std::string_view text, std::size_t at) {
    if (text.size() - at < 4 || text[at] != '<') return std::nullopt;
    const char kind = text[at + 1];
    if (kind != '@' && kind != '#' && kind != '!') return std::nullopt;
    const auto end = text.find_first_of("<>\n", at + 2);
    if (end == text.npos || text[end] != '>') return std::nullopt;
    const auto inside = text.substr(at + 2, end - at - 2);
    const auto bar = std::min(inside.find('|'), inside.size());
    auto id = inside.substr(0, bar);
    const auto label = trim(inside.substr(std::min(bar + 1, inside.size())));

    mention found{end + 1 - at, {}, {}};
    if (kind == '!') {
        const bool to_all = std::find(std::begin(calls_to_all), std::end(calls_to_all), id) !=
                            std::end(calls_to_all);
        if (!to_all && !id.starts_with(group_mark)) return std::nullopt;
        if (!to_all) id.remove_prefix(group_mark.size());
    }
    if (!is_id(id)) return std::nullopt;
    found.reads = marked(kind == '#' ? '#' : '@', label.empty() ? id : label);
    if (kind == '@') found.who = person{std::string(id), found.reads.substr(1)};
    return found;
}

std::string with_names(std::string_view text) {
    std::string read;
    for (std::size_t at = 0; at < text.size();) {
        const auto next = std::min(text.find('<', at), text.size());
        read.append(text.substr(at, next - at));
        at = next;
        if (at == text.size()) break;
        if (const auto found = mention_at(text, at)) {
            read += found->reads;
            at += found->length;
        } else {
            read += text[at++];
        }
    }
    return read;
}

std::optional<person> person_in(std::string_view word) {
    word = trim(word);
    if (const auto found = mention_at(word, 0); found && found->who) return found->who;
    while (!word.empty() && word.front() == '@') word.remove_prefix(1);
    while (!word.empty() && (word.back() == ',' || word.back() == '.' || word.back() == ':'))
        word.remove_suffix(1);
    if (word.empty()) return std::nullopt;
    return person{std::string(word), std::string(word)};
}

}  // namespace bot
