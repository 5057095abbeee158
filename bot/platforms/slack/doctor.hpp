// Looks at everything Slack has to have given us, and says what to do about what is missing.
#pragma once

#include "bot/base/time.hpp"
#include "bot/platforms/finding.hpp"
#include "config/configuration.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <string>

namespace bot::slack {

struct examination {
    const slack_settings& config;
    std::string broadcast_channel;  // empty: none
    std::function<instant()> clock;
};

boost::asio::awaitable<findings> examine(examination what);

}  // namespace bot::slack
