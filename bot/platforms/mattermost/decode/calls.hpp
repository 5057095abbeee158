// What Mattermost calls us with: slash commands, buttons, menus, dialogs. Pure. Who may call is
// decided by the seal and the token (ears/endpoints), not here.
#pragma once

#include "bot/incident/inbound.hpp"
#include "bot/platforms/json.hpp"
#include "bot/platforms/mattermost/decode/names.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace bot::mattermost {

// Where an answer can go.
struct caller {
    std::string person, channel, team, trigger, response_url;
    std::string root;  // newer servers: the thread a command was given in
    std::string post;  // of a button
};
// A command as typed, or as a button or a filled-in dialog says it. `in.at` is zero: Mattermost
// gives no time, whoever receives it stamps it. `in.key` is the trigger's: one call, one command.
struct interaction {
    inbound in;
    caller from;
    bool from_form = false;
};

// Fields of a form-encoded body or query, each with its first value.
using form_fields = std::map<std::string, std::string, std::less<>>;

std::optional<interaction> decode_command(const form_fields& told);
// A press; `command` was sealed into its context.
std::optional<interaction> decode_action(json told, std::string_view command, const names& who);
// A submission; `form_state` was sealed into its state (see show/dialog.hpp). Nothing when it was
// cancelled.
std::optional<interaction> decode_submission(
    json told, std::string_view form_state, const names& who
);

}  // namespace bot::mattermost
