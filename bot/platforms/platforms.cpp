#include "bot/platforms/platforms.hpp"

#include "bot/platforms/mattermost/doctor/doctor.hpp"
#include "bot/platforms/mattermost/mattermost.hpp"
#include "bot/platforms/slack/doctor/doctor.hpp"
#include "bot/platforms/slack/slack.hpp"

#include <array>

namespace bot {
namespace {

result<std::unique_ptr<chat_platform>> make_slack(const platform_parts& house) {
    slack::slack_parts parts{house.config.slack};
    // Of no use to anybody else: the address of this machine alone.
    parts.console_url = house.config.console.public_url;
    parts.write_rca = house.write_rca;
    parts.random = house.random;
    return slack::make_slack(house.executor, house.in, std::move(parts));
}

boost::asio::awaitable<findings> examine_slack(look_at_platform how) {
    const auto& config = how.config;
    return slack::examine(
        {config.slack,
         config.incident.broadcast_channel,
         std::move(how.clock),
         std::move(how.random),
         how.rehearses}
    );
}

result<std::unique_ptr<chat_platform>> make_mattermost(const platform_parts& house) {
    mattermost::mattermost_parts parts{house.config.mattermost};
    // Of no use to anybody else: the address of this machine alone.
    parts.console_url = house.config.console.public_url;
    parts.write_rca = house.write_rca;
    parts.random = house.random;
    return mattermost::make_mattermost(house.executor, house.in, std::move(parts));
}

boost::asio::awaitable<findings> examine_mattermost(look_at_platform how) {
    const auto& config = how.config;
    return mattermost::examine(
        {config.mattermost,
         config.incident.broadcast_channel,
         std::move(how.clock),
         std::move(how.random),
         how.rehearses}
    );
}

constexpr std::array rows{
    platform_row{
        slack::platform,
        "Set slack.bot_token_file when your team is on Slack (docs/slack.md).",
        [](const configuration& c) { return c.slack.is_on(); },
        examine_slack,
        make_slack},
    platform_row{
        mattermost::platform,
        "Set mattermost.token_file when your team is on Mattermost (docs/mattermost.md).",
        [](const configuration& c) { return c.mattermost.is_on(); },
        examine_mattermost,
        make_mattermost},
};

}  // namespace

std::span<const platform_row> platforms() {
    return rows;
}

}  // namespace bot
