// Incidents a template is tried with before anybody needs it.
#pragma once

#include "bot/incident/incident.hpp"

#include <vector>

namespace bot {

// One of which nothing is known yet, one of which everything was told, and it is over.
std::vector<incident> sample_incidents();

}  // namespace bot
