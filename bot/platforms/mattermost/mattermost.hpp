// The team's Mattermost, put together: ears (WebSocket, and HTTP for commands, buttons and
// dialogs), hands (the courier), and what keeps both honest over a gap.
#pragma once

#include "bot/platforms/mattermost/couriers.hpp"
#include "bot/platforms/mattermost/ears/event_stream.hpp"
#include "bot/platforms/platform.hpp"
#include "config/configuration.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>
#include <span>

namespace bot::mattermost {

struct mattermost_parts {
    const mattermost_settings& config;
    std::string console_url{};  // kept in sight of every incident's channel; empty: not
    rca_writer write_rca{};
    std::function<void(std::span<char>)> random{};
    // Deadlines; tests have shorter ones.
    rest_api_options api{};
    event_stream_options stream{};
    // A channel is read back from here on, and no more.
    std::function<void(std::string_view channel, bool begins)> on_reading{};
    std::chrono::milliseconds cursor_every{30'000}, identity_pause{300'000};
};

// Fails when the configuration names a file of roots that cannot be used.
result<std::unique_ptr<chat_platform>> make_mattermost(
    boost::asio::any_io_executor executor, inbox& in, mattermost_parts parts
);

}  // namespace bot::mattermost
