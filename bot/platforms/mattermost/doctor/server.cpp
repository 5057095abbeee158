// The server: that it is one, its version, clock and settings.
#include "bot/base/time.hpp"
#include "bot/net/http_date.hpp"
#include "bot/platforms/mattermost/doctor/looks.hpp"

namespace bot::mattermost {
namespace {

using namespace std::chrono_literals;

constexpr auto noticeable_skew = 30s;
constexpr std::string_view config_path = "/config/client?format=old";

// Mattermost signs nothing with the time: a skew moves nobody's words, but makes the record odd.
void look_at_clock(look& at, const http_headers& headers) {
    const auto* header = headers.find("date");
    const auto theirs = header ? parse_http_date(*header) : std::nullopt;
    if (!theirs) return;
    const auto now = at.what.clock();
    const auto skew = now > *theirs ? now - *theirs : *theirs - now;
    if (skew <= noticeable_skew)
        return at.found.push_back(good("clock", "within half a minute of the server's"));
    at.found.push_back(advice(
        "clock",
        "this machine's clock is " + format_duration(skew) +
            (now > *theirs ? " ahead of" : " behind") +
            " the server's; messages and commands would not stand in their order",
        "Set both clocks by NTP: timedatectl set-ntp true."
    ));
}

}  // namespace

asio::awaitable<bool> look_at_server(look& at, rest_api& stranger) {
    const auto got = co_await stranger.read(std::string(config_path));
    if (!got) {
        at.found.push_back(failed("server", got.error()));
        co_return false;
    }
    const auto version = text(got->root, "Version");
    if (version.empty()) {
        at.found.push_back(fault(
            "server",
            at.what.config.url + " does not answer as Mattermost does",
            "Set mattermost.url to the address people use in a browser, without a team."
        ));
        co_return false;
    }
    at.found.push_back(good("server", "Mattermost " + std::string(version)));
    look_at_clock(at, got->headers);
    co_return true;
}

void look_at_settings(look& at, json config) {
    at.me.site_url = text(config, "SiteURL");
    if (text(config, "EnableReliableWebSockets") == "false")
        at.found.push_back(advice(
            "reliable websockets",
            "they are off; after each short break Scribe reads its channels back instead",
            "Set ServiceSettings.EnableReliableWebSockets to true in the server's config.json."
        ));
    if (at.me.site_url.empty())
        at.found.push_back(advice(
            "site URL",
            "the server does not know its own address; links to messages lead nowhere",
            "Set System Console, Web Server, Site URL."
        ));
}

asio::awaitable<bool> look_at_token(look& at) {
    const auto who = co_await at.api.read("/users/me");
    if (!who) {
        at.found.push_back(failed("token", who.error()));
        co_return false;
    }
    at.me.user = text(who->root, "id");
    at.me.name = text(who->root, "username");
    at.roles = text(who->root, "roles");
    if (flag(who->root, "is_bot"))
        at.found.push_back(good("token", "the bot @" + at.me.name));
    else
        at.found.push_back(advice(
            "token",
            "it is the token of @" + at.me.name +
                ", no bot: Scribe would speak as this person, "
                "and take this person's own words for its own",
            "Make a bot account (Integrations, Bot Accounts) and use its token."
        ));
    // What only a member is told.
    const auto config = co_await at.api.read(std::string(config_path));
    if (config) look_at_settings(at, config->root);
    co_return true;
}

asio::awaitable<bool> look_at_team(look& at) {
    const auto& name = at.what.config.team;
    const auto add_it = "Let somebody of the team add the bot: Invite People, @" + at.me.name + ".";
    const auto team = co_await at.api.read("/teams/name/" + name);
    if (!team && team.error().is == api_failure::kind::refused) {
        at.found.push_back(fault(
            "team",
            "there is no team " + name + " that Scribe can see (" + team.error().detail + ")",
            "Set mattermost.team to the name in the team's address. " + add_it
        ));
        co_return false;
    }
    if (!team) {
        at.found.push_back(failed("team", team.error()));
        co_return false;
    }
    at.me.team = text(team->root, "id");
    at.me.team_name = name;
    const auto member = co_await at.api.read("/teams/" + at.me.team + "/members/" + at.me.user);
    const bool is_in = member && number(member->root, "delete_at") == 0;
    if (!is_in) {
        at.found.push_back(fault("team", "Scribe is not in the team " + name, add_it));
        co_return false;
    }
    at.roles.append(" ").append(text(member->root, "roles"));
    at.found.push_back(good("team", name));
    co_return true;
}

}  // namespace bot::mattermost
