// The only way to see which events an app is subscribed to: let them happen and listen.
#pragma once

#include "bot/net/websocket_client.hpp"
#include "bot/platforms/finding.hpp"
#include "bot/platforms/slack/api/web_api.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <span>
#include <string>

namespace bot::slack {

struct rehearsal {
    web_api& api;      // with the bot's token
    web_api& app_api;  // with the app-level token
    websocket_client_options socket;
    std::function<void(std::span<char>)> random;
    std::string mark;                // of the channels: "scribe-doctor-MARK"
    std::chrono::milliseconds patience{10'000};
};

// Opens a public and a private channel, does in them what Scribe has to notice, and archives
// them; then a finding for each event that was not told.
boost::asio::awaitable<findings> rehearse(rehearsal how);

}  // namespace bot::slack
