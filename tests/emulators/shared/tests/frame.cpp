#include "tests/emulators/shared/frame.hpp"

#include <catch2/catch.hpp>

using namespace emulator;

TEST_CASE("the examples of RFC 6455 come out byte for byte", "[emulator][frame]") {
    CHECK(frame_bytes(opcode::text, "Hello") == "\x81\x05Hello");
    CHECK(
        frame_bytes(opcode::text, "Hello", true, 0x37fa213d) ==
        "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"
    );
    CHECK(frame_bytes(opcode::text, "Hel", false) == "\x01\x03Hel");
    CHECK(frame_bytes(opcode::continuation, "lo") == std::string("\x80\x02lo", 4));
    CHECK(frame_bytes(opcode::ping, "Hello") == "\x89\x05Hello");
    CHECK(
        close_payload(1000, "bye") ==
        "\x03\xe8"
        "bye"
    );
    CHECK(accept_for("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST_CASE("a frame of any length is read back, however its bytes arrive", "[emulator][frame]") {
    for (const std::size_t size : {0, 1, 125, 126, 65535, 65536, 70000}) {
        for (const auto mask : {std::optional<std::uint32_t>(), std::optional(0x01020384u)}) {
            const std::string text(size, 'x');
            const auto bytes = frame_bytes(opcode::binary, text, false, mask) + "\x8a";
            frame_reader reader;
            std::optional<frame> got;
            for (std::size_t at = 0; at < bytes.size(); at += 999) {
                CHECK_FALSE(got);
                reader.feed(std::string_view(bytes).substr(at, 999));
                got = reader.next();
            }
            REQUIRE(got);
            CHECK(got->payload == text);
            CHECK(got->is == opcode::binary);
            CHECK_FALSE(got->final);
            CHECK(got->masked == mask.has_value());
            CHECK_FALSE(reader.next());
        }
    }
}
