// A message as it stands now: its line in the raw log and what was recorded about
// it since.
#pragma once

#include "bot/incident/decision.hpp"

#include <optional>
#include <vector>

namespace bot {

// `later`: the records whose origin the line is, in order. Empty when the line is no message.
std::optional<kept_message> message_now(const record& line, const std::vector<record>& later);
// When its author last changed it; nothing when nobody did.
std::optional<instant> last_edit(const std::vector<record>& later);

}  // namespace bot
