// A Slack that listens: the Web API, uploads, files and response_urls of a workspace, Socket Mode
// and HTTP mode, with faults at will. In a program of its own (main.cpp), or in a test on the
// thread of what is tested. None of Scribe's own HTTP or WebSocket code is in it.
#pragma once

#include "tests/emulators/slack/call_faults.hpp"
#include "tests/emulators/slack/http.hpp"
#include "tests/emulators/slack/switchboard.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace emulator::slack {

struct server_options {
    std::uint16_t port = 0;          // 0: any
    std::string certificate, key;    // PEM files; empty: plain
    std::string host = "127.0.0.1";  // in the addresses it gives out
    std::uint32_t seed = 1;          // of every choice it makes
    std::function<moment()> clock;   // of the workspace; empty: the system's
};

// A request as it came, and the status it got: 0 for none.
struct request_seen {
    milliseconds at;
    http_message what;
    int status = 0;
};

class server {
public:
    // Sets the workspace's addresses (rules::api_base, …) and its on_emitted.
    server(boost::asio::any_io_executor executor, workspace& space, server_options options);
    // Only after stop(), or when the executor runs no more.
    ~server();
    server(const server&) = delete;
    server& operator=(const server&) = delete;

    // Listens. Throws boost::system::system_error when it cannot, for a port or a certificate.
    void start();
    // Cuts every connection. It can be started again, and has its port again then.
    asio::awaitable<void> stop();

    std::uint16_t port() const { return port_; }
    std::string origin() const;  // "http://127.0.0.1:4711"
    std::string api_url() const { return origin() + "/api/"; }
    moment now() const { return around_.clock(); }  // what the workspace's functions want

    // --- what goes wrong ---
    bool arm(fault what);
    fault_plan& faults() { return around_.faults; }
    // A fault of the place "frame" at once, on a socket or on all (0), with a frame that is no
    // envelope; or one of: "ping", "reset", "close", or the reason of a disconnect frame.
    void strike(const std::string& what, const std::string& value = {}, int socket = 0);
    socket_rules& socket_policy() { return board_.rules; }  // of sockets opened from now on
    delivery_rules& delivery_policy() { return board_.record.rules; }
    // Every time both have is multiplied by it.
    void scale_time(double factor);

    // --- HTTP mode ---
    void use_webhook(webhook where);  // an empty url: sockets again
    asio::awaitable<webhook_answer> verify_url(std::string challenge);
    asio::awaitable<webhook_answer> check_ssl();

    // --- the oracle ---
    const deliveries& record() const { return board_.record; }
    const switchboard& board() const { return board_; }
    const std::deque<request_seen>& requests() const { return requests_; }  // the last 10,000
    // True once it holds; false when it does not after all that time. Looked at after everything
    // that happens on the wire.
    asio::awaitable<bool> until(std::function<bool()> holds, milliseconds limit);

    // One more port, plain HTTP, for another kind of questions. Before start().
    using handler = std::function<asio::awaitable<reply>(http_message)>;
    void listen_beside(std::uint16_t port, handler answer);
    std::uint16_t port_beside() const { return port_beside_; }

private:
    // Where connections come in. Faults are Slack's only.
    struct door {
        std::optional<asio::ip::tcp::acceptor> acceptor;
        handler answer;
        bool is_slacks = true;
    };

    asio::awaitable<void> accept(door* from);
    asio::awaitable<void> converse(door* from, std::shared_ptr<stream> wire);
    asio::awaitable<bool> serve(door* from, std::shared_ptr<stream> wire, http_message asked);
    asio::awaitable<bool> give(std::shared_ptr<stream> wire, answer_plan plan);
    asio::awaitable<void> upgrade(
        std::shared_ptr<stream> wire, http_message asked, std::string first_bytes
    );
    asio::awaitable<reply> answer_as_slack(http_message asked);
    asio::ip::tcp::acceptor listen(std::uint16_t port);
    void load_certificate();
    void note(http_message asked, int status);

    server_options options_;
    surroundings around_;
    switchboard board_;
    std::optional<asio::ssl::context> tls_;
    door front_, beside_;
    std::uint16_t port_ = 0, port_beside_ = 0;
    std::deque<request_seen> requests_;
};

}  // namespace emulator::slack
