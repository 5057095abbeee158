// What a handler sees and what it answers. Handlers are pure: they read the
// situation and return a decision; the engine carries it out.
#pragma once

#include "bot/incident/effect.hpp"
#include "bot/incident/form.hpp"
#include "bot/incident/inbound.hpp"
#include "bot/incident/incident.hpp"
#include "bot/incident/settings.hpp"

#include <optional>
#include <string>
#include <vector>

namespace bot {

// A message in a room. Ids are a platform's own, unique within one channel of it.
struct message_spot {
    std::string platform, channel, id;

    friend bool operator==(const message_spot&, const message_spot&) = default;
};

// A message of the raw log as it stands now, with what was done to its copies.
struct kept_message {
    incident_id log = incident_id::none;
    std::int64_t seq = 0;
    instant at;
    person author;
    std::string id, parent, text;
    bool deleted = false, edited = false, pinned = false;
    struct reaction {
        std::string emoji;
        person by;
        message_spot on{};
    };
    std::vector<reaction> reactions{};  // as they stand, in the order given
    std::vector<message_spot> pins{};   // where it is pinned
    std::string platform{}, channel{};  // where it was said
    std::string file{}, file_digest{}, file_type{};  // of a shared file; the digest where kept
    std::int64_t file_size = 0;
    std::int64_t as_of = 0;             // the record that said its words last
    struct copy {
        message_spot where;
        std::int64_t seq = 0;    // the record that told of it first
        std::int64_t as_of = 0;  // of the message: the record that said the words it shows
        bool gone = false;
    };
    std::vector<copy> copies{};  // in the order shown
    bool by_copy = false;        // it was asked for by the id of a copy
};

struct search_hit {
    incident_id incident = incident_id::none;
    instant at;
    std::string who, text;
};

// Read-only questions to what is recorded. Answers are as of this decision.
class lookups {
public:
    virtual ~lookups() = default;
    virtual const incident* find(incident_id id) = 0;
    virtual std::optional<incident_id> log_of_room(
        std::string_view platform, std::string_view channel
    ) = 0;
    virtual std::vector<incident_brief> briefs() = 0;  // all incidents, newest first
    virtual std::vector<incident_brief> open_briefs() = 0;
    // By the id of a copy it is the message that was copied.
    virtual std::optional<kept_message> message(
        std::string_view platform, std::string_view channel, std::string_view id
    ) = 0;
    virtual std::optional<kept_message> message_at(incident_id log, std::int64_t seq) = 0;
    virtual std::vector<alert_notice> waiting_alerts(std::string_view service) = 0;
    virtual std::vector<search_hit> search(std::string_view words, std::size_t limit) = 0;
    virtual incident_id next_incident() = 0;
    virtual incident_id next_room_log() = 0;
    // Counts of raw lines after `seq`: for "what changed since you last asked".
    virtual std::int64_t messages_since(incident_id id, std::int64_t seq) = 0;
};

struct situation {
    const settings& rules;
    lookups& look;
    instant now;
};

// An event to be recorded; what is left empty is taken from the inbound.
struct fact {
    event what;
    std::int64_t origin =
        0;  // seq of the message it repeats; -1: the raw line of this same decision
    std::optional<person> actor;
    std::string message, parent;
    std::optional<instant> at;
};

struct answer {
    std::string text;  // Markdown
    bool failed = false;
    bool is_private = true;
    std::optional<form> fill_in{};  // instead of the text, where a form can be shown
};

struct timer_change {
    std::string name;
    std::optional<instant> due;  // empty: cancelled
};

struct room_binding {
    std::string platform, channel;
    incident_id log = incident_id::none;
    std::string name;
    // People's own channel, which follows the incident from then on.
    std::optional<instant> since{};
};

struct decision {
    incident_id log = incident_id::none;  // whose events these are
    std::vector<fact> facts;
    std::vector<effect> effects;
    std::vector<timer_change> timers;
    std::optional<answer> reply;
    std::vector<std::int64_t> erase;  // messages (by seq) whose words go everywhere
    std::optional<room_binding> let_go;  // before `bind`, which may give it to another log
    std::optional<room_binding> bind;
    std::vector<alert_notice> alerts_wait;   // no incident of their service yet
    std::vector<alert_notice> alerts_taken;  // waited, and stand in this incident now
};

// What the engine is given: one function that decides, one that says what follows
// from the incident's new state (its card, its topic).
using decide_function = decision (*)(const situation&, const inbound&);
using follow_up_function =
    std::vector<effect> (*)(const situation&, const incident&, const decision&);

}  // namespace bot
