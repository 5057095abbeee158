// The team's Slack, put together: ears (sockets or HTTP), hands (the courier), and what keeps
// both honest over a gap.
#pragma once

#include "bot/incident/settings.hpp"
#include "bot/platforms/platform.hpp"
#include "bot/platforms/slack/couriers.hpp"
#include "bot/platforms/slack/ears/listener.hpp"
#include "bot/platforms/slack/ears/socket_mode.hpp"
#include "config/configuration.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>
#include <span>

namespace bot::slack {

struct slack_parts {
    const slack_settings& config;
    std::string console_url{};  // kept in sight of every incident's channel; empty: not
    rca_writer write_rca{};
    std::function<void(std::span<char>)> random{};
    // Slack's minutes and deadlines; tests have shorter ones.
    web_api_options api{};
    socket_mode_options sockets{};
    // A channel is read back from here on, and no more.
    std::function<void(std::string_view channel, bool begins)> on_reading{};
    turn_limits limits{};
    std::chrono::milliseconds cursor_every{30'000}, identity_pause{300'000};
    // Told of nothing for so long, we look for ourselves; what turns up has this long to be told.
    std::chrono::milliseconds quiet{120'000}, quiet_grace{3'000};
};

// Fails when the configuration names a file of roots that cannot be used.
result<std::unique_ptr<chat_platform>> make_slack(
    boost::asio::any_io_executor executor, inbox& in, slack_parts parts
);

}  // namespace bot::slack
