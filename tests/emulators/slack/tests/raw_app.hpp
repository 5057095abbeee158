// An app without a library: it says what a test wants said, and shows what comes back as it came.
#pragma once

#include "tests/emulators/shared/raw_peer.hpp"
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

using emulator::ask;

// A call of the Web API, as a form, with the app's bot token.
asio::awaitable<std::optional<http_message>> call(
    emulation& at, std::string method, json arguments
);
// The target of a socket's URL, freshly issued: "/link/?ticket=…".
asio::awaitable<std::string> issued_target(emulation& at);

class raw_app : public raw_socket {
public:
    // The answer to the upgrade in `answer`; no frame comes when it is not 101.
    static asio::awaitable<std::unique_ptr<raw_app>> open(emulation& at);
    static asio::awaitable<std::unique_ptr<raw_app>> open(emulation& at, std::string target);

    asio::awaitable<bool> ack(json envelope, json payload = {});
};

}  // namespace emulator::slack::test
