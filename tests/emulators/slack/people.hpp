// Who does something, and where: names as tests write them become what they are, or an exception.
#pragma once

#include "tests/emulators/slack/core.hpp"

#include <stdexcept>

namespace emulator::slack {

[[noreturn]] inline void impossible(const std::string& why) {
    throw std::invalid_argument(why);
}

user& person(core& in, std::string_view name);
channel& place(core& in, std::string_view name);
// "@scribe" is the person's DM with the app.
channel& place_of(core& in, std::string_view name, const user& who, moment now);
// Where `who` is a member and things can still happen.
channel& lively(core& in, std::string_view name, const user& who, moment now);
message& message_in(core& in, channel& where, std::string_view ts);
// What the composer sends for what was typed.
message typed(core& in, const user& who, std::string_view text);
std::string whole_second(moment now);  // the ts of an edit

}  // namespace emulator::slack
