// Slack as one script wants it: gives out URLs, takes sockets, and says and does on them what a
// test says. And one Socket Mode that is connected to it, with its time scaled down.
#pragma once

#include "bot/platforms/slack/ears/socket_mode.hpp"
#include "tests/emulators/shared/frame.hpp"
#include "tests/emulators/shared/http.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <deque>

namespace bot::slack::test {

namespace asio = boost::asio;
using std::chrono::milliseconds;

inline constexpr auto any_hello =
    R"({"type":"hello","num_connections":1,"debug_info":{"approximate_connection_time":3600}})";

// The other end of one socket.
class far_end : public std::enable_shared_from_this<far_end> {
public:
    far_end(asio::ip::tcp::socket socket, int number)
        : number(number), socket_(std::move(socket)) {}

    const int number;  // from 1
    std::string ticket, target;
    std::vector<std::string> texts;  // what came
    std::vector<std::string> pongs;
    int pings = 0;
    bool said_goodbye = false;  // a close frame came
    bool ended = false;         // the other end has closed or reset the connection
    bool answers_pings = true, answers_close = true, leaves_open = false;

    void send(std::string_view text);
    void send_bytes(std::string bytes);
    void close(std::uint16_t code = 1000);
    void cut();    // with FIN
    void reset();  // with RST
    asio::awaitable<void> run(std::string first);

private:
    void write();
    void take(const emulator::frame& one);

    asio::ip::tcp::socket socket_;
    std::deque<std::string> queue_;
    bool writing_ = false;
};

class socket_stage {
public:
    explicit socket_stage(asio::any_io_executor executor);
    ~socket_stage();

    // Status and body of the answer to the n-th apps.connections.open, from 1; below 0: none.
    std::function<std::pair<int, std::string>(int n)> on_open;
    // The whole answer to the n-th upgrade; empty: 101, as it should be.
    std::function<std::string(int n)> on_upgrade;
    std::function<void(far_end&)> on_link;  // the socket is open; says hello when it is not given
    std::string open_headers;               // of the answers to apps.connections.open

    std::pair<int, std::string> issue();  // a fresh URL
    // Of the n-th link, which has come.
    far_end& at(int number) { return *links[static_cast<std::size_t>(number - 1)]; }
    int held() const;  // by the client

    std::vector<emulator::http_message> asked;
    std::vector<std::chrono::steady_clock::time_point> asked_at;
    std::vector<std::shared_ptr<far_end>> links;
    int upgrades = 0, most_held = 0;

private:
    asio::awaitable<void> accept();
    asio::awaitable<void> serve(asio::ip::tcp::socket socket);
    asio::awaitable<void> upgrade(
        asio::ip::tcp::socket socket, emulator::http_message asked, std::string first
    );

    asio::ip::tcp::acceptor acceptor_;
    nursery tasks_;
    int tickets_ = 0;
};

// Everything a thousandth as long or so, and no wait for a turn.
socket_mode_options quick();

struct received {
    std::string id, type, payload;
    acknowledge answer;
};

class stage_house {
public:
    // `minute`: what the limits of the Web API take for one.
    explicit stage_house(
        socket_mode_options options = quick(), milliseconds minute = milliseconds(1)
    );
    ~stage_house();

    // Runs until it ends; what it throws is thrown here. One that takes 30 s fails.
    void run(const std::function<asio::awaitable<void>()>& conversation);
    // Until it holds; fails the test after ten seconds.
    asio::awaitable<void> until(std::function<bool()> holds);
    asio::awaitable<void> until_ready(int count);
    asio::awaitable<void> let_pass(milliseconds span);

    asio::io_context context{1};
    socket_stage slack;
    std::function<void(const envelope&, acknowledge)> on_envelope;  // in place of keeping it
    std::vector<received> got;
    std::vector<milliseconds> gaps;
    std::unique_ptr<socket_mode> mode;

private:
    secret token_;
    std::unique_ptr<web_api> api_;
};

std::string an_event(const std::string& id, int retry_attempt = 0);
std::string a_command(const std::string& id);
std::string a_disconnect(const std::string& reason);

}  // namespace bot::slack::test
