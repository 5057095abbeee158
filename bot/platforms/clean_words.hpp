// What every text of a chat goes through on its way into the record.
#pragma once

#include "bot/incident/words.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bot {

// Well formed and without secrets.
std::string masked(std::string_view words);
// The same on one line, for names.
std::string masked_line(std::string_view words);

// By the name that is known of the id; by what was `told` in passing where none is. Who could not
// be looked up is known by the id, which is no name.
person person_named(
    std::string_view id, const std::optional<std::string>& known, std::string_view told
);

}  // namespace bot
