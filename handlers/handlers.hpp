// What the bot does: the one function the engine calls for whatever came in.
#pragma once

#include "bot/incident/decision.hpp"

namespace bot {

decision decide(const situation& here, const inbound& in);

// What follows from an incident's new state: its card and its topic.
std::vector<effect> follow_up(const situation& here, const incident& in, const decision& made);

}  // namespace bot
