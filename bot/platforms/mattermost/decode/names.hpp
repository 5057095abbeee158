// Ids as people read them. Most of Mattermost's events carry ids only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bot::mattermost {

inline constexpr std::string_view platform = "mattermost";

// Who we are and where, from /users/me, /teams/name/… and /config/client.
struct identity {
    std::string user, name;       // the bot's id and its user name, without @
    std::string team, team_name;  // id; "ops", as it stands in addresses
    std::string site_url;         // "https://chat.example.org", no slash at the end
};

class names {
public:
    virtual ~names() = default;
    virtual std::optional<std::string> person(std::string_view id) const = 0;   // "ana"
    virtual std::optional<std::string> channel(std::string_view id) const = 0;  // "ops"
};

}  // namespace bot::mattermost
