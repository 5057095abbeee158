// What Scribe may do, as far as its roles tell.
#include "bot/base/text.hpp"
#include "bot/platforms/mattermost/doctor/looks.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <set>

namespace bot::mattermost {
namespace {

// Each is in one of the roles of a user, of a member of the team, or of a channel.
struct right {
    std::string_view permission;
    std::string_view without;  // the end of "Scribe cannot …"
};
constexpr std::array rights{
    right{"create_public_channel", "open the incident's channel"},
    right{"create_private_channel", "open a private incident's channel"},
    right{"create_direct_channel", "speak to a person privately"},
    right{"join_public_channels", "announce in a public channel it was not invited to"},
    right{"manage_public_channel_members", "invite people to the incident's channel"},
    right{"manage_private_channel_members", "invite people to a private incident's channel"},
    right{"manage_public_channel_properties", "keep the topic in the channel's header"},
    right{"manage_private_channel_properties", "keep the topic in a private channel's header"},
    right{"read_channel", "record what is said"},
    right{"create_post", "say anything"},
    right{"edit_post", "keep the live card up to date"},
    right{"upload_file", "hand over the RCA as a file"},
    right{"add_reaction", "show that it saw a reaction"},
};

// Roles everybody has in a channel, besides those of our own.
constexpr std::array channel_roles{"channel_user", "channel_admin"};

std::vector<std::string> role_names(const look& at) {
    std::vector<std::string> names(channel_roles.begin(), channel_roles.end());
    for (const auto one : split(at.roles, ' '))
        if (!one.empty()) names.emplace_back(one);
    return names;
}

}  // namespace

asio::awaitable<void> look_at_rights(look& at) {
    const auto got = co_await at.api.read("/roles/names", nlohmann::json(role_names(at)).dump());
    simdjson::dom::array roles;
    const bool is_list = got && got->root.get(roles) == simdjson::SUCCESS && roles.size() > 0;
    if (!is_list) {
        at.found.push_back(advice(
            "rights",
            "what Scribe may do cannot be read here",
            "scribe doctor --rehearse tries it, in two channels that it archives again."
        ));
        co_return;
    }
    std::set<std::string, std::less<>> given;
    for (json role : roles)
        for (json one : items(role, "permissions"))
            if (std::string_view name; one.get(name) == simdjson::SUCCESS) given.emplace(name);
    std::size_t missing = 0;
    for (const auto& one : rights) {
        if (given.contains(one.permission)) continue;
        ++missing;
        at.found.push_back(fault(
            "right " + std::string(one.permission) + " is missing",
            "without it Scribe cannot " + std::string(one.without),
            "An admin gives it to all members (System Console, Permissions), or makes the bot an "
            "admin of the team."
        ));
    }
    if (missing == 0) at.found.push_back(good("rights", "all that are needed"));
}

asio::awaitable<void> look_at_broadcast(look& at) {
    const auto& name = at.what.broadcast_channel;
    if (name.empty()) co_return;
    const auto got = co_await at.api.read("/teams/" + at.me.team + "/channels/name/" + name);
    if (!got && got.error().is != api_failure::kind::refused) {
        at.found.push_back(failed("broadcast channel", got.error()));
        co_return;
    }
    if (!got || number(got->root, "delete_at") != 0) {
        at.found.push_back(fault(
            "broadcast channel",
            "there is no ~" + name + " that Scribe can see",
            "Create it, or invite Scribe when it is private (/invite @" + at.me.name +
                " in it), or set broadcast_channel to another one (\"\" for none)."
        ));
        co_return;
    }
    const bool is_open = text(got->root, "type") == "O";
    at.found.push_back(
        good("broadcast channel", "~" + name + (is_open ? "; Scribe joins it by itself" : ""))
    );
}

}  // namespace bot::mattermost
