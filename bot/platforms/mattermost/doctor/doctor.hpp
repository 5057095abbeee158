// Looks at everything Mattermost has to have given us, and says what to do about what is missing.
#pragma once

#include "bot/base/time.hpp"
#include "bot/platforms/finding.hpp"
#include "config/configuration.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <span>
#include <string>

namespace bot::mattermost {

struct examination {
    const mattermost_settings& config;
    std::string broadcast_channel;  // empty: none
    std::function<instant()> clock;
    std::function<void(std::span<char>)> random;
    // Opens two channels, does in them what Scribe will do, and archives them: the only way to see
    // what is really allowed.
    bool rehearses = false;
    std::chrono::milliseconds patience{10'000};  // with a server that does not answer
};

boost::asio::awaitable<findings> examine(examination what);

}  // namespace bot::mattermost
