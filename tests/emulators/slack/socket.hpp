// One WebSocket of Socket Mode, Slack's end: hello, pings, its age, the goodbye. What is on it is
// the owner's business.
#pragma once

#include "tests/emulators/shared/web_socket.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace emulator::slack {

struct socket_rules {
    milliseconds lives{18'060'000};
    milliseconds debug_lives{360'000};  // with debug_reconnects=true
    milliseconds warning{10'000};       // before refresh_requested; 0: there is none
    milliseconds leaves{10'000};        // from refresh_requested to the close frame
    milliseconds ping_every{10'000};    // 0: never
    bool leaves_tcp_open = true;        // after the closing handshake, as the real one does
    int most = 10;                      // the next one hears too_many_websockets
};

struct socket_record : wire_record {
    std::optional<milliseconds> hello;
    bool debug_reconnects = false;
    std::int64_t sent = 0, acks = 0;
    std::vector<std::string> reasons;  // of the disconnect frames sent
};

class app_socket : public web_socket {
public:
    struct owner : web_socket::owner {
        std::function<std::string()> hello;  // the frame's text
        std::function<void(app_socket&, std::string)> on_text;
    };

    app_socket(
        std::shared_ptr<stream> wire,
        socket_rules rules,
        std::optional<fault> quirk,
        socket_record begun,
        owner its
    );

    // Beside read() and write(). Too many are open: it is told and closed.
    asio::awaitable<void> live(bool crowded);

    void send_disconnect(std::string_view reason);

    // Envelopes may be sent: hello is out, nobody has said goodbye. Also when it is half-open.
    bool is_ready() const { return record_.hello && !record_.closing && !record_.ended; }
    const socket_record& record() const { return record_; }
    socket_record& record() { return record_; }

private:
    wire_record& book() override { return record_; }
    void take_text(std::string text) override { mine_.on_text(*this, std::move(text)); }
    bool leaves_tcp_open() const override { return rules_.leaves_tcp_open; }
    asio::awaitable<void> grow_old();

    socket_rules rules_;
    socket_record record_;
    owner mine_;
};

}  // namespace emulator::slack
