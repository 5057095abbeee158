// A moment as it is read on the clocks of a place.
#pragma once

#include "bot/base/result.hpp"
#include "bot/base/time.hpp"

#include <string>
#include <string_view>

namespace bot {

struct local_moment {
    std::string date;  // 2025-09-27
    std::string hhmm;  // 21:03
    std::string zone;  // CEST
};

// `zone` by its name in the system's time zone database, "Europe/Berlin"; not_found otherwise.
result<local_moment> in_zone(instant at, std::string_view zone);

}  // namespace bot
