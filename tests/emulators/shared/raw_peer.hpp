// An app without a library, for the emulators' own tests: it says what a test wants said, and
// shows what comes back as it came.
#pragma once

#include "tests/emulators/shared/frame.hpp"
#include "tests/emulators/shared/http.hpp"
#include "tests/emulators/shared/stream.hpp"

#include <memory>
#include <optional>
#include <string>

namespace emulator {

// One request on a connection of its own; nothing when no whole answer came.
asio::awaitable<std::optional<http_message>> ask(
    std::uint16_t port,
    std::string method,
    std::string target,
    header_list headers = {},
    std::string body = {}
);

class raw_socket {
public:
    // The answer to the upgrade in `answer`; no frame comes when it is not 101.
    static asio::awaitable<std::unique_ptr<raw_socket>> open(
        std::uint16_t port, std::string target, header_list headers = {}
    );

    http_message answer;

    // The next frame; nothing once the connection has ended.
    asio::awaitable<std::optional<frame>> next_frame();
    // The next text frame as JSON, put together from its fragments; null at the end. Pings are
    // let pass.
    asio::awaitable<nlohmann::json> next();
    asio::awaitable<bool> send(opcode is, std::string payload);
    void close() { wire_->close(); }

    int close_code = 0;  // of the close frame that came; 1006: the end came without one

private:
    std::shared_ptr<stream> wire_;
    frame_reader frames_;
    std::string message_;
};

}  // namespace emulator
