// The emulator by remote control: what people do, what goes wrong, what has happened.
#pragma once

#include "tests/emulators/shared/control.hpp"
#include "tests/emulators/slack/server.hpp"

#include <span>

namespace emulator::slack {

struct row_of_control {
    std::string_view name;
    std::string_view takes;  // the fields, optional ones in brackets
    json (*run)(server& machine, workspace& space, const json& given);
};
std::span<const row_of_control> people_verbs();   // control_people.cpp
std::span<const row_of_control> machine_verbs();  // control_machine.cpp
std::span<const row_of_control> oracle_verbs();   // control_oracle.cpp

// For server::listen_beside. Both outlive it.
server::handler control_of(server& machine, workspace& space);

}  // namespace emulator::slack
