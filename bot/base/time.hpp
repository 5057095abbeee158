// Moments and how they are written. All moments are UTC; a zone is a matter of
// display. No function here reads a clock.
#pragma once

#include "bot/base/result.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace bot {

using instant = std::chrono::sys_time<std::chrono::milliseconds>;
using std::chrono::milliseconds;
using std::chrono::seconds;

// RFC 3339 with `Z` or an offset, seconds and fraction optional ("2025-09-27T19:03Z").
// Fractions beyond milliseconds are cut. A leap second :60 is the last moment of its minute.
result<instant> parse_rfc3339(std::string_view text);

// "2025-09-27"; refuses dates the calendar does not have.
result<std::chrono::sys_days> parse_date(std::string_view text);

std::string format_rfc3339(instant at);      // "2025-09-27T19:03:00Z", ".250" only when it has a fraction
std::string format_date(instant at);         // "2025-09-27"
std::string format_date(std::chrono::sys_days day);
std::string format_hhmm(instant at);         // "19:03"
std::string format_date_hhmm(instant at);    // "2025-09-27 19:03"

// "2 h 14 min", "45 s", "3 d 4 h": the two largest units, for people.
std::string format_duration(milliseconds span);

inline std::chrono::sys_days day_of(instant at) {
    return std::chrono::floor<std::chrono::days>(at);
}

}  // namespace bot
