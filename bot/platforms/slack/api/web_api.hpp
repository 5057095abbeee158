// Slack's Web API: one call, form-encoded, within its limits. Pacing, Retry-After and the
// difference between "no" and "nobody knows" live here and nowhere else.
#pragma once

#include "bot/net/http_client.hpp"
#include "bot/platforms/json.hpp"
#include "config/secret.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bot::slack {

// In order; objects are JSON text ("blocks", "view", "metadata"); empty values are left out.
using api_arguments = std::vector<std::pair<std::string, std::string>>;

// ok:true. Everything else is a failure.
struct api_answer {
    std::shared_ptr<document> parsed;
    json root;
    http_headers headers;  // X-OAuth-Scopes, Date
};

struct api_failure {
    enum class kind {
        refused,      // ok:false: nothing happened, `code` says why
        throttled,    // not before `after`: nothing happened
        unreachable,  // it never got there: nothing happened
        ambiguous,    // sent, and no word came back, or "internal error": it may have happened
        broken,       // an answer that is none
    } is = kind::refused;
    std::string code;              // Slack's own: "channel_not_found"
    std::string needed, provided;  // scopes, with missing_scope
    std::chrono::milliseconds after{0};
    std::string detail;  // a sentence: the method, what is wrong, never a token

    // Refused for our token, rights, settings or call: it says nothing about what was asked for, and
    // no retry mends it before somebody acts.
    bool is_about_us() const;
};
using api_result = tl::expected<api_answer, api_failure>;

struct web_api_options {
    std::string base_url = "https://slack.com/api/";
    const secret* token = nullptr;  // outlives it
    http_client_options http;
    std::chrono::milliseconds deadline{30'000};
    // May be shortened in tests: how many milliseconds a minute of Slack's tiers takes.
    std::chrono::milliseconds minute{60'000};
};

class web_api {
public:
    web_api(boost::asio::any_io_executor executor, web_api_options options);
    ~web_api();
    web_api(const web_api&) = delete;
    web_api& operator=(const web_api&) = delete;

    // Waits for the method's turn (its tier; chat.postMessage, chat.update: one a second in each
    // channel, with a small burst), then asks once. One whose turn does not come within half the
    // deadline is throttled. After a 429 nobody calls that method before Retry-After. Never repeats
    // what may have acted: that is the caller's business.
    boost::asio::awaitable<api_result> call(std::string method, api_arguments arguments);

    // The same, and again for whatever may be over soon, five times at most and with backoff. For
    // what is harmless to repeat: reads.
    boost::asio::awaitable<api_result> read(std::string method, api_arguments arguments);

    // All pages: `each` gets every answer (it may take its time: the next page is asked for when it
    // is through) and says whether to go on. Stops at a missing or empty cursor, accepts short and
    // empty pages, begins again once at invalid_cursor. Waits for its turns as long as it takes:
    // cancel it. Adapts to the mode of 15 items and a call a minute when Slack shows that it is on
    // (`is_slow`).
    boost::asio::awaitable<tl::expected<void, api_failure>> pages(
        std::string method,
        api_arguments arguments,
        std::size_t limit,
        std::function<boost::asio::awaitable<bool>(api_answer)> each
    );
    bool is_slow(std::string_view method) const;

    // Uploads in three steps; the file's id. `share`: arguments of files.completeUploadExternal
    // besides `files` (channel_id, initial_comment). Fails as ambiguous only in the third.
    boost::asio::awaitable<tl::expected<std::string, api_failure>> upload(
        std::string file_name, std::string title, std::string bytes, api_arguments share
    );

    // Bytes to an address Slack gave us (response_url, upload_url), once, without the token. Fails
    // as forbidden unless it is https on Slack's hosts, or where the base URL is; as unavailable
    // when it never got there, as timed_out when it may have. Any status is a success.
    boost::asio::awaitable<result<http_response>> post_to(
        std::string url, std::string content_type, std::string body
    );

private:
    struct core;
    std::shared_ptr<core> core_;
};

}  // namespace bot::slack
