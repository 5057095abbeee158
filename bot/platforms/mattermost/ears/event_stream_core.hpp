// The inside of the event stream, for its own two files.
#pragma once

#include "bot/net/nursery.hpp"
#include "bot/platforms/mattermost/ears/connection.hpp"
#include "bot/platforms/mattermost/ears/event_stream.hpp"
#include "bot/platforms/mattermost/ears/frame.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <deque>
#include <utility>

namespace bot::mattermost {

namespace asio = boost::asio;

struct event_stream::core : std::enable_shared_from_this<event_stream::core> {
    using pointer = std::shared_ptr<core>;

    core(
        asio::any_io_executor on,
        event_stream_options wanted,
        std::function<void(const stream_event&, recorded)> events,
        std::function<void()> gaps
    );

    // What to do is decided in connection.cpp.
    void tell(connection_event what);
    void perform(const open_socket& what);
    void perform(const close_socket& what);
    void perform(const send_ping& what);
    void perform(const ask_whether_refused& what);
    void perform(const hand_out& what);
    void perform(const report_gap& what);
    void perform(const alert& what);
    void set_alarm();
    std::string own_id() const;

    static asio::awaitable<void> judge(pointer self, int attempt);
    static asio::awaitable<void> run(
        pointer self, int attempt, std::string connection, std::int64_t seq
    );
    static asio::awaitable<void> read(pointer self, int attempt, std::shared_ptr<websocket> socket);

    bool take(int attempt, std::string text);
    bool understand(int attempt, std::string_view text);
    void drain();
    void end();

    event_stream_options options;
    websocket_client_options socket_options;
    std::function<double()> random;
    std::function<void(const stream_event&, recorded)> on_event;
    std::function<void()> on_gap;

    connection one;
    std::string begun_as;  // the name of the connection events are counted in
    std::deque<connection_event> events;
    bool telling = false;
    std::map<int, std::shared_ptr<websocket>> sockets;  // by attempt
    frame_reader reader;
    const frame* reading = nullptr;
    std::deque<std::pair<int, std::string>> kept;  // while paused: attempt, frame
    std::size_t kept_bytes = 0;

    std::int64_t event_count = 0;
    std::chrono::steady_clock::time_point last_frame{};
    std::string last_failure;
    bool paused = false;
    bool is_draining = false;
    bool is_blocked = false;  // paused, and no more is kept: nothing is read
    bool stopping = false;

    nursery tasks;
    asio::steady_timer alarm;
    asio::steady_timer unpaused;
    asio::steady_timer quiet;  // while stopping: cancelled when the socket is gone
};

}  // namespace bot::mattermost
