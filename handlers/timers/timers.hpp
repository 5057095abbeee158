// What time brings: the reminder that stakeholders wait for an update.
#pragma once

#include "bot/incident/decision.hpp"

namespace bot {

decision on_timer(const situation&, const inbound&, const in_timer&);

}  // namespace bot
