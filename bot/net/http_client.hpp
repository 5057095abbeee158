// One HTTP request to somebody else, with one deadline over all of it. Certificates are always
// verified, redirects never followed.
#pragma once

#include "bot/net/http_message.hpp"
#include "bot/net/tls.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

namespace bot {

struct http_client_options {
    tls_context tls;  // as make_client_tls gives it; the system's roots when there is none
    std::size_t body_limit = 16 * 1024 * 1024;
    // Asked with every address before connecting to it (against requests into our own network).
    std::function<result<void>(std::string_view address)> may_connect;
};

class http_client {
public:
    explicit http_client(http_client_options options = {}) : options_(std::move(options)) {}

    // Any status is a success here. Fails as invalid (the address), unavailable (nothing was
    // reached, or the connection was lost), refused (TLS, or no HTTP), timed_out. After the last
    // two and `unavailable` the other side may have acted all the same.
    // The client must outlive the call.
    boost::asio::awaitable<result<http_response>> request(
        std::string method,
        std::string url,
        http_headers headers,
        std::string body,
        std::chrono::milliseconds deadline
    );

private:
    http_client_options options_;
};

}  // namespace bot
