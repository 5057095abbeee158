// How long somebody asks us to wait before the next call.
#pragma once

#include <chrono>
#include <string>

namespace bot {

// The integer of seconds of a Retry-After; what is none (a date, too), or no time at all, is
// replaced by a wait that can do no harm, and what is longer than anybody would mean is cut.
std::chrono::seconds parse_retry_after(const std::string* header);

}  // namespace bot
