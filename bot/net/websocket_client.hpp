// Opening a WebSocket to somebody else.
#pragma once

#include "bot/net/http_message.hpp"
#include "bot/net/tls.hpp"
#include "bot/net/websocket.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace bot {

struct websocket_client_options {
    tls_context tls;  // as make_client_tls gives it; the system's roots when there is none
    std::chrono::milliseconds deadline{15'000};  // over look-up, connect, TLS and upgrade
    std::function<result<void>(std::string_view address)> may_connect;
    // Told of an answer to the upgrade that is none, before that fails. May be empty.
    std::function<void(int status, const http_headers&)> on_declined;
    websocket_options websocket;
};

// `url` is ws:// or wss://. A refused upgrade fails as forbidden (401, 403), unavailable (429,
// 5xx) or refused, with the status in the sentence.
boost::asio::awaitable<result<std::shared_ptr<websocket>>> connect_websocket(
    std::string url, http_headers headers, websocket_client_options options
);

}  // namespace bot
