// What Mattermost calls: slash commands (shown to be its by their token), buttons and dialogs
// (shown to be ours by their seal; Mattermost signs nothing). Each is answered within what its
// server waits, and never with an empty body: that is shown as an error.
#pragma once

#include "bot/net/http_server.hpp"
#include "bot/net/nursery.hpp"
#include "bot/platforms/mattermost/decode/decode.hpp"
#include "bot/platforms/mattermost/ears/replies.hpp"
#include "bot/platforms/mattermost/show/seal.hpp"
#include "bot/ports/inbox.hpp"
#include "config/secret.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace bot::mattermost {

// Whatever is named outlives the routes.
struct endpoint_parts {
    inbox& in;
    replies& back;
    const names& known;
    const seal& by;
    nursery& tasks;                     // answers that come late are told in it
    std::vector<const secret*> tokens;  // of the slash commands, none of them empty
    std::string path;                   // "/mattermost": below it /command, /action, /dialog
    std::string dialog_url;             // where a filled-in dialog goes, as the server reaches it
    // False: who we are is not known yet, 503. Empty: always.
    std::function<bool()> is_ready;
    // Asks who people are; returns at the latest after so long. May be empty.
    std::function<boost::asio::awaitable<void>(unnamed, std::chrono::milliseconds)> look_up;
    // That only some may read in the channel; asked where that matters, takes at most so long. May
    // be empty: then nobody says so.
    std::function<boost::asio::awaitable<bool>(std::string channel, std::chrono::milliseconds)>
        is_closed{};
    // Names of channels in our words become links. May be empty.
    std::function<std::string(std::string)> link{};
    std::chrono::milliseconds answer_within{2'500}, naming_limit{700};
};

std::vector<http_route> endpoint_routes(endpoint_parts parts);

}  // namespace bot::mattermost
