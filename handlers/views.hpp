// What people read in chat about an incident: cards, briefs, lists. Markdown that
// stays readable in a narrow window.
#pragma once

#include "bot/incident/decision.hpp"

#include <string>

namespace bot {

std::string card_text(const incident& in, const settings& rules);
std::string topic_text(const incident& in);
// State, lead, milestones, open actions: what a new lead needs. What is posted stays, so words
// that can still be deleted with their message are not in a brief that `is_posted`.
std::string brief_text(
    const incident& in, const settings& rules, instant now, bool is_posted = false
);
// The same, and what changed after `since` (a seq), with the number of messages since.
std::string catch_up_text(
    const incident& in,
    const settings& rules,
    instant now,
    std::int64_t since,
    std::int64_t messages
);
std::string actions_text(const incident& in, const settings& rules);
std::string timeline_text(const incident& in, const settings& rules);
std::string brief_line(const incident_brief& brief, instant now);
std::string row_text(const timeline_row& row, const settings& rules);

}  // namespace bot
