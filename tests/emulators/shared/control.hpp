// An emulator by remote control: POST /VERB with a JSON object, a JSON answer. GET / lists the
// verbs.
#pragma once

#include "tests/emulators/shared/host.hpp"

#include <functional>
#include <string_view>
#include <vector>

namespace emulator {

using nlohmann::json;

struct wire_record;

struct verb {
    std::string_view name;
    std::string_view takes;  // the fields, optional ones in brackets
    // Throws std::exception for what it cannot do.
    std::function<json(const json& given)> run;
    // Instead of `run`, for what takes its time.
    std::function<asio::awaitable<json>(json given)> await{};
};

// The verbs every emulator has: faults, arm, disarm, requests; and `wait`, which asks another verb
// until its answer is as wanted.
std::vector<verb> common_verbs(host& machine);

// For host::listen_beside. `machine` outlives it.
host::handler control_of(host& machine, std::vector<verb> verbs);

// Sets what is given, keeps what is not.
void take(const json& given, const char* name, milliseconds& into);
// What something is known by, or null.
json optional_ms(const std::optional<milliseconds>& at);
// What a socket's record holds, whatever it is for.
json to_json(const wire_record& one);

}  // namespace emulator
