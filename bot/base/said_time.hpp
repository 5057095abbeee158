// Times the way people say them: "at 19:08", "10m ago", "yesterday 23:50". All UTC unless an
// offset is said. A clock without a date is the one that makes sense for the incident.
#pragma once

#include "bot/base/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bot {

struct said_context {
    instant now;
    std::optional<instant> from, until;  // the incident's span so far, when there is one
};

struct said_time {
    instant at;
    bool exact = false;  // had seconds or an offset
};

// The whole text is a time: 19:08, 19:08:30, 7:08pm, 7pm, noon, midnight, each with "at" before
// it, a date, "yesterday" or "today" around it, Z, UTC or an offset after it; 10m ago, 1h30m
// ago, an hour ago, with "at" before it as well; now, just now.
//
// A clock time without a date is that of a day on which it is not later than five minutes
// from now: of the day nearest to the span, the later one on a tie; without a span the last.
// Unreadable, more than five minutes from now or more than ten years ago: an error that says
// what to type.
result<said_time> parse_said_time(std::string_view words, const said_context& context);

struct split_time {
    std::string rest;
    std::optional<instant> at;
};

// "rolled back at 19:08" -> {"rolled back", 19:08}. Only what is said as a time: "at TIME",
// "@TIME", "N UNIT ago", "yesterday TIME", "just now", or the whole text. "at the office" is
// just text; "at 25:61" is an error.
result<split_time> take_trailing_time(std::string_view text, const said_context& context);

// "19:08 rolled back" -> {"rolled back", 19:08}; also with seconds, a date before or a zone
// after it, in brackets, with a dash or a colon behind it, or after a bullet.
result<split_time> take_leading_clock(std::string_view line, const said_context& context);

}  // namespace bot
