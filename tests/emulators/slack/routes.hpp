// What the workspace says to one HTTP request. Pure.
#pragma once

#include "tests/emulators/shared/http.hpp"
#include "tests/emulators/slack/workspace.hpp"

namespace emulator::slack {

// "chat.postMessage" of a call of the Web API; else the path.
std::string subject_of(const http_message& asked);

reply answer(const http_message& asked, workspace& space, moment now);

}  // namespace emulator::slack
