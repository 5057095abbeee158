#include "bot/base/clock_words.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace bot::said {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_alpha(char c) {
    return c >= 'a' && c <= 'z';
}

// Takes up to `most` digits from the front; nothing when there is none.
std::optional<int> take_number(std::string_view& text, std::size_t most) {
    std::size_t length = 0;
    int number = 0;
    while (length < text.size() && length < most && is_digit(text[length]))
        number = number * 10 + (text[length++] - '0');
    if (length == 0) return std::nullopt;
    text.remove_prefix(length);
    return number;
}

bool take(std::string_view& text, std::string_view piece) {
    if (!text.starts_with(piece)) return false;
    text.remove_prefix(piece.size());
    return true;
}

std::optional<int> take_two_digits(std::string_view& text) {
    if (text.size() < 2 || !is_digit(text[0]) || !is_digit(text[1])) return std::nullopt;
    return take_number(text, 2);
}

// ":30", ":30.25" after hour and minute.
bool take_seconds(std::string_view& text, clock_reading& read) {
    if (!take(text, ":")) return true;
    const auto second = take_two_digits(text);
    if (!second || *second > 59) return false;
    read.within_day += seconds(*second);
    read.with_seconds = true;
    if (!take(text, ".")) return true;
    int scale = 100;
    if (text.empty() || !is_digit(text[0])) return false;
    for (; !text.empty() && is_digit(text[0]); text.remove_prefix(1), scale /= 10)
        read.within_day += milliseconds((text[0] - '0') * scale);
    return true;
}

// "", "z", "utc", "gmt", "+02:00", "+0200", "+2"; false when it is something else.
bool read_zone(std::string_view text, clock_reading& read) {
    if (text.empty()) return true;
    if (text == "z" || text == "utc" || text == "gmt") {
        read.offset = milliseconds(0);
        return true;
    }
    if (!take(text, "utc")) take(text, "gmt");
    const bool west = text.starts_with('-');
    if (!west && !text.starts_with('+')) return false;
    text.remove_prefix(1);
    const auto hour = take_number(text, 2);
    take(text, ":");
    const auto minute = text.empty() ? std::optional<int>(0) : take_two_digits(text);
    if (!hour || !minute || *hour > 14 || *minute > 59 || !text.empty()) return false;
    const milliseconds offset = hours(*hour) + minutes(*minute);
    read.offset = west ? -offset : offset;
    return true;
}

std::optional<milliseconds> unit_of(std::string_view word) {
    struct unit {
        std::string_view name;
        milliseconds length;
    };
    static constexpr std::array<unit, 20> units{{
        {"s", seconds(1)},       {"sec", seconds(1)},     {"secs", seconds(1)},
        {"second", seconds(1)},  {"seconds", seconds(1)}, {"m", minutes(1)},
        {"min", minutes(1)},     {"mins", minutes(1)},    {"minute", minutes(1)},
        {"minutes", minutes(1)}, {"h", hours(1)},         {"hr", hours(1)},
        {"hrs", hours(1)},       {"hour", hours(1)},      {"hours", hours(1)},
        {"d", hours(24)},        {"day", hours(24)},      {"days", hours(24)},
        {"week", hours(168)},    {"weeks", hours(168)},
    }};
    const auto found =
        std::find_if(units.begin(), units.end(), [&](const unit& u) { return u.name == word; });
    return found == units.end() ? std::nullopt : std::optional(found->length);
}

// Numbers and units in turn, glued or apart: "1h30m", "2 hours and 5 minutes".
class span_reader {
public:
    bool word(std::string_view text) {
        if (text == "and" || text == "~" || text == "about") return true;
        if (text == "half" && !pending_) {
            halved_ = true;
            return true;
        }
        if ((text == "a" || text == "an") && !pending_) {
            pending_ = 1;
            return true;
        }
        take(text, "~");
        while (!text.empty())
            if (!piece(text)) return false;
        return true;
    }

    std::optional<milliseconds> done() const {
        if (pending_ || !any_ || halved_) return std::nullopt;
        return total_;
    }

private:
    bool piece(std::string_view& text) {
        if (is_digit(text[0])) {
            constexpr std::size_t longest_number = 6;
            if (pending_) return false;
            pending_ = take_number(text, longest_number);
            return text.empty() || !is_digit(text[0]);
        }
        const auto end = std::min(text.find_first_of("0123456789"), text.size());
        const auto unit = unit_of(text.substr(0, end));
        if (!unit || !pending_) return false;
        total_ += *unit * *pending_ / (halved_ ? 2 : 1);
        pending_.reset();
        halved_ = false;
        any_ = true;
        text.remove_prefix(end);
        return true;
    }

    milliseconds total_{0};
    std::optional<int> pending_;
    bool halved_ = false;
    bool any_ = false;
};

}  // namespace

std::optional<clock_reading> read_clock(words said) {
    if (said.empty()) return std::nullopt;
    clock_reading read;
    auto text = said[0];
    std::size_t used = 1;
    std::string_view half = text == "noon" ? "pm" : "am";
    if (text == "noon" || text == "midnight") {
        read.within_day = text == "noon" ? hours(12) : hours(0);
        text = {};
    } else {
        const auto hour = take_number(text, 2);
        if (!hour) return std::nullopt;
        const bool with_minutes = take(text, ":");
        const auto minute = with_minutes ? take_two_digits(text) : std::optional<int>(0);
        if (!minute || *minute > 59) return std::nullopt;
        read.within_day = minutes(*minute);
        if (with_minutes && !take_seconds(text, read)) return std::nullopt;
        if (text.empty() && said.size() > used && (said[used] == "am" || said[used] == "pm"))
            text = said[used++];
        const bool in_halves = text.starts_with("am") || text.starts_with("pm");
        if (in_halves) half = text.substr(0, 2);
        if (in_halves) text.remove_prefix(2);
        if (in_halves ? *hour < 1 || *hour > 12 : !with_minutes || *hour > 23) return std::nullopt;
        read.within_day += hours(in_halves ? *hour % 12 + (half == "pm" ? 12 : 0) : *hour);
    }
    // Apart from the clock an offset is written out: "19:08 -5 degrees" has none.
    if (text.empty() && said.size() > used && (is_alpha(said[used][0]) || said[used].size() > 4))
        text = said[used++];
    if (used != said.size() || !read_zone(text, read)) return std::nullopt;
    return read;
}

std::optional<milliseconds> read_span(words said) {
    span_reader reader;
    for (const auto word : said)
        if (!reader.word(word)) return std::nullopt;
    return reader.done();
}

bool resembles_clock(std::string_view word) {
    auto text = word;
    if (text.size() > 11 && text[4] == '-' && text[7] == '-' &&
        (text[10] == 't' || text[10] == ' '))
        return is_digit(text[0]);
    if (!take_number(text, 2)) return false;
    if (text == "am" || text == "pm") return true;
    return take(text, ":") && !text.empty() && is_digit(text[0]);
}

}  // namespace bot::said
