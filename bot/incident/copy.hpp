// A message as another room shows it.
//
// Why nothing goes round in circles: a copy is made of a message or a file that a person's
// inbound left in the raw log, and of nothing else. A copy never is such an inbound:
// - what the bot says, its platform keeps from us (by its author);
// - should a platform tell it all the same, the copy is known by its id, under which its receipt
//   stands in the journal, and until that is there by the mark of its effect, which the platform
//   gives back with it: either way it leaves no line (handlers/chat/messages.cpp);
// - a receipt (copy_shown) is no message, and what follows a record never shows it.
// So every message has at most one copy in each room, and no copy has any.
#pragma once

#include "bot/incident/decision.hpp"

#include <string>

namespace bot {

// "**ana** (Slack): it fell to 3 %": Markdown, for the room `to`. A file is its name, with a link
// where the console has its bytes and an address people reach it under.
std::string copy_text(
    const kept_message& said, const incident& of, const message_spot& to, const settings& rules
);

// Where it was said: the platform's name, or the channel's when both rooms are on the same.
std::string copy_place(const kept_message& said, const incident& of, std::string_view to_platform);

}  // namespace bot
