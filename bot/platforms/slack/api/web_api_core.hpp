// What the parts of web_api share. For its own files only.
#pragma once

#include "bot/net/url.hpp"
#include "bot/platforms/slack/api/pacing.hpp"
#include "bot/platforms/slack/api/web_api.hpp"

#include <boost/asio/steady_timer.hpp>

#include <map>
#include <random>

namespace bot::slack {

namespace asio = boost::asio;

// One question, made ready once however often it is asked.
struct api_request {
    std::string method;
    std::string form;
    std::string channel;
    std::int64_t limit = 0;  // of a page
    bool harmless = false;   // to repeat
};

struct web_api::core : std::enable_shared_from_this<web_api::core> {
    core(asio::any_io_executor on, web_api_options given);

    // Waits for its turn `patience` at most, then asks once.
    asio::awaitable<api_result> attempt(api_request asked, std::chrono::milliseconds patience);
    // Again for whatever may be over soon.
    asio::awaitable<api_result> persist(api_request asked, std::chrono::milliseconds patience);
    asio::awaitable<result<http_response>> post_to(
        std::string address, std::string content_type, std::string body
    );
    // Before the next attempt; counts from 0.
    asio::awaitable<void> pause(unsigned attempt);

    // Slack's time in ours: `minute` says how long one of its minutes takes.
    std::chrono::milliseconds scaled(std::chrono::milliseconds slacks) const {
        return slacks * options.minute.count() / 60'000;
    }
    std::chrono::milliseconds usual_patience() const { return options.deadline / 2; }

    struct waiter;
    asio::awaitable<bool> wait_turn(
        std::string method, std::string channel, std::chrono::milliseconds patience
    );
    void admit();
    void learn(const api_request& asked, api_result& got, int status);

    asio::any_io_executor executor;
    web_api_options options;
    http_client http;
    pacing pace;
    std::map<pacing::ticket, waiter*> line;
    asio::steady_timer alarm;  // the next turn
    std::mt19937_64 random{std::random_device()()};
};

api_request make_request(std::string method, const api_arguments& arguments);

// Whether an address that came in from outside may be posted to: Slack's own hosts over https, or
// where the base URL is. It must not lead into our own network.
bool may_post(const url& where, const std::string& base_url);

}  // namespace bot::slack
