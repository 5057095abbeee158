// What is said in one room of an incident is shown in its others. bot/incident/copy.hpp says why
// that ends there.
#pragma once

#include "bot/incident/decision.hpp"

namespace bot {

// Our own words told back to us: by the mark they carry, or by an id under which a copy stands.
bool is_our_own(const situation& here, const inbound& in, std::string_view id, std::int64_t mark);

// The first record of this decision is a message said where it came in.
void show_elsewhere(decision& d, const situation& here, const inbound& in);
// A message has other words now, or none any more.
void follow_elsewhere(decision& d, const incident& of, const kept_message& said, bool gone);

}  // namespace bot
