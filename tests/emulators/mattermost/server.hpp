// A Mattermost that listens: REST, the WebSocket, slash commands, buttons and dialogs of a
// workspace, with faults at will. In a program of its own (main.cpp), or in a test on the thread
// of what is tested. None of Scribe's own HTTP or WebSocket code is in it.
#pragma once

#include "tests/emulators/mattermost/hub.hpp"
#include "tests/emulators/shared/host.hpp"

namespace emulator::mattermost {

// A call that went out to an app.
struct call_made {
    errand::kind is;
    outgoing what;
    called_back answer;
};

class server : public host {
public:
    // Sets the workspace's site_url and its on_event.
    server(boost::asio::any_io_executor executor, workspace& space, host_options options);
    ~server() override;

    std::string api_url() const { return origin() + "/api/v4"; }
    std::string socket_url() const;  // "ws://127.0.0.1:4711/api/v4/websocket"

    // --- what goes wrong ---
    // At once, on a socket or on all (0): a fault of the place "frame", with a frame that is no
    // event; or "ping", "reset", "close", "drop" (1006), "hub_crash" (the socket stays open,
    // transport pings are answered, nothing else ever is).
    void strike(const std::string& what, const std::string& value = {}, int socket = 0);
    socket_rules& socket_policy() { return board_.rules; }  // of sockets opened from now on
    // As if the process had been started again: sockets are gone, connection ids unknown. The port
    // stays open; stop() and start() do the same with an outage in between.
    void restart() { board_.close_all(); }
    // Every time of the sockets and of the workspace's rules is multiplied by it.
    void scale_time(double factor);

    // --- what people do that calls the app; the answer is what their client gets ---
    asio::awaitable<reply> runs_command(
        std::string who, std::string channel, std::string line, std::string root = {}
    );
    asio::awaitable<reply> clicks(
        std::string who, std::string post, std::string action, std::string selected = {}
    );
    asio::awaitable<reply> submits(std::string who, json submission);
    asio::awaitable<reply> cancels(std::string who);

    // --- the oracle ---
    const hub& board() const { return board_; }
    const std::vector<call_made>& calls_made() const { return calls_made_; }

private:
    asio::awaitable<reply> answer_call(http_message asked) override;
    // "POST /posts/{post}/pin": the route, or the path when there is none.
    std::string subject_of_call(const http_message& asked) const override;
    call_faults own_call_faults() const override;
    std::optional<reply> refuses(const http_message& asked) override;
    void admitted(std::shared_ptr<stream> wire, http_message asked, std::string first) override;
    void has_started() override;
    void cut_sockets() override { board_.close_all(); }
    asio::awaitable<void> make_it_take_time(const http_message& asked);
    asio::awaitable<reply> finish(outcome begun);

    workspace& space_;
    hub board_;
    std::vector<call_made> calls_made_;
};

}  // namespace emulator::mattermost
