// Our ear for HTTP and WebSocket: routes as data in, handlers called, limits and refusals built
// in. The handlers see whole, well-formed requests only.
#pragma once

#include "bot/net/http_message.hpp"
#include "bot/net/http_parse.hpp"
#include "bot/net/tls.hpp"
#include "bot/net/websocket.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace bot {

struct http_route {
    std::string method;  // a GET route answers HEAD too
    std::string path;    // "/incidents/{id}/rca"; see path_pattern
    // An exception answers 500 and is logged.
    std::function<boost::asio::awaitable<http_response>(http_request)> handler;
    std::size_t body_limit = 1024 * 1024;
};

struct websocket_route {
    std::string path;
    // Decides before the upgrade (session, Origin); an error answers with its status. A route
    // without it refuses everybody: whoever is let in must have been looked at.
    std::function<result<void>(const http_request&)> accept;
    // Runs until the conversation is over; it has to read, or a vanished peer goes unnoticed.
    // What is still open when it returns is closed with 1000, after an exception with 1011.
    std::function<boost::asio::awaitable<void>(http_request, std::shared_ptr<websocket>)> serve;
};

struct http_server_options {
    http_limits limits;
    std::size_t max_connections = 4096;
    std::chrono::milliseconds header_deadline{10'000};  // TLS handshake included
    std::chrono::milliseconds body_deadline{30'000};
    std::chrono::milliseconds write_deadline{30'000};
    std::chrono::milliseconds idle_deadline{60'000};  // between two requests
    std::chrono::milliseconds stop_grace{2'000};
    websocket_options websocket;
    // Sees every response before it is sent, refusals included (their request may be empty).
    std::function<void(const http_request&, http_response&)> decorate;
};

class http_server {
public:
    // Broken patterns and handlers that are missing assert.
    http_server(
        boost::asio::any_io_executor executor,
        std::vector<http_route> routes,
        std::vector<websocket_route> websockets = {},
        http_server_options options = {}
    );
    http_server(const http_server&) = delete;
    http_server& operator=(const http_server&) = delete;
    // Cuts everything; stop() first to be polite.
    ~http_server();

    // Any number of listeners. Port 0 takes a free one; the port in use is returned. With `tls`
    // the listener speaks TLS only.
    result<std::uint16_t> listen(
        const std::string& address, std::uint16_t port, tls_context tls = nullptr
    );

    // No new connection, no new request; what is under way is finished, WebSockets are closed
    // with 1001; after the grace all that is left is cut.
    boost::asio::awaitable<void> stop();

    std::size_t connections() const;

    struct core;

private:
    std::shared_ptr<core> core_;
};

}  // namespace bot
