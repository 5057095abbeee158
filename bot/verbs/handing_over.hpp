// Documents of incidents that were played, handed to whoever asked: printed, as JSON, or as files
// in a folder.
#pragma once

#include "bot/incident/incident.hpp"
#include "templates/rca_library.hpp"

#include <string>
#include <vector>

namespace bot {

struct finished {
    const incident* of;
    rca_library::document document;
};

// `folder` empty: to standard output. The exit code.
int hand_over(const std::vector<finished>& all, const std::string& folder, bool as_json);

}  // namespace bot
