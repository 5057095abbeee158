#include "bot/platforms/mattermost/identify.hpp"

#include <spdlog/spdlog.h>

namespace bot::mattermost {
namespace {

namespace asio = boost::asio;

api_failure without(std::string what) {
    api_failure none;
    none.is = api_failure::kind::broken;
    none.detail = "Mattermost did not say " + std::move(what) + ".";
    return none;
}

}  // namespace

asio::awaitable<tl::expected<identity, api_failure>> identify(rest_api& api, std::string team) {
    identity me;
    const auto user = co_await api.read("/users/me");
    if (!user) co_return tl::unexpected(user.error());
    me.user = text(user->root, "id");
    me.name = text(user->root, "username");
    if (me.user.empty()) co_return tl::unexpected(without("whose token this is"));
    // A person's own words would be taken for ours, and be in no record.
    if (!flag(user->root, "is_bot"))
        spdlog::warn(
            "mattermost: the token is that of a person, {}: what they say is not recorded; make a "
            "bot account for Scribe",
            me.name
        );

    const auto ours = co_await api.read("/teams/name/" + team);
    if (!ours) co_return tl::unexpected(ours.error());
    me.team = text(ours->root, "id");
    me.team_name = text(ours->root, "name");
    if (me.team.empty()) co_return tl::unexpected(without("which team " + team + " is"));

    const auto server = co_await api.read("/config/client?format=old");
    if (!server) co_return tl::unexpected(server.error());
    me.site_url = text(server->root, "SiteURL");
    while (me.site_url.ends_with('/')) me.site_url.pop_back();
    if (text(server->root, "EnableReliableWebSockets") == "false")
        spdlog::info(
            "mattermost: the server's EnableReliableWebSockets is off: after every lost connection "
            "channels are read anew"
        );
    co_return me;
}

}  // namespace bot::mattermost
