#include "bot/base/said_time.hpp"

#include "bot/base/clock_words.hpp"
#include "bot/base/text.hpp"

#include <algorithm>
#include <vector>

namespace bot {
namespace {

using said::clock_reading;
using said::words;
using std::chrono::days;
using std::chrono::sys_days;

constexpr milliseconds tolerance = std::chrono::minutes(5);
constexpr milliseconds longest_ago = days(3660);
constexpr std::size_t most_words = 7;

std::string quoted(std::string_view text) {
    return "'" + shorten(trim(text), 40) + "'";
}

tl::unexpected<error> unreadable(std::string_view text) {
    return fail(
        errc::invalid,
        quoted(text) +
            " is not a time; write it like 19:08, 2025-09-27T19:08Z, 10m ago or yesterday 23:50, "
            "in UTC"
    );
}

// Lower-case words, and where each began in the text they came from.
struct said_words {
    std::string lowered;
    std::vector<std::string_view> all;
    std::vector<std::size_t> begins;

    explicit said_words(std::string_view text) : lowered(lower_ascii(text)) {
        const std::string_view view = lowered;
        for (std::size_t at = 0; at < view.size();) {
            const auto end = std::min(view.find_first_of(" \t\r\n", at), view.size());
            if (end > at) {
                all.push_back(view.substr(at, end - at));
                begins.push_back(at);
            }
            at = end + 1;
        }
    }
    said_words(const said_words&) = delete;
    said_words& operator=(const said_words&) = delete;

    words from(std::size_t index) const { return words(all).subspan(index); }
};

// A clock with a day.
instant on_day(sys_days day, const clock_reading& clock) {
    return instant(day) + clock.within_day - clock.offset.value_or(milliseconds(0));
}

// The same clock time of the day that fits: see parse_said_time.
instant nearest_day(const clock_reading& clock, const said_context& context) {
    const auto limit = context.now + tolerance;
    auto last = on_day(day_of(limit) + days(1), clock);
    while (last > limit) last -= days(1);
    const auto from = context.from ? context.from : context.until;
    if (!from) return last;
    const auto to = std::max(*from, context.until.value_or(context.now));
    if (last <= to) return last;
    const auto beyond = std::chrono::ceil<days>(last - to);
    const auto before = last - beyond;
    const auto after = before + days(1);
    if (before >= *from) return before;
    return after - to <= *from - before ? after : before;
}

result<said_time> checked(said_time read, std::string_view text, const said_context& context) {
    if (read.at > context.now + tolerance)
        return fail(
            errc::invalid,
            quoted(text) + " is in the future: it is " + format_date_hhmm(context.now) +
                " UTC now; write a time that has passed"
        );
    if (read.at < context.now - longest_ago)
        return fail(
            errc::invalid,
            quoted(text) + " is more than ten years ago; write a time of this incident"
        );
    return read;
}

// The day a word names, seen from the zone the clock was told in.
std::optional<sys_days> read_day(
    std::string_view word, milliseconds offset, const said_context& context
) {
    const auto today = day_of(context.now + offset);
    if (word == "today") return today;
    if (word == "yesterday") return today - days(1);
    const auto date = parse_date(word);
    return date ? std::optional(*date) : std::nullopt;
}

// "DAY [at] CLOCK" or "CLOCK [on] DAY".
std::optional<said_time> read_day_and_clock(words said, const said_context& context) {
    if (said.size() < 2) return std::nullopt;
    const auto read = [&](std::string_view day, words rest) -> std::optional<said_time> {
        const auto clock = said::read_clock(rest);
        if (!clock) return std::nullopt;
        const auto offset = clock->offset.value_or(milliseconds(0));
        const auto on = read_day(day, offset, context);
        if (!on) return std::nullopt;
        return said_time{on_day(*on, *clock), clock->with_seconds || clock->offset};
    };
    const auto first = read(said.front(), said.subspan(said.size() > 2 && said[1] == "at" ? 2 : 1));
    if (first) return first;
    const bool on = said.size() > 2 && said[said.size() - 2] == "on";
    return read(said.back(), said.first(said.size() - (on ? 2 : 1)));
}

// "2025-09-27t19:08z", with or without a zone.
std::optional<said_time> read_moment(words said, const said_context& context) {
    const auto word = said.front();
    if (word.size() < 12 || word[10] != 't') return std::nullopt;
    std::vector<std::string_view> apart{word.substr(0, 10), word.substr(11)};
    apart.insert(apart.end(), said.begin() + 1, said.end());
    return read_day_and_clock(apart, context);
}

std::optional<said_time> read_ago(words said, const said_context& context) {
    if (said.size() < 2 || said.back() != "ago") return std::nullopt;
    const auto span = said::read_span(said.first(said.size() - 1));
    return span ? std::optional(said_time{context.now - *span, false}) : std::nullopt;
}

// A time with a clock in it.
std::optional<said_time> read_clock_time(words said, const said_context& context) {
    if (said.empty()) return std::nullopt;
    if (const auto moment = read_moment(said, context)) return moment;
    if (const auto both = read_day_and_clock(said, context)) return both;
    const auto clock = said::read_clock(said);
    if (!clock) return std::nullopt;
    return said_time{nearest_day(*clock, context), clock->with_seconds || clock->offset};
}

bool is_at(std::string_view word) {
    return word == "at" || word == "@";
}

std::optional<said_time> read_any(words said, const said_context& context) {
    if (!said.empty() && is_at(said.front())) {
        const auto ago = read_ago(said.subspan(1), context);
        return ago ? ago : read_clock_time(said.subspan(1), context);
    }
    if (said.size() == 1 && said[0].starts_with('@')) {
        const std::string_view bare[] = {said[0].substr(1)};
        return read_clock_time(bare, context);
    }
    if (said.size() == 1 && said[0] == "now") return said_time{context.now, true};
    if (said.size() == 2 && (said[0] == "just" || said[0] == "right") && said[1] == "now")
        return said_time{context.now, true};
    if (const auto ago = read_ago(said, context)) return ago;
    return read_clock_time(said, context);
}

// Said so that nobody could take it for a part of the sentence before it.
bool is_explicit(words said) {
    const auto first = said.front();
    if (is_at(first) || first == "yesterday" || first == "today" || said.back() == "ago")
        return true;
    if (first.starts_with('@') || (first == "just" && said.back() == "now")) return true;
    return said.size() > 2 && said[1] == "at" && parse_date(first).has_value();
}

// What is left of a sentence whose end was taken away.
std::string without_tail(std::string_view text) {
    text = trim(text);
    for (const std::string_view tail : {" on", ",", ";", "-", "–", "—", "("}) {
        if (!text.ends_with(tail)) continue;
        text.remove_suffix(tail.size());
        break;
    }
    return std::string(trim(text));
}

// The last words are "at" and something that was meant for a time but is none.
bool ends_in_a_wrong_time(words said) {
    for (std::size_t count = 2; count <= std::min<std::size_t>(said.size(), 4); ++count) {
        const auto end = said.last(count);
        const bool announced = is_at(end[0]) || end[0] == "yesterday" || end[0] == "today";
        if (!announced || !said::resembles_clock(end[1])) continue;
        return count == 2 || end.back() == "utc" || end.back() == "am" || end.back() == "pm";
    }
    return false;
}

std::string_view without_full_stop(std::string_view text) {
    text = trim(text);
    while (!text.empty() && (text.back() == '.' || text.back() == '!')) text.remove_suffix(1);
    return text;
}

// Takes one separator with a blank, or the line's end, behind it.
std::string_view after_separator(std::string_view text) {
    text = trim(text);
    for (const std::string_view mark : {"-", "–", "—", ":", "|", ","}) {
        if (!text.starts_with(mark)) continue;
        const auto rest = text.substr(mark.size());
        if (rest.empty() || rest.front() == ' ' || rest.front() == '\t') return trim(rest);
    }
    return text;
}

bool resembles_full_clock(std::string_view word) {
    const auto digits = static_cast<std::size_t>(
        std::count_if(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; })
    );
    const auto colon = word.find(':');
    return digits + 1 == word.size() && (colon == 1 || colon == 2) && digits - colon == 2;
}

}  // namespace

