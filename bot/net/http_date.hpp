// The Date of HTTP.
#pragma once

#include "bot/base/time.hpp"

#include <optional>
#include <string_view>

namespace bot {

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7); its older forms are not read.
std::optional<instant> parse_http_date(std::string_view text);

}  // namespace bot
