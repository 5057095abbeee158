#include "tests/emulators/shared/program.hpp"

#include <boost/asio/signal_set.hpp>

#include <algorithm>
#include <charconv>
#include <iostream>
#include <string_view>

namespace emulator {

namespace {

constexpr std::string_view usage =
    "[--port N] [--control-port N] [--tls CERT KEY] [--host NAME] [--seed N]";
constexpr std::string_view about_ports =
    "A port of 0, or none, is any free one. What was chosen is printed, as one line of JSON.\n";

template <class Number>
bool read_number(std::string_view text, Number& into) {
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), into);
    return problem == std::errc{} && end == text.data() + text.size();
}

bool read_options(
    const std::vector<std::string>& words,
    const std::vector<std::string>& flags,
    program_options& into
) {
    for (std::size_t at = 0; at < words.size(); ++at) {
        const auto& name = words[at];
        if (std::ranges::find(flags, name) != flags.end()) {
            into.further.push_back(name);
            continue;
        }
        const std::size_t wants = name == "--tls" ? 2 : 1;
        if (at + wants >= words.size()) return false;
        const auto& value = words[at + 1];
        bool fine = true;
        if (name == "--port")
            fine = read_number(value, into.options.port);
        else if (name == "--control-port")
            fine = read_number(value, into.control_port);
        else if (name == "--seed")
            fine = read_number(value, into.options.seed);
        else if (name == "--host")
            into.options.host = value;
        else if (name == "--tls")
            into.options.certificate = value, into.options.key = words[at + 2];
        else
            fine = false;
        if (!fine) return false;
        at += wants;
    }
    return true;
}

asio::awaitable<void> stop_at(asio::signal_set& signals, host& machine) {
    co_await signals.async_wait(asio::as_tuple(asio::use_awaitable));
    co_await machine.stop();
}

}  // namespace

std::optional<program_options> read_command_line(
    const std::string& name, int count, char** words, const std::vector<std::string>& flags
) {
    program_options wanted;
    if (read_options({words + 1, words + count}, flags, wanted)) return wanted;
    std::cerr << "usage: " << name << " " << usage;
    for (const auto& flag : flags) std::cerr << " [" << flag << "]";
    std::cerr << "\n" << about_ports;
    return std::nullopt;
}

int run_program(const std::string& name, asio::io_context& context, host& machine) {
    try {
        machine.start();
    } catch (const std::exception& problem) {
        std::cerr << name << " cannot listen: " << problem.what() << "\n";
        return 1;
    }
    const json said{{"origin", machine.origin()}, {"control_port", machine.port_beside()}};
    std::cout << said.dump() << std::endl;

    asio::signal_set signals(context, SIGINT, SIGTERM);
    bot::nursery last(context.get_executor());
    last.start("waiting for a signal", stop_at(signals, machine));
    context.run();
    return 0;
}

}  // namespace emulator
