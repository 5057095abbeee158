// mattermost_emulator: a Mattermost for programs. See README.md.
#include "tests/emulators/mattermost/control.hpp"
#include "tests/emulators/shared/program.hpp"

#include <algorithm>

int main(int count, char** words) {
    using namespace emulator::mattermost;
    constexpr auto name = "mattermost_emulator";
    const auto wanted =
        emulator::read_command_line(name, count, words, {"--current", "--unreliable"});
    if (!wanted) return 2;
    const auto has = [&](std::string_view flag) {
        return std::ranges::find(wanted->further, flag) != wanted->further.end();
    };
    boost::asio::io_context context(1);
    workspace space(
        std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()),
        has("--current") ? edition::current : edition::v5_37
    );
    space.policy().reliable = !has("--unreliable");
    server machine(context.get_executor(), space, wanted->options);
    machine.listen_beside(wanted->control_port, control_of(machine, space));
    return emulator::run_program(name, context, machine);
}
