// What can go wrong with Mattermost alone, besides what can with every platform.
#pragma once

#include "tests/emulators/shared/call_faults.hpp"

namespace emulator::mattermost {

fault_table fault_kinds();         // all there are
call_faults answers_gone_wrong();  // its kind of error, its kind of 429

}  // namespace emulator::mattermost
