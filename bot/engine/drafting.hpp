// Pure steps between a decision and what is written for it.
#pragma once

#include "bot/incident/decision.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bot {

// The record of one fact; what the fact leaves empty is the inbound's. Log, seq and origin -1
// are the caller's to fill.
record draft(fact&& told, const inbound& in, instant now);

// The raw line an inbound leaves when nobody could decide about it.
std::optional<event> raw_line_of(const inbound& in);
// The platform's id of the message it is about; empty when it is about none.
std::string_view message_of(const inbound& in);
// The incident named in it; none for what is known by its room.
incident_id incident_of(const inbound& in);
// A person did it and waits for something to happen.
bool is_from_people(const inbound& in);

// Where a decision sends the one who asked: a room's name, empty when nowhere.
std::string room_named_in(const decision& d);

// "post", "open the room": the words after "could not" in a dead letter.
std::string_view kind_of(const wish& what);
// What nobody will read when it is given up. Of a notice that something was given up nothing.
in_gave_up::words words_lost_with(const effect& what);

}  // namespace bot
