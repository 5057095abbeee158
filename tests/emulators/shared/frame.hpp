// RFC 6455 as bytes: a writer and a reader of the emulator's own, so that what it finds out about
// a client does not rest on that client's code. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace emulator {

enum class opcode : std::uint8_t {
    continuation = 0,
    text = 1,
    binary = 2,
    close = 8,
    ping = 9,
    pong = 10,
};

struct frame {
    opcode is = opcode::text;
    std::string payload;
    bool final = true;
    bool masked = false;
};

// A client masks, a server does not.
std::string frame_bytes(
    opcode is,
    std::string_view payload,
    bool final = true,
    std::optional<std::uint32_t> mask = std::nullopt
);
std::string close_payload(std::uint16_t code, std::string_view reason = {});

// What Sec-WebSocket-Accept has to be.
std::string accept_for(std::string_view key);

class frame_reader {
public:
    void feed(std::string_view bytes);
    // The next whole frame; nothing while bytes of it are missing.
    std::optional<frame> next();

private:
    std::string bytes_;
    std::size_t at_ = 0;  // what lies before it has been given out
};

}  // namespace emulator
