// slack_emulator: a Slack for programs. See README.md.
#include "tests/emulators/shared/program.hpp"
#include "tests/emulators/slack/control.hpp"

int main(int count, char** words) {
    using namespace emulator::slack;
    const auto wanted = emulator::read_command_line("slack_emulator", count, words);
    if (!wanted) return 2;
    boost::asio::io_context context(1);
    workspace space(std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now())
    );
    server machine(context.get_executor(), space, wanted->options);
    machine.listen_beside(wanted->control_port, control_of(machine, space));
    return emulator::run_program("slack_emulator", context, machine);
}
