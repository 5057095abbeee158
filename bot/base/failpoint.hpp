// Places at which a test may end the program, as a power cut or kill -9 would. Built into the test's
// own program only (SCRIBE_FAILPOINTS); elsewhere there is nothing, not even the names.
#pragma once

#ifdef SCRIBE_FAILPOINTS

#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <unistd.h>

namespace bot {

// SCRIBE_FAILPOINT=NAME ends the program when it first comes there, NAME:3 the third time.
// SCRIBE_FAILPOINT=@FILE: as soon as the name stands in this file, which goes with the program.
inline void failpoint(std::string_view here) {
    constexpr int as_if_killed = 137;
    static const std::string wanted = [] {
        const auto* told = std::getenv("SCRIBE_FAILPOINT");
        return std::string(told ? told : "");
    }();
    if (wanted.starts_with('@')) {
        std::string named;
        std::ifstream(wanted.substr(1)) >> named;
        if (named != here || ::unlink(wanted.c_str() + 1) != 0) return;
        ::_exit(as_if_killed);
    }
    static const auto colon = wanted.find(':');
    static int left = colon == wanted.npos ? 1 : std::atoi(wanted.c_str() + colon + 1);
    if (here == std::string_view(wanted).substr(0, colon) && --left == 0) ::_exit(as_if_killed);
}

}  // namespace bot

#define SCRIBE_FAILPOINT(name) ::bot::failpoint(name)
#else
#define SCRIBE_FAILPOINT(name) static_cast<void>(0)
#endif
