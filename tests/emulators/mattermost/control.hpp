// The emulator by remote control: what people do, what goes wrong, what has happened.
#pragma once

#include "tests/emulators/mattermost/server.hpp"
#include "tests/emulators/shared/control.hpp"

#include <vector>

namespace emulator::mattermost {

std::vector<verb> people_verbs(server& machine, workspace& space);   // control_people.cpp
std::vector<verb> machine_verbs(server& machine, workspace& space);  // control_machine.cpp
std::vector<verb> oracle_verbs(server& machine, workspace& space);   // control_oracle.cpp

// For server::listen_beside. Both outlive it.
host::handler control_of(server& machine, workspace& space);

}  // namespace emulator::mattermost
