// Which command means what in which state of an incident: one table, every cell defined.
#pragma once

#include "bot/incident/incident.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace bot {

enum class verb : std::uint8_t {
    declare,
    status,
    severity,
    note,
    role,
    take,
    services,
    service,
    impact,
    tell,  // summary, rootcause, resolution, lesson
    action,
    link,
    update,
    page,
    timeline,
    undo,
    catchup,
    handover,
    resolve,
    reopen,
    rca,
    list,
    show,
    find,
    stats,
    help,
    doctor,
    follow,
    unfollow
};
inline constexpr std::size_t verb_count = 29;

enum class legal : std::uint8_t {
    yes,
    needs_incident,  // no incident here and none named
    needs_target,    // show: say which
    needs_followed,  // follow: say which
    follows_none,    // unfollow: nothing is followed here
    only_open,       // the incident is resolved: reopen it first
    needs_time,      // resolved: a correction says its time, a new step needs a reopening
    already_resolved,
    not_resolved,  // it is open: there is nothing to reopen
};

// What typing `what` leads to where the incident is in `state` (none: no incident meant).
legal legality(verb what, lifecycle state);

// The sentence for a cell that is not `yes`; names what to type instead.
std::string_view sentence_for(legal cell);

// The step after where an open incident stands: investigating, identified, mitigated, recovered.
std::optional<milestone> next_milestone(const incident& in);

}  // namespace bot
