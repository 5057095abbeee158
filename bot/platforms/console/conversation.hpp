// One socket's conversation: requests in, each answered exactly once.
#pragma once

#include "bot/platforms/console/files.hpp"
#include "bot/platforms/console/hub.hpp"
#include "bot/platforms/console/request.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace bot::console {

struct command_help {
    std::string verb, usage, summary, group;
};

// What the conversations share.
struct surroundings {
    inbox& in;
    hub& all;
    const file_shelf& shelf;
    std::vector<command_help> commands;
    std::vector<std::string> templates;
    std::set<std::string> rooms{"general"};  // there before anybody spoke in them
    std::string incident_rooms;              // how names begin that only Scribe gives
};

// Runs until the socket is gone.
boost::asio::awaitable<void> converse(surroundings& with, std::shared_ptr<client> one);

}  // namespace bot::console
