// What came of our own effects: a room that opened or could not, words that became visible,
// an effect that was given up.
#pragma once

#include "bot/incident/decision.hpp"

namespace bot {

decision on_room_opened(const situation&, const inbound&, const in_room_opened&);
decision on_room_refused(const situation&, const inbound&, const in_room_refused&);
decision on_posted(const situation&, const inbound&, const in_posted&);
decision on_copied(const situation&, const inbound&, const in_copied&);
decision on_published(const situation&, const inbound&, const in_published&);
decision on_gave_up(const situation&, const inbound&, const in_gave_up&);

}  // namespace bot
