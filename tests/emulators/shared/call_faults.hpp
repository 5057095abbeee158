// How the answer to one HTTP request goes out: as it should, or as a fault wants it. Pure.
#pragma once

#include "tests/emulators/shared/faults.hpp"
#include "tests/emulators/shared/http.hpp"

#include <optional>
#include <span>
#include <string>

namespace emulator {

struct answer_plan {
    int status = 0;  // 0: no answer
    std::string bytes;
    milliseconds wait{0};      // before the first byte
    milliseconds per_byte{0};  // 0: all at once
    enum class after { go_on, close, hang } then = after::go_on;
};

// The answer as it should go out.
answer_plan answering(const reply& done);

// What a fault makes of an answer; a platform may have more of them than all have.
struct call_fault {
    std::string_view name;
    bool acts;  // the request has its effect first
    answer_plan (*answer)(const reply& done, const fault& how);
};
using call_faults = std::span<const call_fault>;

// Whether the request has its effect before it is answered.
bool takes_effect(const std::optional<fault>& how, call_faults own = {});

// `done`: what the platform answers; an empty one when it was not asked.
answer_plan plan_of(const reply& done, const std::optional<fault>& how, call_faults own = {});

}  // namespace emulator
