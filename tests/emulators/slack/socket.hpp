// One WebSocket of Socket Mode, Slack's end: hello, pings, its age, the goodbye. What is on it is
// the owner's business.
#pragma once

#include "tests/emulators/slack/faults.hpp"
#include "tests/emulators/slack/frame.hpp"
#include "tests/emulators/slack/pieces.hpp"
#include "tests/emulators/slack/signal.hpp"
#include "tests/emulators/slack/stream.hpp"

#include <boost/asio/steady_timer.hpp>

#include <deque>
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

// What is known about a socket, also when it is gone.
struct socket_record {
    int number = 0;
    milliseconds opened{0};
    std::optional<milliseconds> hello, closing, ended;
    bool debug_reconnects = false;
    bool closed_by_app = false;  // the first close frame was theirs
    int pings = 0, pongs = 0;    // that came
    std::int64_t sent = 0, acks = 0;
    std::vector<std::string> reasons;  // of the disconnect frames sent
    std::vector<std::string> strange;  // frames that are no ack, and offences against RFC 6455
};

class app_socket {
public:
    struct owner {
        std::function<milliseconds()> now;
        std::function<std::optional<fault>()> frame_fault;  // for the next text frame
        std::function<std::string()> hello;                 // the frame's text
        std::function<void(app_socket&, std::string)> on_text;
        std::function<void()> on_changed;  // ready, closing, ended, or something came
    };

    // `quirk`: a fault of the place "socket".
    app_socket(
        std::shared_ptr<stream> wire,
        socket_rules rules,
        std::optional<fault> quirk,
        socket_record begun,
        owner its
    );

    // Three coroutines, each until the TCP connection is gone.
    asio::awaitable<void> read(std::string first);  // bytes that came with the handshake
    asio::awaitable<void> write();
    asio::awaitable<void> live(bool crowded);  // too many are open: it is told and closed

    void send(std::string text);
    void send_as(std::string text, const std::optional<fault>& how);
    void send_disconnect(std::string_view reason);
    void send_ping(std::string_view payload);
    void say_goodbye(std::uint16_t code);
    void fall_silent();  // half-open: reads and writes no more, closes nothing
    void cut(bool reset);

    // Envelopes may be sent: hello is out, nobody has said goodbye. Also when it is half-open.
    bool is_ready() const { return record_.hello && !record_.closing && !record_.ended; }
    bool is_held() const { return !record_.ended; }  // there is a TCP connection
    std::size_t unsent() const;                      // bytes the app has left no room for yet
    const socket_record& record() const { return record_; }
    socket_record& record() { return record_; }

private:
    void take(const frame& got);
    void take_close(const frame& got);
    void push(piece what);
    piece next_piece();
    asio::awaitable<bool> put(piece what);
    asio::awaitable<void> watch_peer();
    asio::awaitable<void> wait(milliseconds how_long);
    asio::awaitable<void> grow_old();
    void after_both_closed();
    void end();
    bool has(std::string_view quirk) const { return quirk_ && quirk_->name == quirk; }

    std::shared_ptr<stream> wire_;
    socket_rules rules_;
    std::optional<fault> quirk_;
    socket_record record_;
    owner its_;
    signal written_;
    asio::steady_timer timer_;
    std::deque<piece> queue_;
    frame_reader frames_;
    std::string message_;  // fragments so far
    bool silent_ = false, muted_ = false, close_sent_ = false, close_came_ = false;
};

}  // namespace emulator::slack
