#include "bot/base/digest.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>
#include <thread>

namespace {

using namespace std::string_view_literals;

}  // namespace

TEST_CASE("SHA-256 is that of the standard") {
    const auto [text, hex] = GENERATE(table<std::string, std::string_view>({
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
        {std::string(1'000'000, 'a'),
         "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
    }));

    CHECK(bot::to_hex(bot::sha256(text)) == hex);
}

TEST_CASE("parts are hashed as if they stood together") {
    CHECK(bot::sha256({"a", "", "bc"}) == bot::sha256("abc"));
    CHECK(bot::sha256({"ab", "c"}) != bot::sha256({"ab", "d"}));
    CHECK(bot::sha256({}) == bot::sha256(""));
}

TEST_CASE("each thread has its own context") {
    bot::digest other{};
    std::thread([&] { other = bot::sha256("abc"); }).join();

    CHECK(other == bot::sha256("abc"));
}

TEST_CASE("hex has two small letters for each byte") {
    CHECK(bot::to_hex("\x00\x0F\xF0\xFF"sv) == "000ff0ff");
    CHECK(bot::to_hex(""sv).empty());
    CHECK(bot::bytes_of(bot::sha256("abc")).size() == 32);
}
