// One WebSocket of a client, the server's end: who it is, and what has been said on it.
#pragma once

#include "tests/emulators/mattermost/hub.hpp"

namespace emulator::mattermost {

// What outlives its sockets: the numbers, and what is kept for a resume.
struct connection {
    connection_record known;
    std::deque<told> dead;      // delivered, the newest last
    std::deque<event> waiting;  // not delivered: nobody is there
    live_socket* at = nullptr;
};

class live_socket : public web_socket {
public:
    live_socket(
        std::shared_ptr<stream> wire,
        const socket_rules& rules,
        std::optional<fault> quirk,
        socket_record begun,
        owner its,
        hub& board
    );

    // Beside read() and write(): waits for who it is, pings, and leaves without pongs.
    asio::awaitable<void> live();

    // It has said hello, and can hear; also when it is half-open.
    bool is_ready() const { return record_.hello && !record_.closing && !record_.ended; }
    // Transport pings are answered, nothing else is.
    bool is_dead() const { return record_.crashed; }
    socket_record& record() { return record_; }
    const socket_record& record() const { return record_; }
    milliseconds hello_delay() const;
    bool says_no_hello() const { return has("no_hello"); }

    std::string token;
    connection* on = nullptr;

private:
    wire_record& book() override { return record_; }
    void take_text(std::string text) override { board_.took(*this, text); }
    void take_pong() override { last_pong_ = its_.now(); }
    std::size_t most_bytes() const override { return rules_.most_bytes; }
    void has_ended() override { board_.ended(*this); }

    socket_rules rules_;
    socket_record record_;
    hub& board_;
    milliseconds last_pong_;
};

}  // namespace emulator::mattermost
