// How long somebody asks us to wait before the next call.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace bot {

// The integer of seconds a header names, or the first where it came doubled ("1, 1"); nothing for
// what is none (a date, too), and what is longer than anybody would mean is cut.
std::optional<std::chrono::seconds> seconds_to_wait(const std::string* header);
// The same of a Retry-After; where it says nothing, a wait that can do no harm.
std::chrono::seconds parse_retry_after(const std::string* header);

}  // namespace bot
