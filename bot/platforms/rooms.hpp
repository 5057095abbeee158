// What opening a channel for an incident is on any platform: its name, how it is known again, and
// what is told of it.
#pragma once

#include "bot/ports/courier.hpp"
#include "bot/ports/inbox.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

// How often what is no more than a trifle may hold up what waits behind it.
inline constexpr int patience = 3;
inline constexpr int most_suffixes = 20;
// Added to what could not be looked for.
inline constexpr std::string_view may_be_repeated = "\n\n(may be repeated)";

struct made_room {
    std::string channel, name;
};

// What a person may write as the name of a channel, in the letters all platforms take, at most
// `limit` long; with a suffix from 2 on: "inc-7-db-2".
std::string room_name(std::string_view wished, int suffix, std::size_t limit);
// By this in its purpose a channel is known as ours, after any restart: "[h1/INC-7]".
std::string room_mark(std::string_view house, incident_id of);

boost::asio::awaitable<std::optional<std::vector<room_binding>>> bound_rooms(inbox& in);
bool is_bound(
    const std::vector<room_binding>& rooms, std::string_view platform, std::string_view channel
);
std::optional<made_room> bound_to(
    const std::vector<room_binding>& rooms, std::string_view platform, incident_id log
);

// --- what is told of it ---
inbound room_opened(
    const inbox& in, std::string_view platform, const effect& of, const made_room& room
);
// `end`, and when it is final the word that there will be no room.
outcome without_room(const inbox& in, std::string_view platform, const effect& of, outcome end);
// A room that lacks something is a room all the same, and its people wait for it: what may work
// later is tried again, but not for long; what was put off to a time is done then. `what` it could
// not do goes into the log: "set the topic".
bool holds_up(std::string_view platform, const outcome& end, int attempt, std::string_view what);

// Whom a room could not let in.
struct left_out {
    std::string name, why;
};
std::string sentence_about(const std::vector<left_out>& out);

}  // namespace bot
