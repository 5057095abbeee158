#include "bot/incident/lifecycle.hpp"

namespace bot {
namespace {

using row = std::array<legal, 3>;  // none, open, resolved

constexpr row everywhere{legal::yes, legal::yes, legal::yes};
constexpr row in_incident{legal::needs_incident, legal::yes, legal::yes};
constexpr row while_open{legal::needs_incident, legal::yes, legal::only_open};

constexpr std::array<row, verb_count> table{{
    /* declare  */ everywhere,
    /* status   */ {legal::needs_incident, legal::yes, legal::needs_time},
    /* severity */ in_incident,
    /* note     */ in_incident,
    /* role     */ in_incident,
    /* take     */ in_incident,
    /* services */ in_incident,
    /* service  */ in_incident,
    /* impact   */ in_incident,
    /* tell     */ in_incident,
    /* action   */ in_incident,
    /* link     */ in_incident,
    /* update   */ in_incident,
    /* page     */ while_open,
    /* timeline */ in_incident,
    /* undo     */ in_incident,
    /* catchup  */ in_incident,
    /* handover */ while_open,
    /* resolve  */ {legal::needs_incident, legal::yes, legal::already_resolved},
    /* reopen   */ {legal::needs_incident, legal::not_resolved, legal::yes},
    /* rca      */ in_incident,
    /* list     */ everywhere,
    /* show     */ {legal::needs_target, legal::yes, legal::yes},
    /* find     */ everywhere,
    /* stats    */ everywhere,
    /* help     */ everywhere,
    /* doctor   */ everywhere,
    /* follow   */ {legal::needs_followed, legal::yes, legal::yes},
    /* unfollow */ {legal::follows_none, legal::yes, legal::yes},
}};

}  // namespace

legal legality(verb what, lifecycle state) {
    return table[static_cast<std::size_t>(what)][static_cast<std::size_t>(state)];
}

std::string_view sentence_for(legal cell) {
    switch (cell) {
        case legal::yes:
            return "";
        case legal::needs_incident:
            return "There is no incident in this channel. Say which one, like `#7` after the verb, "
                   "or start one with "
                   "`/incident declare TITLE`. `/incident list` shows the open ones.";
        case legal::needs_target:
            return "Say which incident: `/incident show #7`. `/incident list` shows them.";
        case legal::needs_followed:
            return "Say which incident this channel is to follow: `/incident follow #7`. "
                   "`/incident list` shows them.";
        case legal::follows_none:
            return "This channel follows no incident; nothing was changed.";
        case legal::only_open:
            return "This incident is resolved. `/incident reopen REASON` opens it again.";
        case legal::needs_time:
            return "This incident is resolved. To correct a milestone say when it was, like `at "
                   "19:08`; if it is "
                   "happening again, `/incident reopen REASON`.";
        case legal::already_resolved:
            return "This incident is resolved already; nothing was changed.";
        case legal::not_resolved:
            return "This incident is open; there is nothing to reopen.";
    }
    return "";
}

std::optional<milestone> next_milestone(const incident& in) {
    const auto stands = in.status();
    if (!stands || *stands < milestone::investigating) return milestone::investigating;
    if (*stands >= milestone::recovered) return std::nullopt;
    return static_cast<milestone>(static_cast<int>(*stands) + 1);
}

}  // namespace bot
