#include "handlers/commands/arguments.hpp"

#include "bot/base/text.hpp"
#include "handlers/commands/mentions.hpp"

#include <algorithm>
#include <array>

namespace bot {
namespace {

constexpr std::string_view blanks = " \t\r\n";

// What phones and editors make of quotes; some close with either of two.
struct quote_pair {
    std::string_view open;
    std::array<std::string_view, 2> close;
};
constexpr quote_pair quotes[] = {
    {"\"", {"\"", "\""}},
    {"'", {"'", "'"}},
    {"“", {"”", "”"}},
    {"„", {"“", "”"}},
    {"‘", {"’", "’"}},
    {"‚", {"‘", "’"}},
    {"«", {"»", "»"}},
};

// Where the word ends that begins at `from`: at a blank, but for those in mentions.
std::size_t word_end(std::string_view text, std::size_t from) {
    for (auto at = from; at < text.size();) {
        if (blanks.find(text[at]) != blanks.npos) return at;
        const auto whole = mention_at(text, at);
        at += whole ? whole->length : 1;
    }
    return text.size();
}

struct taken_value {
    std::string text;
    std::size_t end = 0;
};

// The value that starts at `from`, quoted or up to the next blank.
result<taken_value> value_at(std::string_view text, std::size_t from, std::string_view key) {
    for (const auto& quote : quotes) {
        if (text.substr(from, quote.open.size()) != quote.open) continue;
        taken_value value;
        for (std::size_t at = from + quote.open.size(); at < text.size();) {
            for (const auto close : quote.close)
                if (text.substr(at).starts_with(close))
                    return taken_value{std::move(value.text), at + close.size()};
            const bool escaped =
                text[at] == '\\' && at + 1 < text.size() &&
                (text[at + 1] == '\\' || text[at + 1] == '"' || text[at + 1] == '\'');
            if (escaped) ++at;
            value.text += text[at++];
        }
        return fail(
            errc::invalid,
            "The quote after `" + std::string(key) + "=` is never closed. Nothing was changed."
        );
    }
    const auto end = word_end(text, from);
    return taken_value{std::string(text.substr(from, end - from)), end};
}

constexpr int words_at_most = 4;

// An unquoted value goes on over blanks for as long as what it becomes still reads.
void lengthen(
    taken_value& value,
    std::string_view text,
    std::size_t from,
    const std::function<bool(std::string_view)>& reads
) {
    if (text.substr(from, value.text.size()) != value.text) return;
    auto end = value.end;
    for (int words = 2; words <= words_at_most && end < text.size(); ++words) {
        const auto next = text.find_first_not_of(" \t", end);
        if (next == text.npos) return;
        end = word_end(text, next);
        const auto longer = text.substr(from, end - from);
        if (reads(longer)) value = {std::string(longer), end};
    }
}

bool is_key(std::string_view word) {
    return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-' || c == '.';
    });
}

// The same for `"a b"` and `key="a b"`, which are one when the quote ends with a word.
std::size_t unit_end(std::string_view text, std::size_t from) {
    const auto end = word_end(text, from);
    const auto quote = text.substr(from, end - from).find('"');
    if (quote == text.npos) return end;
    const auto key = text.substr(from, quote);
    if (!key.empty() && !(key.ends_with('=') && is_key(key.substr(0, key.size() - 1)))) return end;
    const auto value = value_at(text, from + quote, key);
    const bool whole =
        value && (value->end == text.size() || blanks.find(text[value->end]) != blanks.npos);
    return whole ? value->end : end;
}

const auto one_word = [](std::string_view) { return false; };

}  // namespace

arguments::arguments(std::string_view text) : rest_(trim(text)) {}

std::string_view arguments::next_word() const {
    return std::string_view(rest_).substr(0, word_end(rest_, 0));
}

std::optional<std::string> arguments::peek_word() const {
    if (rest_.empty()) return std::nullopt;
    return with_names(next_word());
}

