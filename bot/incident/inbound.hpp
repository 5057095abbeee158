// Everything that comes in, from wherever, in one form. Text in it has been masked
// and is well-formed UTF-8: decoding saw to that.
#pragma once

#include "bot/incident/events.hpp"

#include <string>
#include <variant>
#include <vector>

namespace bot {

struct in_message {
    std::string id, parent, text;
    // The effect of ours it was sent for, where the platform tells: our own words, come back.
    std::int64_t mark = 0;
};
struct in_edit {
    std::string id, text;
};
struct in_delete {
    std::string id;
};
struct in_reaction {
    std::string id, emoji;
    bool added = true;
};
struct in_pin {
    std::string id;
    bool pinned = true;
};
struct in_file {
    std::string id, parent, name, sha256, media_type;
    std::int64_t size = 0;
    std::string text;
    std::int64_t mark = 0;
};
struct in_membership {
    bool joined = true;
};
struct in_command {
    std::string text;            // with or without the leading "/incident"
    bool takes_form = false;     // who asked can be shown a form; never true of a form's own values
    bool at_is_assumed = false;  // nobody gave it: its moment is the best guess there is
};
struct in_promote {
    std::string id;
    row_kind kind = row_kind::message;
};  // "Add to timeline" in the message menu
struct in_alert {
    std::string source;
    std::vector<alert_notice> alerts;
};
struct in_room_opened {
    incident_id incident = incident_id::none;
    std::string channel, name;
};
struct in_room_refused {
    incident_id incident = incident_id::none;
    std::string reason;
};
struct in_posted {
    incident_id incident = incident_id::none;
    std::string id, text;
    bool edits = false;
};  // our own words became visible; edits: replaces them
struct in_copied {
    incident_id incident = incident_id::none;
    std::int64_t of = 0, as_of = 0;
    std::string id, parent;
    bool gone = false;
};  // what became of a show_copy, for each message of the platform it took
struct in_published {
    incident_id incident = incident_id::none;
    std::string place, url;     // "git"; url: where it is to be read, empty when nobody can say
    std::string told;           // "merge request 7"
    std::size_t conflicts = 0;  // places that people and the record both changed
};                              // the RCA stands in one of its destinations
struct in_gave_up {
    incident_id incident = incident_id::none;
    std::int64_t effect = 0;
    std::string what, reason;
    // Somebody was to read it, in a room of the incident or elsewhere.
    enum class words { none, in_room, elsewhere } lost = words::none;
    bool told_lately = false;  // that words of this incident were lost
};
struct in_timer {
    incident_id incident = incident_id::none;
    std::string name;
};
// What a platform keeps for itself between two lives: a cursor, the id of a card.
struct memo {
    std::string key, value;  // an empty value forgets it
};
struct in_memo {
    std::vector<memo> notes;
};  // has no key and leaves no line: the last word counts
struct in_unknown {
    std::string raw;
};

struct inbound {
    std::string key;  // its own for ever: a second one with this key has no effect
    instant at;       // the platform's time for it; for commands, when it was given
    std::string platform, channel;
    person who;
    bool keeps_room = false;          // the platform wants rooms outside incidents kept too
    std::string channel_name{};       // where the platform tells it
    bool is_private_channel = false;  // the platform says that only some may read there
    std::variant<
        in_message,
        in_edit,
        in_delete,
        in_reaction,
        in_pin,
        in_file,
        in_membership,
        in_command,
        in_promote,
        in_alert,
        in_room_opened,
        in_room_refused,
        in_posted,
        in_copied,
        in_published,
        in_gave_up,
        in_timer,
        in_memo,
        in_unknown>
        what;
};

// The key of a message and of what is shown under its id.
inline std::string message_key(
    std::string_view platform, std::string_view channel, std::string_view id
) {
    std::string key;
    key.reserve(platform.size() + channel.size() + id.size() + 4);
    return key.append("m:").append(platform).append(":").append(channel).append(":").append(id);
}

}  // namespace bot
