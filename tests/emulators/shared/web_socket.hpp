// One WebSocket, the server's end: frames, pings, the goodbye, and every bad manner. What is said
// on it is the business of the platform's own class.
#pragma once

#include "tests/emulators/shared/faults.hpp"
#include "tests/emulators/shared/frame.hpp"
#include "tests/emulators/shared/pieces.hpp"
#include "tests/emulators/shared/signal.hpp"
#include "tests/emulators/shared/stream.hpp"

#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace emulator {

// What is known about a socket, also when it is gone.
struct wire_record {
    int number = 0;
    milliseconds opened{0};
    std::optional<milliseconds> closing, ended;
    bool closed_by_app = false;        // the first close frame was theirs
    int pings = 0, pongs = 0;          // that came
    std::vector<std::string> strange;  // offences against RFC 6455, and what makes no sense
};

class web_socket {
public:
    // The owner outlives it.
    struct owner {
        std::function<milliseconds()> now;
        std::function<std::optional<fault>()> frame_fault;  // for the next text frame
        std::function<void()> on_changed;                   // closing, ended, or something came
    };

    // `quirk`: a fault of the place "socket".
    web_socket(std::shared_ptr<stream> wire, std::optional<fault> quirk, owner its);
    virtual ~web_socket() = default;

    // Two coroutines, each until the TCP connection is gone.
    asio::awaitable<void> read(std::string first);  // bytes that came with the handshake
    asio::awaitable<void> write();

    void send(std::string text);
    void send_as(std::string text, const std::optional<fault>& how);
    void send_ping(std::string_view payload);
    void say_goodbye(std::uint16_t code);
    void fall_silent();  // half-open: reads and writes no more, closes nothing
    void cut(bool reset);
    // As a fault of the place "frame", or "ping", "reset", "close"; false for what it is not.
    bool strike(const fault_plan& known, const std::string& what, const std::string& value);

    bool is_held() const { return !over_; }  // there is a TCP connection
    std::size_t unsent() const;              // bytes the app has left no room for yet

protected:
    virtual wire_record& book() = 0;  // what is to be known about it
    virtual void take_text(std::string text) = 0;
    virtual void take_pong() {}
    virtual bool leaves_tcp_open() const { return false; }       // after the closing handshake
    virtual std::size_t most_bytes() const { return SIZE_MAX; }  // of a frame; more is 1009
    virtual void has_ended() {}

    bool has(std::string_view quirk) const { return quirk_ && quirk_->name == quirk; }
    std::int64_t quirk_number(std::int64_t otherwise) const { return quirk_->number(otherwise); }
    asio::awaitable<void> wait(milliseconds how_long);  // or until it ends
    bool has_said_goodbye() const { return close_sent_; }

    owner its_;

private:
    void take(const frame& got);
    void take_close(const frame& got);
    void push(piece what);
    piece next_piece();
    asio::awaitable<bool> put(piece what);
    asio::awaitable<void> watch_peer();
    void after_both_closed();
    void end();

    std::shared_ptr<stream> wire_;
    std::optional<fault> quirk_;
    signal written_;
    asio::steady_timer timer_;
    std::deque<piece> queue_;
    frame_reader frames_;
    std::string message_;  // fragments so far
    bool silent_ = false, muted_ = false, over_ = false;
    bool close_sent_ = false, close_came_ = false;
};

}  // namespace emulator
