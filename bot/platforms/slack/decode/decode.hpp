// From Slack's payloads to what came in. Pure: the same payload and names give the same
// inbounds. Every text is masked and well formed on the way out.
#pragma once

#include "bot/incident/inbound.hpp"
#include "bot/platforms/json.hpp"
#include "bot/platforms/slack/decode/names.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace bot::slack {

// "1700000000.000100" to the millisecond; nothing when it is no ts. The ts itself stays the id.
std::optional<instant> instant_of(std::string_view ts);
// The first ts of that millisecond.
std::string ts_of(instant at);
// By number, both parts: -1, 0, 1.
int compare_ts(std::string_view a, std::string_view b);

// --- events (the HTTP body, and `payload` of an events_api envelope) ---

// What the listener has to know besides what is recorded.
struct person_changed { std::string id, name; bool is_bot = false; };
struct channel_renamed { std::string id, name; };
struct home_opened { std::string person; };
struct joined_channel { std::string channel; };  // we were let in
struct left_channel { std::string channel; };    // or it is gone
struct throttled { instant minute; };            // app_rate_limited: what happened then was not told
struct revoked { std::string why; };             // app_uninstalled, tokens_revoked
using notice = std::variant<
    person_changed, channel_renamed, home_opened, joined_channel, left_channel, throttled, revoked>;

struct decoded {
    std::vector<inbound> inbounds;
    std::vector<notice> notices;
};
decoded decode_event(json payload, const identity& me, const names& who);

// One message as conversations.history and .replies give it (they carry no channel): the message
// itself, its last edit, its file. Under the very keys the live events have. One that was edited
// comes without words, and its edit with them: what it said before, Slack does not tell.
std::vector<inbound> decode_history(
    json message, std::string_view channel, const identity& me, const names& who
);

// People, channels and groups in it whose names are not known: to be looked up before decoding,
// or their ids would stand in the record. Cheap; in order, each once.
struct unnamed {
    std::vector<std::string> people, channels, groups;

    bool empty() const { return people.empty() && channels.empty() && groups.empty(); }
};
unnamed names_wanted(json payload, const names& who);

// --- commands, buttons, menus, forms ---

// Where an answer can go.
struct caller {
    std::string person, channel, trigger, response_url;
    std::string view;         // the modal it came from
    std::string first_block;  // of that modal: where an error can stand
};
struct interaction {
    // A command or an in_promote. Where Slack gives no time (commands, forms) `in.at` is zero:
    // whoever receives it stamps it.
    inbound in;
    // The message a menu was opened on, recorded before: should we not know it, we do now.
    std::vector<inbound> first;
    caller from;
    bool from_form = false;
};
// A slash command's fields as a JSON object (an envelope's payload; HTTP makes one of its form).
std::optional<interaction> decode_command(json payload, const names& who);
// block_actions, view_submission, message_action, shortcut; nothing for what asks nothing of us.
// A press on a link button or a select that is not ours is nothing.
std::optional<interaction> decode_interactive(json payload, const names& who);

}  // namespace bot::slack