result<said_time> parse_said_time(std::string_view text, const said_context& context) {
    const said_words said(without_full_stop(text));
    if (said.all.empty())
        return fail(
            errc::invalid,
            "no time was given; write it like 19:08, 10m ago or yesterday 23:50, in UTC"
        );
    const auto read = read_any(said.all, context);
    if (!read) return unreadable(text);
    return checked(*read, text, context);
}

result<split_time> take_trailing_time(std::string_view text, const said_context& context) {
    auto sentence = without_full_stop(text);
    const bool bracketed = sentence.ends_with(')') && sentence.find('(') != sentence.npos;
    const auto open = sentence.rfind('(');
    const auto start = bracketed ? open + 1 : 0;
    if (bracketed) sentence.remove_suffix(1);
    const said_words said(sentence.substr(start));
    const auto count = said.all.size();
    for (std::size_t first = count > most_words ? count - most_words : 0; first < count; ++first) {
        const auto tail = said.from(first);
        const bool whole = first == 0 && start == 0;
        if ((!whole && !is_explicit(tail)) || (bracketed && first != 0)) continue;
        const auto read = read_any(tail, context);
        if (!read) continue;
        const auto begin = start + said.begins[first];
        const auto time = checked(*read, sentence.substr(begin), context);
        if (!time) return tl::make_unexpected(time.error());
        return split_time{without_tail(sentence.substr(0, begin)), time->at};
    }
    if (ends_in_a_wrong_time(said.all)) return unreadable(said.all.back());
    return split_time{std::string(trim(text)), std::nullopt};
}

result<split_time> take_leading_clock(std::string_view line, const said_context& context) {
    auto text = trim(line);
    for (const std::string_view bullet : {"- ", "* ", "• "})
        if (text.starts_with(bullet)) text = trim(text.substr(bullet.size()));
    const auto close = text.starts_with('[')   ? text.find(']')
                       : text.starts_with('(') ? text.find(')')
                                               : text.npos;
    const bool bracketed = close != text.npos;
    const said_words said(bracketed ? text.substr(1, close - 1) : text);
    const auto most = std::min<std::size_t>(said.all.size(), 4);
    for (auto count = most; count > 0; --count) {
        std::vector<std::string_view> head(
            said.all.begin(), said.all.begin() + static_cast<std::ptrdiff_t>(count)
        );
        if (bracketed && count != said.all.size()) break;
        const bool marked = head.back().ends_with(':') || head.back().ends_with(',');
        if (marked) head.back().remove_suffix(1);
        const bool has_clock = std::any_of(head.begin(), head.end(), [](auto word) {
            return word.find(':') != word.npos && said::resembles_clock(word);
        });
        const auto read = has_clock ? read_clock_time(head, context) : std::nullopt;
        if (!read) continue;
        const auto time = checked(*read, head.back(), context);
        if (!time) return tl::make_unexpected(time.error());
        const auto end = said.begins[count - 1] + said.all[count - 1].size();
        const auto rest = text.substr(bracketed ? close + 1 : end);
        return split_time{std::string(marked ? trim(rest) : after_separator(rest)), time->at};
    }
    if (!said.all.empty() && resembles_full_clock(said.all[0])) return unreadable(said.all[0]);
    return split_time{std::string(trim(line)), std::nullopt};
}

}  // namespace bot
