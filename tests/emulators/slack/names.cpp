#include "tests/emulators/slack/workspace.hpp"

namespace emulator::slack {

std::string_view name_of(emitted::kind is) {
    switch (is) {
        case emitted::kind::events_api:
            return "events_api";
        case emitted::kind::slash_commands:
            return "slash_commands";
        case emitted::kind::interactive:
            return "interactive";
    }
    return "";
}

}  // namespace emulator::slack
