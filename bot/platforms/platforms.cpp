#include "bot/platforms/platforms.hpp"

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

constexpr std::array rows{
    platform_row{
        slack::platform, [](const configuration& c) { return c.slack.is_on(); }, make_slack},
};

}  // namespace

std::span<const platform_row> platforms() {
    return rows;
}

}  // namespace bot
