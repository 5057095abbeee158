#include "handlers/commands/arguments.hpp"

#include "bot/base/text.hpp"

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
    const auto end = std::min(text.find_first_of(blanks, from), text.size());
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
        end = std::min(text.find_first_of(blanks, next), text.size());
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

}  // namespace

arguments::arguments(std::string_view text) : rest_(trim(text)) {}

std::optional<std::string> arguments::peek_word() const {
    if (rest_.empty()) return std::nullopt;
    return rest_.substr(0, rest_.find_first_of(blanks));
}

std::optional<std::string> arguments::take_word() {
    auto word = peek_word();
    if (word) rest_ = std::string(trim(std::string_view(rest_).substr(word->size())));
    return word;
}

result<std::optional<std::string>> arguments::take_option(std::string_view key) {
    return take_option(key, [](std::string_view) { return false; });
}

result<std::optional<std::string>> arguments::take_option(
    std::string_view key, const std::function<bool(std::string_view)>& reads
) {
    const auto wanted = lower_ascii(key) + "=";
    const auto lowered = lower_ascii(rest_);
    for (std::size_t at = 0; (at = lowered.find(wanted, at)) != lowered.npos; ++at) {
        if (at != 0 && blanks.find(rest_[at - 1]) == blanks.npos) continue;
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
        const auto end = std::min(text.find_first_of(blanks, at), text.size());
        if (equals == text.npos || equals > end || !is_key(text.substr(at, equals - at)))
            return fail(
                errc::invalid,
                "`" + shorten(text.substr(at, end - at), 60) +
                    "` is not KEY=VALUE. A value with blanks goes in quotes, like "
                    "`regions=\"eu and us\"`."
            );
        auto value = value_at(text, equals + 1, text.substr(at, equals - at));
        if (!value) return tl::unexpected(value.error());
        pairs.emplace_back(std::string(text.substr(at, equals - at)), std::move(value->text));
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
    return std::string(trim(rest_));
}

bool arguments::empty() const {
    return trim(rest_).empty();
}

}  // namespace bot
