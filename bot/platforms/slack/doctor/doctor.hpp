// Looks at everything Slack has to have given us, and says what to do about what is missing.
#pragma once

#include "bot/base/time.hpp"
#include "bot/platforms/finding.hpp"
#include "config/configuration.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <span>
#include <string>

namespace bot::slack {

struct examination {
    const slack_settings& config;
    std::string broadcast_channel;  // empty: none
    std::function<instant()> clock;
    std::function<void(std::span<char>)> random;
    // Opens two channels, does in them what Scribe has to notice, and archives them: the only way
    // to see which events the app is subscribed to.
    bool rehearses = false;
    std::chrono::milliseconds patience{10'000};  // with an event that does not come
};

boost::asio::awaitable<findings> examine(examination what);

}  // namespace bot::slack
