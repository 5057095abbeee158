// How the answer to one HTTP request goes out: as it should, or as a fault wants it. Pure.
#pragma once

#include "tests/emulators/slack/faults.hpp"
#include "tests/emulators/slack/workspace.hpp"

#include <optional>
#include <string>

namespace emulator::slack {

struct answer_plan {
    int status = 0;  // 0: no answer
    std::string bytes;
    milliseconds wait{0};      // before the first byte
    milliseconds per_byte{0};  // 0: all at once
    enum class after { go_on, close, hang } then = after::go_on;
};

// Whether the request has its effect before it is answered.
bool takes_effect(const std::optional<fault>& how);

// `done`: what the workspace answers; an empty one when it was not asked.
answer_plan plan_of(reply done, const std::optional<fault>& how);

}  // namespace emulator::slack
