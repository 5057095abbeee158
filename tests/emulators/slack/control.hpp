// The emulator by remote control: POST /VERB with a JSON object, a JSON answer. What people do,
// what goes wrong, what has happened. GET / lists the verbs.
#pragma once

#include "tests/emulators/slack/server.hpp"

#include <span>
#include <string_view>

namespace emulator::slack {

struct verb {
    std::string_view name;
    std::string_view takes;  // the fields, optional ones in brackets
    // Throws std::exception for what it cannot do.
    json (*run)(server& machine, workspace& space, const json& given);
};
std::span<const verb> people_verbs();   // control_people.cpp
std::span<const verb> machine_verbs();  // control_machine.cpp
std::span<const verb> oracle_verbs();   // control_oracle.cpp

// For server::listen_beside. Both outlive it.
server::handler control_of(server& machine, workspace& space);

}  // namespace emulator::slack
