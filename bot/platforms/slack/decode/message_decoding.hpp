// Messages in every wrapping Slack gives them: posted, changed, deleted, turned to a tombstone.
// Copies of one thing get one key, whatever event they came in.
#pragma once

#include "bot/incident/inbound.hpp"
#include "bot/platforms/json.hpp"
#include "bot/platforms/slack/decode/names.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bot::slack {

// Where a message stands, and who is asked about it.
struct setting {
    std::string_view channel;
    instant told_at;  // the event's own time
    const identity& me;
    const names& who;
};

inbound make_inbound(const setting& here, std::string key, instant at, person by);

// A message with the words it has now. Nothing for one of ours.
void decode_message(json message, const setting& here, std::vector<inbound>& out);
// The last edit of a message as it stands, under the key that edit has. False: there is none.
bool add_last_edit(json message, const setting& here, std::vector<inbound>& out);
// A message as a reading, a pin, an edit or a menu found it: itself, and its last edit. How one that
// was edited read before is not known: it comes without words, and its edit with them.
void decode_standing(json message, const setting& here, std::vector<inbound>& out);
// Any event of type "message".
void decode_message_event(json event, const setting& here, std::vector<inbound>& out);
// Kept as it came, short: what we do not know may matter to who reads the log.
void keep_unknown(json event, const setting& here, std::vector<inbound>& out);

}  // namespace bot::slack
