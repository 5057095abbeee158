// One accepted connection, from the first byte to the goodbye, and what all connections of a
// server share. For the files of this room.
#pragma once

#include "bot/net/any_stream.hpp"
#include "bot/net/http_reader.hpp"
#include "bot/net/http_router.hpp"
#include "bot/net/http_server.hpp"
#include "bot/net/nursery.hpp"

#include <boost/asio/steady_timer.hpp>

#include <list>

namespace bot {

struct http_connection {
    using clock = std::chrono::steady_clock;
    enum class phase { greeting, idle, reading, handling, writing, parting, upgraded };

    http_connection(std::shared_ptr<http_server::core> of, any_stream over, bool is_tls)
        : server(std::move(of)), stream(std::move(over)), peer(stream.peer()), tls(is_tls) {}

    // Moves on; from now on `limit` counts, and none when it is not given.
    void enter(phase next, std::chrono::milliseconds limit = {});
    // A look at the clock, now and then: whoever is late is interrupted.
    void check(clock::time_point now);
    void begin_stop();

    std::shared_ptr<http_server::core> server;
    any_stream stream;
    http_reader reader{stream};
    std::string peer;
    bool tls = false;
    bool refused = false;  // one too many
    bool expired = false;
    phase at = phase::greeting;
    clock::time_point deadline = clock::time_point::max();
    std::shared_ptr<websocket> socket;
};

struct http_server::core : std::enable_shared_from_this<http_server::core> {
    core(
        asio::any_io_executor on,
        std::vector<http_route> routes,
        std::vector<websocket_route> websockets,
        http_server_options wanted
    );

    void admit(asio::ip::tcp::socket socket, const tls_context& tls);
    // "Sun, 06 Nov 1994 08:49:37 GMT", made anew once a second.
    const std::string& date();

    asio::any_io_executor executor;
    http_server_options options;
    http_router router;
    std::list<http_connection*> connections;  // each takes itself off when its coroutine ends
    asio::steady_timer all_gone;
    bool stopping = false;
    bool full_said = false;
    std::time_t date_of = 0;
    std::string date_text;
    nursery ears;
    nursery hands;
};

// The whole life of a connection.
asio::awaitable<void> serve_connection(std::shared_ptr<http_connection> one);

}  // namespace bot
