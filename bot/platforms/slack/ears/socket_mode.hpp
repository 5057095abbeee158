// Socket Mode without a gap: several connections, each replaced before it goes. What to do is
// decided by connection.hpp, a state machine without I/O; here it is done.
#pragma once

#include "bot/net/nursery.hpp"
#include "bot/net/websocket_client.hpp"
#include "bot/platforms/slack/api/web_api.hpp"
#include "bot/platforms/json.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace bot::slack {

// Called once at any later time, with the JSON of the payload to answer with, or empty. Calling
// it again, or after everything is stopped, changes nothing. A payload for an envelope that takes
// none is left out.
using acknowledge = std::function<void(std::string payload)>;

// One envelope. `payload` is valid during the call only; what is kept longer is copied (to_text).
struct envelope {
    std::string_view id, type;  // "events_api", "slash_commands", "interactive", or unknown to us
    json payload;
    bool takes_answer = false;
    int retry_attempt = 0;
};

struct socket_mode_options {
    int steady = 2;  // connections, 1 to 4
    bool debug_reconnects = false;
    websocket_client_options socket;
    std::function<double()> random;  // [0, 1)
    // Once, at the first hello: what happened before we came may have been missed.
    std::function<void()> when_connected{};
    // Scaled down in tests.
    std::chrono::milliseconds hello_deadline{10'000}, liveness{10'000}, drain{30'000},
        stable{60'000}, backoff_first{500}, backoff_cap{30'000}, crowded_pause{30'000},
        disabled_pause{60'000}, fatal_pause{300'000},
        acks_anyway_after{2'000};  // what a person waits for; events never
    int opens_per_minute = 10;
};

struct socket_mode_state {
    int ready = 0;
    std::map<std::string, std::int64_t> reconnects;  // by reason
    std::int64_t envelopes = 0, acknowledged = 0, late = 0;
    std::chrono::milliseconds last_frame_age{0}, without_any{0};  // in total
    std::string trouble;  // for people: what is wrong and what to do; empty when all is well
};

class socket_mode {
public:
    // `on_envelope` for each; `on_gap` when a connection is ready again after `since` with none:
    // whatever happened in between may have been missed.
    socket_mode(
        boost::asio::any_io_executor executor,
        web_api& app_api,  // with the app-level token
        socket_mode_options options,
        std::function<void(const envelope&, acknowledge)> on_envelope,
        std::function<void(std::chrono::milliseconds without_any)> on_gap
    );
    ~socket_mode();
    socket_mode(const socket_mode&) = delete;
    socket_mode& operator=(const socket_mode&) = delete;

    void start();
    // Reads no more, says goodbye, within two seconds. What was handed out can still be acked
    // until then.
    boost::asio::awaitable<void> stop();
    // Nothing more is handed out until resume(): much is waiting already. What comes is kept, some
    // megabytes of it, and not acknowledged meanwhile.
    void pause();
    void resume();
    // All connections go at once, for new ones: Slack answers on them and tells nothing. What came
    // of it in between is a gap.
    void start_over();

    socket_mode_state state() const;

private:
    struct core;
    std::shared_ptr<core> core_;
};

}  // namespace bot::slack
