// What can go wrong with Slack alone, besides what can with every platform.
#pragma once

#include "tests/emulators/shared/call_faults.hpp"

namespace emulator::slack {

fault_table fault_kinds();                   // all there are
emulator::call_faults answers_gone_wrong();  // ok:false, ratelimited, …

}  // namespace emulator::slack
