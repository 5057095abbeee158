// What Mattermost calls us with: slash commands, buttons, menus, dialogs. Pure. Who may call is
// decided by the seal and the token (ears/endpoints), not here.
#pragma once

#include "bot/incident/inbound.hpp"
#include "bot/platforms/json.hpp"
#include "bot/platforms/mattermost/decode/names.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bot::mattermost {

// Where an answer can go.
struct caller {
    std::string person, channel, team, trigger, response_url;
    std::string root;  // the thread it was asked in; of slash commands only newer servers tell
    std::string post;  // of a button, or of a command written as a message
};
// A command as typed, or as a button or a filled-in dialog says it. `in.at` is zero: Mattermost
// gives no time, whoever receives it stamps it. `in.key` is the trigger's: one call, one command.
struct interaction {
    inbound in;
    caller from;
    bool from_form = false;
};

// Fields of a form-encoded body or query in order; names repeat (user_mentions).
using form_fields = std::vector<std::pair<std::string, std::string>>;
const std::string* find_field(const form_fields& told, std::string_view name);  // the first

// Nothing when it does not say who asks.
std::optional<interaction> decode_command(const form_fields& told, const names& who);
// Who may read along where it is typed matters to this command: it shows an incident to a channel.
bool depends_on_readers(const interaction& asked);
// A press; `command` was sealed into its context.
std::optional<interaction> decode_action(json told, std::string_view command, const names& who);
// A submission; `form_state` was sealed into its state (see show/dialog.hpp) and says where it was
// asked for: the channel the client names is whichever it shows just now. Nothing when it was
// cancelled.
std::optional<interaction> decode_submission(
    json told, std::string_view form_state, const names& who
);
// Who has to be known by name before a submission is decoded: who asks, and who was chosen in it.
std::vector<std::string> people_wanted(json told, std::string_view form_state, const names& who);

// What `!incident …` or `!inc …` at the beginning of a message asks for; nothing when it is none.
std::optional<std::string_view> written_command(std::string_view message);
// People by name -> id, as a command's words mention them: "@ana" becomes "<@U7|ana>".
using mention_book = std::vector<std::pair<std::string, std::string>>;
std::string command_words(
    std::string_view said, const mention_book& people, const mention_book& channels
);

}  // namespace bot::mattermost
