// Who may do and read what. Guards fail closed.
#pragma once

#include "bot/incident/incident.hpp"
#include "bot/incident/settings.hpp"

#include <string>
#include <vector>

namespace bot {

// An empty list allows everybody. By id only: where ids are not names, anybody may take any name.
bool may(const std::vector<std::string>& allowed, const person& who);

// A private incident is read by those named in it and by those the team lists.
bool may_read(const incident_brief& brief, const settings& rules, const person& who);

}  // namespace bot
