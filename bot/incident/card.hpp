// The buttons under an incident's live card: what most will do next.
#pragma once

#include "bot/incident/effect.hpp"
#include "bot/incident/incident.hpp"
#include "bot/incident/settings.hpp"

#include <vector>

namespace bot {

// In the order they are read. Each says a command that names the incident, so that it works
// wherever it is pressed.
std::vector<card_button> card_buttons(const incident& in, const settings& rules);

}  // namespace bot
