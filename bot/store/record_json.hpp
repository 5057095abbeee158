// One line of a log as JSON for people's programs: what `scribe export` writes.
#pragma once

#include "bot/incident/events.hpp"

#include <nlohmann/json_fwd.hpp>

namespace bot {

// Every field of the head, "kind", and under "what" the kind's own fields; moments as RFC 3339.
// An erased record has "erased": true and no "what".
nlohmann::json to_json(const record& line);

}  // namespace bot
