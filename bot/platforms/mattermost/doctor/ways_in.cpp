// How the server reaches us: the slash command and the address it calls.
#include "bot/base/text.hpp"
#include "bot/net/url.hpp"
#include "bot/platforms/mattermost/doctor/looks.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <optional>

namespace bot::mattermost {
namespace {

constexpr std::string_view trigger = "incident";

std::string command_url(const mattermost_settings& config) {
    return config.callback_url + config.callback_path + "/command";
}

std::string how_to_make(const mattermost_settings& config) {
    return "Make it under Integrations, Slash Commands: trigger word " + std::string(trigger) +
           ", request URL " + command_url(config) +
           ", request method POST, autocomplete on; put its token into "
           "mattermost.slash_token_file.";
}

void compare_command(look& at, json command) {
    const auto& config = at.what.config;
    const auto url = text(command, "url"), method = text(command, "method");
    // Who may not manage commands is shown them without their addresses.
    if (!url.empty() && url != command_url(config))
        return at.found.push_back(fault(
            "slash command",
            "/" + std::string(trigger) + " calls " + std::string(url),
            "Set its request URL to " + command_url(config) + "."
        ));
    if (method == "G")
        return at.found.push_back(fault(
            "slash command",
            "/" + std::string(trigger) + " calls by GET",
            "Set its request method to POST."
        ));
    at.found.push_back(good("slash command", "/" + std::string(trigger)));
}

}  // namespace

bool is_inside(std::string_view host) {
    boost::system::error_code ec;
    const auto address = boost::asio::ip::make_address(std::string(host), ec);
    if (ec)
        return host == "localhost" || host.ends_with(".localhost") || host.ends_with(".local") ||
               host.ends_with(".internal") || host.find('.') == host.npos;
    if (address.is_loopback()) return true;
    if (address.is_v6()) {
        const auto v6 = address.to_v6();
        return v6.is_link_local() || (v6.to_bytes()[0] & 0xFEU) == 0xFCU;
    }
    const auto bytes = address.to_v4().to_bytes();
    return bytes[0] == 10 || (bytes[0] == 172 && (bytes[1] & 0xF0U) == 16) ||
           (bytes[0] == 192 && bytes[1] == 168) || (bytes[0] == 169 && bytes[1] == 254) ||
           (bytes[0] == 100 && (bytes[1] & 0xC0U) == 64);
}

asio::awaitable<void> look_at_commands(look& at) {
    const auto& config = at.what.config;
    if (config.callback_url.empty()) co_return;
    if (!config.slash_token)
        at.found.push_back(fault(
            "slash command",
            "Scribe does not know its token, and takes no call without it",
            how_to_make(config)
        ));
    const auto got = co_await at.api.read("/commands?team_id=" + at.me.team);
    simdjson::dom::array all;
    if (got && got->root.get(all) == simdjson::SUCCESS)
        for (json each : all)
            if (text(each, "trigger") == trigger) {
                compare_command(at, each);
                co_return;
            }
    // A bot is shown commands with autocomplete at most.
    at.found.push_back(advice(
        "slash command",
        "/" + std::string(trigger) + " is not among the commands a bot is shown" +
            (got ? "" : " (" + got.error().detail + ")") + "; it may be there all the same",
        "Type /" + std::string(trigger) + " help in a channel. " + how_to_make(config)
    ));
}

asio::awaitable<void> look_at_callback(look& at) {
    const auto& config = at.what.config;
    if (config.callback_url.empty()) {
        at.found.push_back(advice(
            "callback",
            "there is no mattermost.callback_url: no slash commands, buttons and dialogs, but "
            "!incident in a channel",
            "Set it to how the server reaches Scribe's console.listen."
        ));
        co_return;
    }
    const auto where = parse_url(config.callback_url);
    if (!where) {
        at.found.push_back(fault("callback", where.error().detail, "Mend mattermost.callback_url.")
        );
        co_return;
    }
    http_client client;
    const auto got =
        co_await client.request("GET", config.callback_url + "/healthz", {}, {}, at.what.patience);
    if (got && got->status == 200)
        at.found.push_back(good("callback", config.callback_url + " answers, as seen from here"));
    else
        at.found.push_back(advice(
            "callback",
            config.callback_url + " does not answer as Scribe, as seen from here: " +
                (got ? "HTTP " + std::to_string(got->status) : got.error().detail),
            "Start scribe serve, and see that console.listen and anything between lead there. The "
            "server may see it otherwise than this machine."
        ));
    if (is_inside(where->host))
        at.found.push_back(advice(
            "callback address",
            where->host + " is inside: Mattermost calls such addresses only when told to",
            "Add " + where->host +
                " to ServiceSettings.AllowedUntrustedInternalConnections (System Console, "
                "Developer), unless it is there."
        ));
}

}  // namespace bot::mattermost
