// Places at which a test may end the program, as a power cut or kill -9 would. Built into the
// test's own program only (SCRIBE_FAILPOINTS); elsewhere there is nothing, not even the names.
#pragma once

#ifdef SCRIBE_FAILPOINTS

#include <cstdlib>
#include <string_view>
#include <unistd.h>

namespace bot {

// SCRIBE_FAILPOINT=NAME ends the program when it first comes there, NAME:3 the third time.
inline void failpoint(std::string_view here) {
    static const std::string_view wanted = [] {
        const auto* told = std::getenv("SCRIBE_FAILPOINT");
        return std::string_view(told ? told : "");
    }();
    static const auto colon = wanted.find(':');
    static int left = colon == wanted.npos ? 1 : std::atoi(wanted.data() + colon + 1);
    constexpr int as_if_killed = 137;
    if (here == wanted.substr(0, colon) && --left == 0) ::_exit(as_if_killed);
}

}  // namespace bot

#define SCRIBE_FAILPOINT(name) ::bot::failpoint(name)
#else
#define SCRIBE_FAILPOINT(name) static_cast<void>(0)
#endif
