// An emulator as a program: its command line, the one line it prints, and running until it is told
// to end.
#pragma once

#include "tests/emulators/shared/control.hpp"

#include <boost/asio/io_context.hpp>

#include <optional>
#include <string>
#include <vector>

namespace emulator {

struct program_options {
    host_options options;
    std::uint16_t control_port = 0;
    std::vector<std::string> further;  // flags that only one program knows
};

// Nothing for what cannot be understood; `usage` is printed then. `flags`: what more there is.
std::optional<program_options> read_command_line(
    const std::string& name, int count, char** words, const std::vector<std::string>& flags = {}
);

// Starts the machine, prints {"origin","control_port"}, and runs until SIGINT or SIGTERM. The exit
// code comes back.
int run_program(const std::string& name, boost::asio::io_context& context, host& machine);

}  // namespace emulator
