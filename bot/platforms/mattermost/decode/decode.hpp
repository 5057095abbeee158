// From Mattermost's events, posts and calls to what came in. Pure: the same bytes and names give
// the same inbounds. Every text is masked and well formed on the way out. Unknown keys are ignored,
// unknown events are no business of ours.
#pragma once

#include "bot/incident/inbound.hpp"
#include "bot/platforms/json.hpp"
#include "bot/platforms/mattermost/decode/calls.hpp"
#include "bot/platforms/mattermost/decode/names.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace bot::mattermost {

// Milliseconds since 1970, as posts have them; nothing for 0.
std::optional<instant> instant_of(std::int64_t ms);
// That moment as a place in a channel: its milliseconds as text.
std::string moment_at(instant at);
// Two update_at as text ("1795384431990"), by number: -1, 0, 1.
int compare_moments(std::string_view a, std::string_view b);

// What the listener has to know besides what is recorded.
struct person_renamed {
    std::string id, name;
};
struct channel_renamed {
    std::string id, name;
};
struct joined_channel {
    std::string channel;
};  // we were let in
struct left_channel {
    std::string channel;
};  // or it is archived
struct thread_gone {
    std::string channel, root;
};  // its root was deleted, and the replies with it: of them nothing is told, REST knows
using notice =
    std::variant<person_renamed, channel_renamed, joined_channel, left_channel, thread_gone>;

struct decoded {
    std::vector<inbound> inbounds;
    std::vector<notice> notices;
    // The last of the inbounds is a command that was written as a message ("!incident …"): where
    // its answer goes, see ears/replies.hpp.
    std::optional<caller> asked;
};
// `delivery` names this event for ever ("<connection id>:<seq>"): for what Mattermost gives no
// moment of its own, as the removal of a reaction. Such an inbound has a zero `at`: whoever
// receives it stamps it.
//
// Who comes and goes is told by the channel's system posts: REST lists them under the same keys.
// user_added and user_removed say it a second time and without a moment; they matter when it is us.
decoded decode_event(json event, std::string_view delivery, const identity& me, const names& who);

// A post as REST lists it, under the keys its live events have: the message, its latest edit, its
// files, or its deletion; of a system post, who came or went. Nothing for our own and for the
// ghosts of edits (`original_id`). Reactions and the pin are what stands there now: see
// standing_of. A command among the messages is a message: what was asked long ago is not done now.
std::vector<inbound> decode_post(json post, const identity& me, const names& who);

// What hangs on a post now, for whoever compares it with the record.
struct standing {
    std::string id;
    instant at;  // its update_at
    bool is_deleted = false, is_pinned = false;
    struct mark {
        std::string emoji;  // as a character where it is one
        person by;
        std::int64_t given_at = 0;
        std::string emoji_name;  // as Mattermost calls it: its key has it
    };
    std::vector<mark> reactions;  // not ours
};
standing standing_of(json post, const identity& me, const names& who);

// The keys of what hangs on a post, the same live and read back.
std::string reaction_key(
    std::string_view channel,
    std::string_view post,
    std::string_view user,
    std::string_view emoji,
    std::int64_t given_at
);
// Pinned or not as of this update_at.
std::string pin_key(std::string_view channel, std::string_view post, std::int64_t updated_at);

// People and channels whose names are not known yet: to be looked up before decoding.
struct unnamed {
    std::vector<std::string> people, channels;

    bool empty() const { return people.empty() && channels.empty(); }
};
unnamed names_wanted(json event, const names& who);
unnamed names_wanted_of_post(json post, const names& who);

}  // namespace bot::mattermost
