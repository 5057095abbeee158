// What people put into the inputs of a view or a message, as Slack reports it.
#pragma once

#include "tests/emulators/slack/core.hpp"

namespace emulator::slack {

// state.values: each element's `given` value, else what it began with. `given` goes by action_id,
// block_id or label. std::invalid_argument for a value that fits nothing.
json state_of(core& in, const json& blocks, const json& given);
// What the client would not send: "Title is required".
std::string fault_of_form(const json& blocks, const json& state);

}  // namespace emulator::slack
