#include "bot/incident/words.hpp"

#include "bot/base/text.hpp"

#include <charconv>

namespace bot {
namespace {

constexpr std::array<std::string_view, 5> source_names{
    "alert", "command", "chat", "derived", "assumed"};
constexpr std::array<std::string_view, 14> row_kind_names{
    "milestone",
    "alert",
    "page",
    "note",
    "decision",
    "hypothesis",
    "ruled-out",
    "cause",
    "fix",
    "update",
    "role",
    "severity",
    "deploy",
    "message"};
constexpr std::array<std::string_view, 6> section_names{
    "summary", "rootcause", "resolution", "well", "improve", "lucky"};

template <class Word, std::size_t Count>
std::optional<Word> find_word(
    const std::array<std::string_view, Count>& names, std::string_view name
) {
    for (std::size_t i = 0; i < Count; ++i)
        if (equal_ignoring_case(names[i], name)) return static_cast<Word>(i);
    return std::nullopt;
}

}  // namespace

std::string to_label(incident_id id) {
    return "INC-" + std::to_string(number_of(id));
}

std::optional<incident_id> parse_label(std::string_view word) {
    if (word.starts_with('#')) {
        word.remove_prefix(1);
    } else if (word.size() > 4 && equal_ignoring_case(word.substr(0, 4), "INC-")) {
        word.remove_prefix(4);
    } else {
        return std::nullopt;
    }
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (problem != std::errc() || end != word.data() + word.size() || number <= 0)
        return std::nullopt;
    return static_cast<incident_id>(number);
}

std::string_view name_of(milestone m) {
    return milestone_names[static_cast<std::size_t>(m)];
}
std::string_view name_of(source s) {
    return source_names[static_cast<std::size_t>(s)];
}
std::string_view name_of(row_kind k) {
    return row_kind_names[static_cast<std::size_t>(k)];
}
std::string_view name_of(section s) {
    return section_names[static_cast<std::size_t>(s)];
}
std::optional<milestone> milestone_named(std::string_view name) {
    return find_word<milestone>(milestone_names, name);
}
std::optional<source> source_named(std::string_view name) {
    return find_word<source>(source_names, name);
}
std::optional<row_kind> row_kind_named(std::string_view name) {
    return find_word<row_kind>(row_kind_names, name);
}
std::optional<section> section_named(std::string_view name) {
    return find_word<section>(section_names, name);
}

}  // namespace bot
