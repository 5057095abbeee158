// What payloads say in passing: who somebody is, what words a command has. For the decoders.
#pragma once

#include "bot/base/time.hpp"
#include "bot/incident/words.hpp"
#include "bot/platforms/clean_words.hpp"
#include "bot/platforms/json.hpp"
#include "bot/platforms/slack/decode/names.hpp"

#include <string>
#include <string_view>

namespace bot::slack {

// By the directory's name; `told` (a handle, a profile's name) where it knows none.
person person_of(std::string_view id, std::string_view told, const names& who);
// Who said a message. Other apps say who they are in the message itself, and so do people of
// other workspaces.
person author_of(json message, const names& who);
bool is_ours(json said, const identity& me);

// What was typed after a command: entities decoded, links as they were typed, mentions as
// "<@U7|Ana Lopez>", "<#C1|ops>" and "<!subteam^S1|@sre>".
std::string command_words(std::string_view mrkdwn, const names& who);

}  // namespace bot::slack
