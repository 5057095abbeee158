// From a connected stream to an open WebSocket, at either end. For the files of this room.
#pragma once

#include "bot/net/any_stream.hpp"
#include "bot/net/http_message.hpp"
#include "bot/net/websocket.hpp"

#include <functional>

namespace bot {

// Answers the upgrade that `request` asks for.
asio::awaitable<result<std::shared_ptr<websocket>>> accept_websocket(
    any_stream stream, http_request request, websocket_options options
);

// Asks for the upgrade. `shown` is the address for error sentences; `on_declined` is told of an
// answer that is no upgrade, and may be empty.
asio::awaitable<result<std::shared_ptr<websocket>>> request_websocket(
    any_stream stream,
    std::string host,
    std::string target,
    http_headers headers,
    std::string shown,
    websocket_options options,
    std::function<void(int status, const http_headers&)> on_declined
);

}  // namespace bot
