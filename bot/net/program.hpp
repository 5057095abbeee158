// Programs of this machine, run and waited for without holding up the loop.
#pragma once

#include "bot/base/result.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace bot {

struct program_run {
    // The program, looked for in PATH, and its arguments. Everybody on the machine can read them:
    // nothing secret.
    std::vector<std::string> command;
    std::vector<std::string> environment;  // "NAME=value", and no other
    std::string input{};                   // on its standard input
    // On its descriptor 3, once, for it and what it starts alone; up to 4096 bytes.
    std::string secret{};
    // Then it is asked to end, and killed two seconds later, with what it started.
    std::chrono::milliseconds limit{60'000};
};

struct program_end {
    // 128 and more: ended by signal `status - 128`, as shells say it. 255 too when nobody can say.
    int status = 0;
    std::string output, errors;
};

// Fails as not_found (no such program), unavailable (it cannot be started), timed_out. A status
// other than 0 is no failure here. Cancelled, it
// is asked to end, and killed soon.
boost::asio::awaitable<result<program_end>> run_program(program_run what);

}  // namespace bot
