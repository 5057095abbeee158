// What people do in a room besides commands. In an incident's room all of it goes into
// the raw log; some of it promotes a message onto the timeline.
#pragma once

#include "bot/incident/decision.hpp"

namespace bot {

decision on_message(const situation&, const inbound&, const in_message&);
decision on_edit(const situation&, const inbound&, const in_edit&);
decision on_delete(const situation&, const inbound&, const in_delete&);
decision on_file(const situation&, const inbound&, const in_file&);
decision on_membership(const situation&, const inbound&, const in_membership&);
decision on_reaction(const situation&, const inbound&, const in_reaction&);
decision on_pin(const situation&, const inbound&, const in_pin&);
decision on_promote(const situation&, const inbound&, const in_promote&);

// The log this room writes into; for platforms that keep all rooms a new one is bound on first use.
decision start_in_room(const situation& here, const inbound& in);

// What a row says of a message; of a file that came without words, its name. Empty: nothing.
std::string row_words(std::string_view text, std::string_view file);

// Said in a room that follows an incident before it did: not part of it.
bool is_from_before(const situation& here, const inbound& in, incident_id log);

// Other platforms have their own rules for who may change a message; what they tell has happened.
bool is_ours_to_guard(const inbound& in);

}  // namespace bot
