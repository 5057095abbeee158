// The inside of Socket Mode, for its own two files.
#pragma once

#include "bot/platforms/slack/ears/acknowledgements.hpp"
#include "bot/platforms/slack/ears/connection.hpp"
#include "bot/platforms/slack/ears/frame.hpp"
#include "bot/platforms/slack/ears/socket_mode.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <deque>
#include <utility>

namespace bot::slack {

namespace asio = boost::asio;

struct socket_mode::core : std::enable_shared_from_this<socket_mode::core> {
    using pointer = std::shared_ptr<core>;

    core(
        asio::any_io_executor on,
        web_api& app_api,
        socket_mode_options wanted,
        std::function<void(const envelope&, acknowledge)> envelopes,
        std::function<void(milliseconds)> gaps
    );

    // What to do is decided in connection.cpp.
    void tell(connection_event what);
    void perform(const ask_for_url& what);
    void perform(const open_socket& what);
    void perform(const close_socket& what);
    void perform(const alert& what);
    void perform(const report_gap& what);
    void set_alarm();

    static asio::awaitable<result<api_result>> open_call(pointer self);
    static asio::awaitable<void> ask(pointer self, int id);
    static asio::awaitable<void> run(pointer self, int id, std::string url);
    static asio::awaitable<void> read(pointer self, int id, std::shared_ptr<websocket> socket);

    // A frame that came. One that must wait is kept; false: no more than that, please.
    bool take(int id, std::string text);
    bool understand(int id, std::string_view text);
    void hand_out(int id, const frame& told);
    bool send(int preferred, const std::string& text);

    static asio::awaitable<void> wait(pointer self, milliseconds most, bool (*done)(const core&));
    void end();

    asio::any_io_executor executor;
    web_api& api;
    socket_mode_options options;
    websocket_client_options socket_options;
    std::function<double()> random;
    std::function<void(const envelope&, acknowledge)> on_envelope;
    std::function<void(milliseconds)> on_gap;

    connection_set set;
    std::deque<connection_event> events;
    bool telling = false;
    std::map<int, std::shared_ptr<websocket>> sockets;
    frame_reader reader;
    std::shared_ptr<acknowledgements> acks;
    std::deque<std::pair<int, std::string>> kept;  // while paused: connection, frame
    std::size_t kept_bytes = 0;

    std::int64_t envelopes = 0;
    std::chrono::steady_clock::time_point last_frame{};
    std::string last_failure;
    bool paused = false;
    bool stopping = false;

    nursery tasks;
    asio::steady_timer alarm;
    asio::steady_timer unpaused;
    asio::steady_timer quiet;  // while stopping: cancelled when there is less to wait for
};

// The clock of connection.hpp.
milliseconds monotonic();

}  // namespace bot::slack
