// HTTP requests to somebody else, each with one deadline over all of it. Certificates are always
// verified, redirects never followed. Connections are kept for the next request to the same place.
#pragma once

#include "bot/net/http_message.hpp"
#include "bot/net/tls.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace bot {

class connection_pool;

struct http_client_options {
    tls_context tls;  // as make_client_tls gives it; the system's roots when there is none
    std::size_t body_limit = 16 * 1024 * 1024;
    // Asked with every address before connecting to it (against requests into our own network).
    std::function<result<void>(std::string_view address)> may_connect;
    // How many wait at each place for the next request, and for how long at most.
    std::size_t idle_connections = 4;
    std::chrono::milliseconds idle_limit{30'000};
};

// Why there is no answer.
struct http_failure : error {
    // False: nothing of the request left us, so nothing happened there. True: nobody knows.
    bool may_have_acted = false;
};
using http_result = tl::expected<http_response, http_failure>;

// Whether the request may reach the other side twice. Only one that went out on a kept connection
// which ended without a byte of an answer is ever sent again, once, on a fresh one.
enum class repeatable { by_method, yes };  // by_method: GET, HEAD and OPTIONS are

class http_client {
public:
    explicit http_client(http_client_options options = {});

    // Any status is a success here. Fails as invalid (the address), unavailable (nothing was
    // reached, or the connection was lost), refused (TLS, or no HTTP), timed_out.
    // For one executor; the client must outlive the call, and its executor the client. Copies
    // share their connections.
    boost::asio::awaitable<http_result> request(
        std::string method,
        std::string url,
        http_headers headers,
        std::string body,
        std::chrono::milliseconds deadline,
        repeatable repeat = repeatable::by_method
    );

private:
    http_client_options options_;
    std::shared_ptr<connection_pool> kept_;
};

}  // namespace bot
