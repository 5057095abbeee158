// One open WebSocket, ours or a peer's to begin with. Text frames only; what is sent is queued
// and never waits; a peer that does not read is let go before it costs much memory.
#pragma once

#include "bot/base/result.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace bot {

struct websocket_options {
    std::size_t message_limit = 1024 * 1024;    // of one frame and of one message
    std::size_t send_budget = 4 * 1024 * 1024;  // bytes queued and not yet taken by the kernel
    std::chrono::milliseconds handshake{10'000};
    // Without a byte from the peer for half of this it is pinged, for all of it let go.
    std::chrono::milliseconds idle{60'000};
    // How long our own close may take before the connection is cut.
    std::chrono::milliseconds close_grace{1'500};
    // Bytes asked of the kernel at a time, however little a frame needs; 0: as much as it needs.
    std::size_t read_ahead = 0;
    bool skip_binary = false;  // instead of closing with 1003
};

// The codes of RFC 6455 that we use ourselves.
namespace close_code {
inline constexpr std::uint16_t normal = 1000;
inline constexpr std::uint16_t going_away = 1001;
inline constexpr std::uint16_t unsupported = 1003;
inline constexpr std::uint16_t policy = 1008;
inline constexpr std::uint16_t internal = 1011;
inline constexpr std::uint16_t try_again = 1013;
}  // namespace close_code

struct close_reason {
    std::uint16_t code = close_code::normal;
    std::string text;
};

class websocket {
public:
    struct core;
    explicit websocket(std::shared_ptr<core> inside);
    websocket(const websocket&) = delete;
    websocket& operator=(const websocket&) = delete;
    // Cuts the connection, unless close() was called before: then the goodbye is still said.
    ~websocket();

    // The next text message. After the first failure every further call fails too. Binary
    // messages, bad UTF-8 and what is too long close the connection with 1003, 1007 and 1009.
    // One reader at a time.
    boost::asio::awaitable<result<std::string>> read();

    // Queues the message behind those before it. False when the connection is closing or closed,
    // or when the peer reads too slowly: then it is closed with 1013. The text must be UTF-8.
    bool send(std::string text);

    // Says goodbye after what is queued, within the grace. A second call changes nothing.
    void close(std::uint16_t code = close_code::normal, std::string reason = "");

    // Returns when the connection is gone; call close() first, or wait for the peer to.
    boost::asio::awaitable<void> ended();

    bool is_open() const;  // and not closing
    std::size_t queued_bytes() const;
    // What the peer said when it closed; nothing while it has not, or when it just vanished.
    std::optional<close_reason> peer_reason() const;

private:
    std::shared_ptr<core> core_;
};

}  // namespace bot
