// Mattermost's REST API: one call, JSON, within its limits. Retry-After and the difference between
// "no" and "nobody knows" live here and nowhere else.
#pragma once

#include "bot/net/http_client.hpp"
#include "bot/platforms/json.hpp"
#include "config/secret.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace bot::mattermost {

// 2xx. Everything else is a failure.
struct api_answer {
    std::shared_ptr<document> parsed;
    json root;
    http_headers headers;
};

struct api_failure {
    enum class kind {
        refused,      // Mattermost says no: nothing happened, `id` says why
        throttled,    // not before `after`: nothing happened
        unreachable,  // it never got there: nothing happened
        ambiguous,    // sent, and no word came back, or a 5xx: it may have happened
        broken,       // an answer that is none
    } is = kind::refused;
    int status = 0;
    std::string id;  // "api.context.permissions.app_error"; messages are translated, this is not
    std::chrono::milliseconds after{0};
    std::string detail;  // a sentence: the call, what is wrong, never a token

    // Refused for our token or rights in general (401): no retry mends it before somebody acts.
    bool is_about_us() const;
};
using api_result = tl::expected<api_answer, api_failure>;

struct rest_api_options {
    std::string base_url;           // "https://chat.example.org/", ends with a slash
    const secret* token = nullptr;  // outlives it; a personal or bot access token
    http_client_options http;
    std::chrono::milliseconds deadline{30'000};
    std::chrono::milliseconds backoff_first{500}, backoff_cap{30'000};
};

class rest_api {
public:
    rest_api(boost::asio::any_io_executor executor, rest_api_options options);
    ~rest_api();
    rest_api(const rest_api&) = delete;
    rest_api& operator=(const rest_api&) = delete;

    // `path` begins after /api/v4 ("/posts"). After a 429 nobody calls before it is over; calls
    // that write go one after the other for each `lane` (a channel; empty: on their own). Never
    // repeats what may have acted.
    boost::asio::awaitable<api_result> call(
        std::string method, std::string path, std::string body, std::string lane = {}
    );
    // GET (or a POST that only reads, when there is a body); again for whatever may be over soon,
    // five times at most and with backoff.
    boost::asio::awaitable<api_result> read(std::string path, std::string body = {});
    // The file's id, to be attached once by us.
    boost::asio::awaitable<tl::expected<std::string, api_failure>> upload(
        std::string channel, std::string file_name, std::string bytes
    );
    // JSON to an address Mattermost gave us (response_url), once, without the token. Fails as
    // forbidden unless it is on the server's own address.
    boost::asio::awaitable<result<http_response>> post_to(std::string url, std::string body);
    // Under what other address the server says people reach it (SiteURL): newer ones give a
    // response_url there. It is asked where we reach it all the same.
    void also_at(std::string site_url);

private:
    struct core;
    std::shared_ptr<core> core_;
};

}  // namespace bot::mattermost
