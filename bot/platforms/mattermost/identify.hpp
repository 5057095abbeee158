// Who we are on the server, and what it says of itself.
#pragma once

#include "bot/platforms/mattermost/api/rest_api.hpp"
#include "bot/platforms/mattermost/decode/names.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace bot::mattermost {

// `team` by its name, as it stands in addresses. Not knowing our own words from others' would put
// them into the record twice: with less than all of it there is no identity.
boost::asio::awaitable<tl::expected<identity, api_failure>> identify(
    rest_api& api, std::string team
);

}  // namespace bot::mattermost
