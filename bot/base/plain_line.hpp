// Text as one line of a log or a terminal, where it can neither begin a second line nor paint,
// move or turn what stands there.
#pragma once

#include <string>
#include <string_view>

namespace bot {

// Control characters, C1, and what changes the direction of text show as \n, \x1b, \u202e; what is
// no UTF-8 as U+FFFD.
std::string plain_line(std::string_view text);

}  // namespace bot
