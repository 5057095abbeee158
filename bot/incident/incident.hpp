// The incident: the fold of its events. `apply` is the only way it changes.
#pragma once

#include "bot/incident/events.hpp"

#include <array>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace bot {

// A milestone that has been reached.
struct moment {
    instant at;
    source from = source::command;
    person by;
    instant set_at;
    std::string note;
    int row = 0;
    std::int64_t seq = 0;  // the record that said so last
};

// A row of the timeline. Its number is its place in order of recording and never changes.
struct timeline_row {
    int number = 0;
    row_kind kind = row_kind::note;
    std::optional<milestone> of;  // milestone rows: which
    instant at;
    std::string text;  // milestone rows: the note
    person by, promoted_by_whom;
    std::string promoted_by;
    std::int64_t seq = 0;     // the record that made it
    std::int64_t origin = 0;  // the raw message it repeats, 0 when it repeats none
    int count = 1;            // alerts: how often it was told
    bool hidden = false, withdrawn = false, erased = false, external = false, reworded = false,
         moved = false;

    bool visible() const { return !hidden && !withdrawn && !erased; }
};

struct action_item {
    int number = 0;
    std::string priority, text, owner;
    std::optional<std::chrono::sys_days> due;
    bool done = false, removed = false;
    std::int64_t origin = 0;
    person by;
};

struct related_link {
    std::string target, text;
    bool removed = false;
};

struct attached_alert {
    alert_notice notice;
    int row = 0;
};

// Who did what when, for the full RCA: what the timeline does not show.
struct audit_line {
    instant at;
    person by;
    std::string what;
    std::int64_t seq = 0;
};

struct interval {
    instant from;
    std::optional<instant> to;
};

// The last things one person did, newest last, each with what takes it back.
struct undoable {
    std::string what;            // "note: failing over"
    std::string message;         // the message it was done to, when it was
    std::vector<event> did;      // others may have done something about the same since
    std::vector<event> inverse;  // last done, first taken back
    std::int64_t origin = 0;
    std::int64_t last_seq = 0;
    bool final_word = false;  // part of it cannot be taken back (declare, resolve, reopen)
};

struct room_ref {
    std::string platform, channel, name;
    bool followed = false;    // people's own channel; else opened for the incident
    instant since{};          // followed: from then on what is said there belongs to it
    std::int64_t before = 0;  // followed: the room log it had
};

enum class lifecycle : std::uint8_t { none, open, resolved };

struct incident {
    incident_id id = incident_id::none;
    std::string title, severity, category, service;
    std::vector<std::string> services;
    std::string room_name;
    bool is_private = false, drill = false;
    instant declared_at;
    person declared_by;
    std::string platform;              // where it was declared
    std::vector<room_ref> rooms;       // the one that `declare` opened first, once it is there
    std::vector<std::string> awaited;  // further platforms whose room is on its way

    lifecycle state = lifecycle::none;
    std::array<std::optional<moment>, milestone_count> milestones;
    std::vector<interval> intervals;  // open to resolved, once for each reopening
    std::vector<std::string> reopen_reasons;
    std::vector<timeline_row> rows;
    std::vector<audit_line> audit;
    std::map<std::string, person> roles;
    std::vector<std::pair<std::string, std::string>> impact;  // in the order told
    std::vector<std::string> sections[6];  // by section; steps and lessons are several
    std::vector<action_item> actions;
    std::vector<related_link> links;
    std::vector<attached_alert> alerts;
    std::optional<instant> last_update_at;
    std::optional<std::string> rca_author, rca_date, rca_template;
    std::optional<instant> rca_requested_at;
    std::map<std::string, std::string> rca_places;  // where it was published: place, url

    std::map<std::string, std::int64_t> seen_up_to;  // by person id: seq at their last catch-up
    std::map<std::string, std::deque<undoable>> undo_stacks;             // by person id
    std::unordered_map<std::int64_t, std::vector<int>> rows_of_message;  // by the message's seq
    std::unordered_map<std::int64_t, std::vector<int>> actions_of_message;

    std::int64_t last_seq = 0;
    std::int64_t last_folded_seq = 0;
    bool taking_back = false;  // the records at hand are an undo's: they cannot be undone again
    std::optional<milestone> current;

    const std::optional<moment>& reached(milestone m) const {
        return milestones[static_cast<std::size_t>(m)];
    }
    const std::vector<std::string>& told(section s) const {
        return sections[static_cast<std::size_t>(s)];
    }
    const timeline_row* find_row(int number) const {
        return number >= 1 && static_cast<std::size_t>(number) <= rows.size() ? &rows[number - 1]
                                                                              : nullptr;
    }
    const action_item* find_action(int number) const {
        return number >= 1 && static_cast<std::size_t>(number) <= actions.size()
                   ? &actions[number - 1]
                   : nullptr;
    }
    // Where the incident stands: the furthest milestone, or the one it went back to.
    std::optional<milestone> status() const { return current; }
    const person* lead() const;
    const room_ref* room_at(std::string_view on, std::string_view in) const {
        for (const auto& room : rooms)
            if (room.platform == on && room.channel == in) return &room;
        return nullptr;
    }
    // The room opened for it on that platform.
    const room_ref* own_room(std::string_view on) const {
        for (const auto& room : rooms)
            if (room.platform == on && !room.followed) return &room;
        return nullptr;
    }
};

// Folds one record into the incident. Total: a record of any kind in any state is
// defined, erased ones included. Raw records only move last_seq.
void apply(incident& to, const record& line);

// The one line an index of incidents shows, and what statistics count.
struct incident_brief {
    incident_id id = incident_id::none;
    std::string title, severity, category, service;
    std::vector<std::string> services;
    lifecycle state = lifecycle::none;
    bool is_private = false, drill = false;
    instant declared_at;
    std::string lead, room_name, platform;
    std::vector<std::string> members;  // ids of those named in it: they may read a private one
    std::array<std::optional<instant>, milestone_count> milestones;
    std::array<bool, milestone_count> assumed{};
};
incident_brief brief_of(const incident& of);

}  // namespace bot
