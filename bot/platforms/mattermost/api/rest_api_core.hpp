// What the parts of rest_api share. For its own files only.
#pragma once

#include "bot/platforms/mattermost/api/pacing.hpp"
#include "bot/platforms/mattermost/api/rest_api.hpp"

#include <boost/asio/steady_timer.hpp>

#include <list>
#include <map>
#include <random>

namespace bot::mattermost {

namespace asio = boost::asio;

struct api_request {
    std::string method, path, body;
    std::string content_type = "application/json";
    std::string lane;       // empty: on its own
    bool harmless = false;  // to repeat
};

struct rest_api::core : std::enable_shared_from_this<rest_api::core> {
    core(asio::any_io_executor on, rest_api_options given);

    // In its lane's order and when everybody may, waiting half the deadline at most; asks once.
    asio::awaitable<api_result> attempt(api_request asked);
    // Again for whatever may be over soon.
    asio::awaitable<api_result> persist(api_request asked);
    asio::awaitable<result<http_response>> post_to(std::string address, std::string body);
    asio::awaitable<void> pause(unsigned attempt);  // before the next; counts from 0

    // A place in a lane, for as long as it lives.
    struct place;
    asio::awaitable<api_result> ask(api_request asked);
    asio::awaitable<bool> wait_turn(pacing::moment latest);
    std::string without_token(std::string words) const;

    asio::any_io_executor executor;
    rest_api_options options;
    http_client http;
    pacing pace;
    std::map<std::string, std::list<place*>, std::less<>> lanes;
    std::string other_address;  // of the same server
    std::mt19937_64 random{std::random_device()()};
};

}  // namespace bot::mattermost
