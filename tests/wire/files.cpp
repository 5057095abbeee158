// Files people share.
#include "bot/base/digest.hpp"
#include "bot/net/url.hpp"
#include "tests/wire/world.hpp"

#include <catch2/catch.hpp>

namespace bot::test {
namespace {

std::string many_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    std::uint32_t state = 1;
    for (auto& byte : bytes) {
        state = state * 1664525U + 1013904223U;
        byte = static_cast<char>(state >> 24U);
    }
    return bytes;
}

}  // namespace

TEST_CASE("a file comes back byte for byte, under its SHA-256", "[wire]") {
    world w;
    const auto cookie = w.sign_in("ana");
    const struct {
        std::string name, bytes, type;
    } cases[] = {
        {"grid.png", many_bytes(70'000), "image/png"},
        {"app.log", "one\r\ntwo\n", "text/plain"},
        {"bild ä.bin", std::string("\0\1\2", 3), "application/octet-stream"},
        {"page.html", "<script>alert(1)</script>", "application/octet-stream"},
        {"large.bin", many_bytes(5'000'000), "application/octet-stream"},
    };
    for (const auto& one : cases) {
        INFO(one.name);
        const auto kept = w.ask(
            "POST", "/api/files?name=" + percent_encode(one.name), {{"Cookie", cookie}}, one.bytes
        );
        REQUIRE(kept.status == 200);
        const auto file = json::parse(kept.body)["file"];
        CHECK(file["name"] == one.name);
        CHECK(file["sha256"] == to_hex(sha256(one.bytes)));
        CHECK(file["size"] == one.bytes.size());
        CHECK(file["media_type"] == one.type);

        const auto got = w.ask("GET", file["url"].get<std::string>(), {{"Cookie", cookie}});
        CHECK(got.status == 200);
        CHECK((got.body == one.bytes));
        CHECK(*got.header("Content-Type") == one.type);
        CHECK(*got.header("X-Content-Type-Options") == "nosniff");
        const bool shown = one.type.starts_with("image/");
        CHECK((got.header("Content-Disposition") == nullptr) == shown);
    }
}

TEST_CASE("a shared file stands in the room, whatever the browser says about it", "[wire]") {
    world w;
    auto ana = w.open("ana");
    auto bob = w.open("bob");
    bob.open_room("general");
    const auto kept =
        w.ask("POST", "/api/files?name=app.log", {{"Cookie", w.sign_in("ana")}}, "one\ntwo\n");
    auto file = json::parse(kept.body)["file"];
    file["size"] = 1;
    file["media_type"] = "text/html";

    REQUIRE(ana.ask({{"do", "send"},
                     {"room", "general"},
                     {"id", "f1"},
                     {"text", "the log"},
                     {"file", file}}
    ).contains("ok"));

    const auto seen = bob.event("messages")["messages"][0];
    CHECK(seen["text"] == "the log");
    CHECK(seen["file"]["name"] == "app.log");
    CHECK(seen["file"]["size"] == 8);
    CHECK(seen["file"]["media_type"] == "text/plain");
    const auto got =
        w.ask("GET", seen["file"]["url"].get<std::string>(), {{"Cookie", w.sign_in("bob")}});
    CHECK(got.body == "one\ntwo\n");
}

TEST_CASE("what is no file, or too large, is refused with a sentence", "[wire]") {
    world w;
    const auto cookie = w.sign_in("ana");
    const struct {
        std::string what, target, body;
        bool signed_in;
        int status;
    } cases[] = {
        {"nobody", "/api/files?name=a.txt", "text", false, 401},
        {"no name", "/api/files", "text", true, 400},
        {"an empty name", "/api/files?name=", "text", true, 400},
        {"slashes only", "/api/files?name=%2F%5C", "text", true, 400},
        {"no bytes", "/api/files?name=a.txt", "", true, 400},
        {"too large", "/api/files?name=a.bin", std::string(20 * 1024 * 1024 + 1, 'x'), true, 413},
    };
    for (const auto& one : cases) {
        INFO(one.what);
        http_headers headers;
        if (one.signed_in) headers.add("Cookie", cookie);
        const auto got = w.ask("POST", one.target, headers, one.body);
        CHECK(got.status == one.status);
        CHECK_FALSE(json::parse(got.body)["error"].get<std::string>().empty());
    }
    for (const auto* path :
         {"/files/abc/a.txt", "/files/..%2F..%2Fconsole.key/a", "/files/console.key/a"}) {
        INFO(path);
        CHECK(w.ask("GET", path, {{"Cookie", cookie}}).status >= 400);
    }
    const auto unseen = w.ask("GET", "/files/" + std::string(64, 'a') + "/a.txt");
    CHECK(unseen.status == 401);
}

}  // namespace bot::test
