// slack_emulator: a Slack for programs. See README.md.
#include "tests/emulators/slack/control.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <charconv>
#include <iostream>
#include <string_view>
#include <vector>

namespace {

using namespace emulator::slack;

constexpr std::string_view usage =
    "usage: slack_emulator [--port N] [--control-port N] [--tls CERT KEY] [--host NAME] [--seed "
    "N]\n"
    "A port of 0, or none, is any free one. What was chosen is printed, as one line of JSON.\n";

struct asked {
    server_options options;
    std::uint16_t control_port = 0;
};

template <class Number>
bool read_number(std::string_view text, Number& into) {
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), into);
    return problem == std::errc{} && end == text.data() + text.size();
}

bool read_options(const std::vector<std::string>& words, asked& into) {
    for (std::size_t at = 0; at < words.size(); ++at) {
        const auto& name = words[at];
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

boost::asio::awaitable<void> stop_at(boost::asio::signal_set& signals, server& machine) {
    co_await signals.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    co_await machine.stop();
}

}  // namespace

int main(int count, char** words) {
    asked wanted;
    if (!read_options({words + 1, words + count}, wanted)) {
        std::cerr << usage;
        return 2;
    }
    boost::asio::io_context context(1);
    workspace space(std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now())
    );
    server machine(context.get_executor(), space, wanted.options);
    machine.listen_beside(wanted.control_port, control_of(machine, space));
    try {
        machine.start();
    } catch (const std::exception& problem) {
        std::cerr << "slack_emulator cannot listen: " << problem.what() << "\n";
        return 1;
    }
    const json said{{"origin", machine.origin()}, {"control_port", machine.port_beside()}};
    std::cout << said.dump() << std::endl;

    boost::asio::signal_set signals(context, SIGINT, SIGTERM);
    bot::nursery last(context.get_executor());
    last.start("waiting for a signal", stop_at(signals, machine));
    context.run();
}