std::optional<std::string> arguments::take_word() {
    auto word = peek_word();
    rest_ = std::string(trim(std::string_view(rest_).substr(next_word().size())));
    return word;
}

std::optional<person> arguments::take_person() {
    auto who = person_in(next_word());
    take_word();
    return who;
}

result<std::optional<std::string>> arguments::take_option(std::string_view key) {
    return take_option(key, one_word);
}

result<std::optional<std::string>> arguments::take_option(
    std::string_view key, const std::function<bool(std::string_view)>& reads
) {
    auto value = take_value(key, reads);
    if (value && *value) **value = with_names(**value);
    return value;
}

result<std::optional<person>> arguments::take_person_option(std::string_view key) {
    const auto value = take_value(key, one_word);
    if (!value) return tl::unexpected(value.error());
    return *value ? person_in(**value) : std::nullopt;
}

std::optional<std::string> arguments::take_lone_option(std::string_view key) {
    auto rest = *this;
    auto value = rest.take_option(key);
    if (!value || !*value || !rest.empty()) return std::nullopt;
    rest_.clear();
    return std::string(trim(**value));
}

result<std::optional<std::string>> arguments::take_value(
    std::string_view key, const reader& reads
) {
    const auto wanted = lower_ascii(key) + "=";
    for (std::size_t at = 0; (at = rest_.find_first_not_of(blanks, at)) != rest_.npos;
         at = unit_end(rest_, at)) {
        if (!equal_ignoring_case(std::string_view(rest_).substr(at, wanted.size()), wanted))
            continue;
        auto value = value_at(rest_, at + wanted.size(), key);
        if (!value) return tl::unexpected(value.error());
        lengthen(*value, rest_, at + wanted.size(), reads);
        // One blank of the two around it goes too.
        const auto before = std::string(trim(std::string_view(rest_).substr(0, at)));
        auto after = std::string_view(rest_).substr(value->end);
        while (!after.empty() && (after.front() == ' ' || after.front() == '\t'))
            after.remove_prefix(1);
        const bool new_line = !after.empty() && (after.front() == '\n' || after.front() == '\r');
        rest_ = trim(before + (before.empty() || new_line ? "" : " ") + std::string(after));
        return std::optional(std::move(value->text));
    }
    return std::optional<std::string>();
}

result<std::vector<std::pair<std::string, std::string>>> arguments::take_pairs() {
    std::vector<std::pair<std::string, std::string>> pairs;
    std::string_view text = rest_;
    for (std::size_t at = 0; (at = text.find_first_not_of(blanks, at)) != text.npos;) {
        const auto equals = text.find('=', at);
        const auto end = word_end(text, at);
        if (equals == text.npos || equals > end || !is_key(text.substr(at, equals - at)))
            return fail(
                errc::invalid,
                "`" + shorten(text.substr(at, end - at), 60) +
                    "` is not KEY=VALUE. A value with blanks goes in quotes, like "
                    "`regions=\"eu and us\"`."
            );
        auto value = value_at(text, equals + 1, text.substr(at, equals - at));
        if (!value) return tl::unexpected(value.error());
        pairs.emplace_back(std::string(text.substr(at, equals - at)), with_names(value->text));
        at = value->end;
    }
    rest_.clear();
    return pairs;
}

bool arguments::take_trailing(std::string_view word) {
    const auto from = rest_.find_last_of(blanks);
    const auto last =
        from == rest_.npos ? std::string_view(rest_) : std::string_view(rest_).substr(from + 1);
    if (!equal_ignoring_case(last, word)) return false;
    rest_ = std::string(trim(std::string_view(rest_).substr(0, rest_.size() - last.size())));
    return true;
}

std::string arguments::text() const {
    return with_names(trim(rest_));
}

bool arguments::empty() const {
    return trim(rest_).empty();
}

}  // namespace bot
