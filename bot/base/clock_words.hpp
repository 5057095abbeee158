// Words that tell a time, read one kind at a time, without regard to when now is. Everything
// here takes lower case. Used by said_time.cpp only.
#pragma once

#include "bot/base/time.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace bot::said {

using words = std::span<const std::string_view>;

// A time of day and what was said with it.
struct clock_reading {
    milliseconds within_day{0};
    std::optional<milliseconds> offset;  // east of UTC
    bool with_seconds = false;
};

// [19:08] [19:08:30.5z] [7 pm] [7:08pm utc] [19:08 +02:00] [noon]
std::optional<clock_reading> read_clock(words said);

// [10m] [10 min] [1h30m] [2 hours and 5 minutes] [an hour] [half an hour], without "ago".
std::optional<milliseconds> read_span(words said);

// Begins like a clock or a date with a clock, so that somebody meant a time by it.
bool resembles_clock(std::string_view word);

}  // namespace bot::said
