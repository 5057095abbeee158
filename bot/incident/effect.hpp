// Everything that goes out: wishes toward the world, carried out after the commit.
#pragma once

#include "bot/base/time.hpp"
#include "bot/incident/words.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace bot {

// Where it goes. To a room that may not exist yet: the lane waits until it does.
struct to_incident_room {
    // A room that follows the incident, by the platform's id. Empty: the one opened for it there.
    std::string channel{};
};
struct to_channel {
    std::string name;
};  // by name, on the effect's platform
struct to_person {
    person who;
    std::string channel;
};  // privately; channel: where they asked

using address = std::variant<to_incident_room, to_channel, to_person>;

struct open_room {
    std::string name, topic;
    std::vector<person> invite;  // without an id: known by name only
    bool is_private = false;
};
struct post {
    std::string text;
};  // Markdown
// Says a command for who presses it. With a form it may be one that lacks something.
struct card_button {
    std::string label, command;  // "Take lead", "#7 take lead"
    bool is_primary = false;     // what most will press now
};
struct show_card {
    std::string text;
    std::vector<card_button> buttons{};
};  // the one live card of a room, edited in place, pinned
struct set_topic {
    std::string text;
};
struct invite {
    std::vector<person> people;
};
struct pin_link {
    std::string title, url;
};  // kept in sight of the room, where the platform has a place for it
struct react_back {
    std::string message, emoji;
    bool add = true;
};
struct publish_rca {
    std::string template_name;
    bool announce = true;
    bool only_shown = false;  // into the folder it goes with the delivery to the first room
};                            // rendered when its turn comes
// A message said in one room stands in this one as well, as it reads when this has its turn:
// sent, reworded, or taken away. Without its words, which are kept once.
struct show_copy {
    std::int64_t of = -1;  // seq of the message; -1: the first record of the same decision
    bool gone = false;     // it was deleted: whatever stands there goes, known to us or not
};

using wish = std::variant<
    open_room,
    post,
    show_card,
    set_topic,
    invite,
    react_back,
    publish_rca,
    pin_link,
    show_copy>;

// What tells that something could not be carried out collapses under this word.
inline constexpr std::string_view gave_up_notice = "gave-up";

struct effect {
    std::int64_t id = 0;  // given by the engine; the platform is asked about it before a resend
    incident_id incident = incident_id::none;
    std::string platform;
    address where = to_incident_room{};
    wish what = post{};
    std::string collapse;  // a waiting effect of this incident with the same word is replaced
};

}  // namespace bot
