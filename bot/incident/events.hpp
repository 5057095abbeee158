// The facts. An incident is what its events say, in order; nothing about it is
// kept anywhere else. Past participles; each carries just what cannot be derived.
#pragma once

#include "bot/base/time.hpp"
#include "bot/incident/words.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace bot {

// One alert as its source told it.
struct alert_notice {
    std::string source;       // the configured source's name
    std::string fingerprint;  // the source's own identity of this alert
    std::string name, service, summary, severity, link;
    bool firing = true;
    instant starts_at;
    std::optional<instant> ends_at;
};

// --- the raw log: what happened in the room. Kept, hardly ever folded. ---
struct message_posted {
    std::string text;
};
struct message_edited {
    std::string text;
};
struct message_deleted {};
struct reaction_added {
    std::string emoji;
};
struct reaction_removed {
    std::string emoji;
};
struct message_pinned {};
struct message_unpinned {};
struct file_shared {
    std::string name, sha256, media_type;
    std::int64_t size = 0;
    std::string text;
};
struct member_joined {};
struct member_left {};
struct command_given {
    std::string text;
};
struct bot_posted {
    std::string text;
};  // what Scribe itself said, as the platform shows it
struct unknown_kept {
    std::string raw;
};
// Another room shows a message said elsewhere: `message` is the copy's id there, `origin` the
// message. No words: they stand once, with the message.
struct copy_shown {
    std::int64_t as_of = 0;  // the record that last said the words it shows
    bool gone = false;       // it stands there no more
};

// --- the incident ---
struct declared {
    std::string title, severity, category, service;
    std::vector<std::string> services;
    std::string room_name;  // wished for; what it became is in room_opened
    bool is_private = false;
    bool drill = false;
    std::vector<std::string> also_on;  // platforms where a room of its own was asked for as well
};
struct room_opened {
    std::string name;
};  // platform and channel stand in the record's head
struct room_refused {
    std::string reason;
};
// People's own channel, in which the incident is followed from now on.
struct room_followed {
    std::string name;
    std::int64_t before = 0;  // the room log it had, on platforms that keep all rooms
};
struct room_let_go {
    std::string name;
};
struct severity_changed {
    std::string to, reason;
};
struct milestone_set {
    milestone which = milestone::started;
    instant at;
    source from = source::command;
    std::string note;
    bool again = false;  // gone back to, or reached a second time: a row of its own
};
struct milestone_unset {
    milestone which = milestone::started;
};
struct row_added {
    row_kind kind = row_kind::note;
    instant at;
    std::string text;
    person by;                // who said it; the record's actor is who promoted it
    std::string promoted_by;  // "pin", "reaction:pushpin", "marker", "menu", "command"
    bool external = false;    // may stand in the customer's RCA
};
struct row_reworded {
    int row = 0;
    std::string text;
    bool by_edit = false;
};
struct row_moved {
    int row = 0;
    instant at;
};
struct row_hidden {
    int row = 0;
};
struct row_shown {
    int row = 0;
};
struct row_withdrawn {
    int row = 0;
};  // un-pinned, un-reacted or undone: as if never promoted
struct row_restored {
    int row = 0;
};
struct row_erased {
    int row = 0;
};  // its message was deleted: the words are gone everywhere
struct role_given {
    std::string role;
    person to;
};
struct role_taken_away {
    std::string role;
};
struct services_set {
    std::string service;
    std::vector<std::string> services;
};
struct impact_told {
    std::vector<std::pair<std::string, std::string>> figures;
};  // empty value: taken back
struct section_told {
    section which = section::summary;
    std::string text;
};
struct section_replaced {
    section which = section::summary;
    std::vector<std::string> texts;
};
struct action_added {
    std::string priority, text, owner;
    std::optional<std::chrono::sys_days> due;  // empty: the policy's
};
struct action_done {
    int action = 0;
};
struct action_reopened {
    int action = 0;
};
struct action_removed {
    int action = 0;
};  // undone, or its message was deleted
struct action_restored {
    int action = 0;
};
struct linked {
    std::string target, text;
};
struct unlinked {
    int link = 0;
};
struct update_posted {
    std::string text;
};
struct paged_team {
    std::string team, text;
};
struct alert_attached {
    alert_notice alert;
    bool sets_detected = false;
};
struct alert_repeated {
    int row = 0;
    bool firing = true;
    std::optional<instant> ends_at;
    instant starts_at;
};
struct resolved {
    std::string summary;
    std::vector<milestone> assumed;
};
struct reopened {
    std::string reason;
};
struct rca_told {
    std::optional<std::string> author, date, template_name;
};
struct rca_requested {
    std::string template_name;
};
struct caught_up {};  // the actor has seen everything up to here
struct handed_over {
    person to;
};
struct undone {
    std::string what;
};  // an audit row; the inverse events stand beside it
struct row_marked {
    int row = 0;
    bool external = false;
};
struct rca_published {
    std::string place, url, told;  // "git", where it is to be read, "merge request 7"
};

using event = std::variant<
    message_posted,
    message_edited,
    message_deleted,
    reaction_added,
    reaction_removed,
    message_pinned,
    message_unpinned,
    file_shared,
    member_joined,
    member_left,
    command_given,
    bot_posted,
    unknown_kept,
    copy_shown,
    declared,
    room_opened,
    room_refused,
    severity_changed,
    milestone_set,
    milestone_unset,
    row_added,
    row_reworded,
    row_moved,
    row_hidden,
    row_shown,
    row_withdrawn,
    row_restored,
    row_erased,
    role_given,
    role_taken_away,
    services_set,
    impact_told,
    section_told,
    section_replaced,
    action_added,
    action_done,
    action_reopened,
    action_removed,
    action_restored,
    linked,
    unlinked,
    update_posted,
    paged_team,
    alert_attached,
    alert_repeated,
    resolved,
    reopened,
    rca_told,
    rca_requested,
    caught_up,
    handed_over,
    undone,
    row_marked,
    room_followed,
    room_let_go,
    rca_published>;

inline constexpr std::size_t raw_event_count = 14;  // the first so many are the raw log's
inline bool is_raw(const event& e) {
    return e.index() < raw_event_count;
}

// The place of a kind among the alternatives.
template <class Kind, std::size_t At = 0>
constexpr std::size_t index_of_kind() {
    if constexpr (std::is_same_v<Kind, std::variant_alternative_t<At, event>>) {
        return At;
    } else {
        return index_of_kind<Kind, At + 1>();
    }
}

// "message_posted", "declared": stable for ever, the store and the export use them.
std::string_view name_of(const event& e);
std::string_view event_name(std::size_t index);
std::optional<std::size_t> event_index(std::string_view name);

// One line of a log: a head that stays for ever and words that can be erased.
struct record {
    incident_id log = incident_id::none;
    std::int64_t seq = 0;  // 1, 2, 3 … within the log
    instant at;            // when it happened, by the platform's clock
    instant recorded_at;   // when it was written down
    std::string platform, channel;
    person actor;
    std::string message;      // the platform's id of the message this is about
    std::string parent;       // the message it replies to, for thread replies
    std::int64_t origin = 0;  // seq of the message whose words it repeats: erased with it
    event what;
    bool erased = false;  // the words are gone; `what` holds the kind with empty fields
};

}  // namespace bot
