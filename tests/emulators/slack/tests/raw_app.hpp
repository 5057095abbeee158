// An app without a library: it says what a test wants said, and shows what comes back as it came.
#pragma once

#include "tests/emulators/slack/server.hpp"
#include "tests/net/support.hpp"

#include <memory>
#include <optional>
#include <string>

namespace emulator::slack::test {

using bot::test::loop;
using bot::test::raw_client;

// A server of a small workspace: ana and the app are in #ops, and all events are subscribed.
struct emulation {
    loop context;
    workspace space;
    server machine;
    std::string ana, ops;

    explicit emulation(server_options options = {});
    ~emulation();
    // Starts the machine, runs the conversation, stops it.
    void run(const std::function<asio::awaitable<void>()>& conversation);
    // As `run` waits for everything: at most that long.
    asio::awaitable<bool> until(std::function<bool()> holds);
    void arm(std::string name, std::string value = {}, std::string only = {}, int times = 1);
};

// One request on a connection of its own; nothing when no whole answer came.
asio::awaitable<std::optional<http_message>> ask(
    std::uint16_t port,
    std::string method,
    std::string target,
    header_list headers = {},
    std::string body = {}
);
// A call of the Web API, as a form, with the app's bot token.
asio::awaitable<std::optional<http_message>> call(
    emulation& at, std::string method, json arguments
);
// The target of a socket's URL, freshly issued: "/link/?ticket=…".
asio::awaitable<std::string> issued_target(emulation& at);

class raw_app {
public:
    // The answer to the upgrade in `answer`; no frame comes when it is not 101.
    static asio::awaitable<std::unique_ptr<raw_app>> open(emulation& at);
    static asio::awaitable<std::unique_ptr<raw_app>> open(emulation& at, std::string target);

    http_message answer;

    // The next frame; nothing once the connection has ended.
    asio::awaitable<std::optional<frame>> next_frame();
    // The next text frame as JSON, put together from its fragments; null at the end. Pings are
    // let pass.
    asio::awaitable<json> next();
    asio::awaitable<bool> send(opcode is, std::string payload);
    asio::awaitable<bool> ack(json envelope, json payload = {});
    void close() { wire_->close(); }

private:
    std::unique_ptr<raw_client> wire_;
    frame_reader frames_;
    std::string message_;
};

}  // namespace emulator::slack::test
