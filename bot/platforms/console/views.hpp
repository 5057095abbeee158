// What a browser is shown of the record, as JSON text: messages, rooms, an incident.
// Runs beside the record (see archive).
#pragma once

#include "bot/ports/inbox.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace bot::console {

inline constexpr std::string_view platform = "console";

// M of the protocol, straight from its record: no look-up, for what was just written.
nlohmann::json message_view(const record& line);
// M as it stands now, edits, reactions and pins included; nothing when it is no message.
std::optional<nlohmann::json> message_now(
    archive& from, const std::string& room, const std::string& id
);
// M for a line of the log that shows as a message, as it stands now.
std::optional<nlohmann::json> message_now(archive& from, const record& line);

struct history {
    std::vector<nlohmann::json> messages;  // oldest first
    bool more = false;
};
// The newest messages of a room's log before `before` (0: the newest): a hundred, or fewer when
// they are long.
result<history> read_history(
    archive& from, const std::string& room, incident_id log, std::int64_t before
);

nlohmann::json room_view(archive& from, const std::string& name);
// Every room this person may see: incidents first, newest on top.
nlohmann::json rooms_view(archive& from, const person& who, const std::set<std::string>& extra);
// V of the protocol.
nlohmann::json incident_view(archive& from, const incident& of);

// The incident, when there is one and this person may read it.
const incident* readable_incident(archive& from, incident_id id, const person& who);
bool may_see_room(archive& from, const std::string& room, const person& who);

}  // namespace bot::console
