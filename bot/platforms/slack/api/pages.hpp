// All pages of a listing, for who is through with one at once.
#pragma once

#include "bot/platforms/slack/api/web_api.hpp"

#include <functional>

namespace bot::slack {

// As web_api::pages. What `each` refers to outlives the call.
boost::asio::awaitable<tl::expected<void, api_failure>> read_pages(
    web_api& api,
    std::string method,
    api_arguments arguments,
    std::function<bool(const api_answer&)> each
);

}  // namespace bot::slack
