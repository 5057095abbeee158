// Mattermost's WebSocket without a gap: one connection, resumed where it ended; where that cannot
// be, whoever listens is told that something may have been missed. What to do is decided by
// connection.hpp, a state machine without I/O; here it is done.
#pragma once

#include "bot/net/websocket_client.hpp"
#include "bot/platforms/json.hpp"
#include "config/secret.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace bot::mattermost {

// Called once at any later time, when the event is durable. An event whose `done` was dropped
// uncalled is asked for again at the next resume.
using recorded = std::function<void()>;

struct stream_event {
    std::string_view connection;  // its id; one of our own on servers that cannot resume
    std::int64_t seq = 0;
    std::string_view type;  // "posted"
    json whole;             // valid during the call only
};

struct event_stream_options {
    std::string base_url;  // "https://chat.example.org/", ends with a slash; wss follows from it
    const secret* token = nullptr;  // outlives it
    websocket_client_options socket;
    std::function<double()> random;  // [0, 1)
    // Asked when a socket ends before its hello, which says nothing of why: whether our token is
    // refused (then somebody has to act) or the network is at fault.
    std::function<boost::asio::awaitable<bool>()> is_refused;
    // Scaled down in tests.
    std::chrono::milliseconds hello_deadline{10'000}, ping_every{30'000}, ping_deadline{10'000},
        stable{60'000}, backoff_first{500}, backoff_cap{30'000}, refused_pause{300'000};
};

struct event_stream_state {
    bool is_ready = false;
    std::map<std::string, std::int64_t> reconnects;  // by reason
    std::int64_t events = 0, resumed = 0, gaps = 0;
    std::chrono::milliseconds last_frame_age{0};
    std::string trouble;  // for people: what is wrong and what to do; empty when all is well
};

class event_stream {
public:
    // `on_gap` at the first hello and whenever a connection begins anew or a sequence number is
    // missing: whatever happened before may have been missed.
    event_stream(
        boost::asio::any_io_executor executor,
        event_stream_options options,
        std::function<void(const stream_event&, recorded)> on_event,
        std::function<void()> on_gap
    );
    ~event_stream();
    event_stream(const event_stream&) = delete;
    event_stream& operator=(const event_stream&) = delete;

    void start();
    boost::asio::awaitable<void> stop();
    // Reads no more until resume(): much is waiting already.
    void pause();
    void resume();

    event_stream_state state() const;

private:
    struct core;
    std::shared_ptr<core> core_;
};

}  // namespace bot::mattermost
