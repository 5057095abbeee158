#include "bot/net/websocket.hpp"

#include "bot/net/nursery.hpp"
#include "bot/net/websocket_client.hpp"
#include "tests/net/support.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <catch2/catch.hpp>

#include <stdexcept>

namespace {

using namespace bot;
using namespace bot::test;
using namespace std::chrono_literals;
using socket_pointer = std::shared_ptr<websocket>;

asio::awaitable<void> echo(http_request, socket_pointer socket) {
    for (;;) {
        auto text = co_await socket->read();
        if (!text || *text == "leave") co_return;
        if (*text == "throw") throw std::runtime_error("serve failed");
        socket->send(std::move(*text));
    }
}

asio::awaitable<void> count_to_1000(http_request, socket_pointer socket) {
    for (int n = 0; n < 1000; ++n) socket->send(std::to_string(n));
    socket->close();
    co_await socket->ended();
}

// Sends until the budget is spent, without caring whether anybody listens.
asio::awaitable<void> flood(http_request, socket_pointer socket) {
    const std::string block(64 * 1024, 'x');
    while (socket->send(block)) co_await asio::post(asio::use_awaitable);
    CHECK(socket->queued_bytes() <= 1024 * 1024);
    CHECK_FALSE(socket->is_open());
    co_await socket->ended();
}

// Short messages all at once, the second of them on its way, until the budget is spent.
asio::awaitable<void> chatter(http_request, socket_pointer socket) {
    for (int n = 0; n < 10; ++n) socket->send("word");
    co_await asio::post(asio::use_awaitable);
    while (socket->send("word")) continue;
    co_await socket->ended();
}

result<void> only_friends(const http_request& request) {
    const auto* origin = request.header("Origin");
    if (origin && *origin == "https://evil.example")
        return fail(errc::forbidden, "not from this page");
    if (request.parameter("who") == "bad") return fail(errc::invalid, "that is no name");
    return {};
}

result<void> anybody(const http_request&) {
    return {};
}

struct house {
    explicit house(http_server_options options = {})
        : server(
              world.executor(),
              small_routes(),
              {{"/echo/{who}", only_friends, echo},
               {"/count", anybody, count_to_1000},
               {"/flood", anybody, flood},
               {"/chatter", anybody, chatter},
               {"/closed", nullptr, echo}},
              std::move(options)
          ),
          port(server.listen("127.0.0.1", 0).value()) {}

    std::string at(const std::string& path) const {
        return "ws://127.0.0.1:" + std::to_string(port) + path;
    }
    asio::awaitable<result<socket_pointer>> open(
        std::string path, http_headers headers = {}, websocket_client_options options = {}
    ) {
        return connect_websocket(at(path), std::move(headers), std::move(options));
    }
    asio::awaitable<void> until_nobody() {
        while (server.connections() > 0) co_await asio::post(asio::use_awaitable);
    }

    loop world;
    http_server server;
    std::uint16_t port;
};

http_server_options small_budget() {
    http_server_options options;
    options.websocket.send_budget = 1024 * 1024;
    options.websocket.close_grace = 100ms;
    return options;
}

const std::string upgrade_head =
    " HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

// A masked client frame with a zero mask.
std::string frame(unsigned char first, const std::string& payload, std::size_t claimed = 0) {
    const auto size = claimed == 0 ? payload.size() : claimed;
    std::string bytes(1, static_cast<char>(first));
    if (size < 126) {
        bytes += static_cast<char>(0x80U | size);
    } else {
        bytes += '\xff';
        for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(size >> shift);
    }
    return bytes + std::string(4, '\0') + payload;
}

// The code of the close frame at the end of what a server sent; 0 without one.
int close_code_in(const std::string& bytes) {
    const auto at = bytes.rfind('\x88');
    if (at == std::string::npos || at + 4 > bytes.size()) return 0;
    return static_cast<unsigned char>(bytes[at + 2]) * 256 +
           static_cast<unsigned char>(bytes[at + 3]);
}

}  // namespace

TEST_CASE("what is said comes back, long and short", "[net]") {
    house h;
    h.world.run([&]() -> asio::awaitable<void> {
        const auto opened = co_await h.open("/echo/ann");
        REQUIRE(opened);
        const auto& socket = *opened;
        for (const auto& text :
             {std::string(),
              std::string("hi"),
              std::string("ünïcode 🔥"),
              std::string(125, 'a'),
              std::string(126, 'b'),
              std::string(70'000, 'c'),
              std::string(1024 * 1024, 'd')}) {
            CHECK(socket->send(text));
            const auto back = co_await socket->read();
            REQUIRE(back);
            CHECK((*back == text));
        }
        socket->close();
        co_await socket->ended();
        CHECK_FALSE(socket->send("too late"));
        const auto after = co_await socket->read();
        CHECK_FALSE(after);
        co_await h.until_nobody();
    });
}

TEST_CASE("1,000 messages arrive in their order before the goodbye", "[net]") {
    house h;
    websocket_client_options options;
    options.websocket.read_ahead = GENERATE(0, 3, 4096);
    CAPTURE(options.websocket.read_ahead);
    h.world.run([&]() -> asio::awaitable<void> {
        const auto opened = co_await h.open("/count", {}, options);
        REQUIRE(opened);
        for (int n = 0; n < 1000; ++n) {
            const auto text = co_await (*opened)->read();
            REQUIRE(text);
            REQUIRE(*text == std::to_string(n));
        }
        const auto end = co_await (*opened)->read();
        CHECK_FALSE(end);
        REQUIRE((*opened)->peer_reason());
        CHECK((*opened)->peer_reason()->code == close_code::normal);
    });
}

TEST_CASE("who is let go in the middle of a burst hears the goodbye", "[net]") {
    house h(small_budget());
    h.world.run([&]() -> asio::awaitable<void> {
        const auto opened = co_await h.open("/chatter");
        REQUIRE(opened);
        for (;;) {
            const auto text = co_await (*opened)->read();
            if (!text) break;
            REQUIRE(*text == "word");
        }
        REQUIRE((*opened)->peer_reason());
        CHECK((*opened)->peer_reason()->code == close_code::try_again);
    });
}

TEST_CASE("the route decides before the upgrade, and its error is the answer", "[net]") {
    house h;
    h.world.run([&]() -> asio::awaitable<void> {
        const auto evil = co_await h.open("/echo/ann", {{"Origin", "https://evil.example"}});
        REQUIRE_FALSE(evil);
        CHECK(evil.error().code == errc::forbidden);
        CHECK(evil.error().detail.find("status 403") != std::string::npos);
        const auto bad = co_await h.open("/echo/bad");
        CHECK(bad.error().detail.find("status 400") != std::string::npos);
        const auto nowhere = co_await h.open("/nowhere");
        CHECK(nowhere.error().detail.find("status 404") != std::string::npos);
        const auto closed = co_await h.open("/closed");
        CHECK(closed.error().code == errc::forbidden);

        const auto plain = co_await exchange(
            h.port, "GET /echo/ann HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
        );
        CHECK(status_in(plain) == 426);
    });
}

TEST_CASE("an upgrade that is malformed is refused", "[net]") {
    house h;
    const std::string head =
        "GET /echo/ann HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\n"
        "Upgrade: websocket\r\n";
    h.world.run([&]() -> asio::awaitable<void> {
        const auto no_key = co_await exchange(h.port, head + "Sec-WebSocket-Version: 13\r\n\r\n");
        CHECK(status_in(no_key) == 400);
        const auto old = co_await exchange(
            h.port,
            head + "Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        CHECK(status_in(old) == 426);
        const auto body = co_await exchange(h.port, head + "Content-Length: 2\r\n\r\nhi");
        CHECK(status_in(body) == 400);
    });
}

TEST_CASE("19: frames that break the rules close the connection with their code", "[net]") {
    struct row {
        const char* name;
        std::string bytes;
        int code;
    };
    const std::vector<row> rows{
        {"binary", frame(0x82, "bytes"), 1003},
        {"not UTF-8", frame(0x81, "\xc0\xaf"), 1007},
        {"surrogate", frame(0x81, "\xed\xa0\x80"), 1007},
        {"cut character", frame(0x81, "\xe2\x82"), 1007},
        {"long frame announced", frame(0x81, "x", 1024 * 1024 + 1), 1009},
        {"2^62 announced", frame(0x81, "x", std::size_t{1} << 62U), 1009},
        {"long in parts",
         frame(0x01, std::string(600'000, 'x')) + frame(0x80, std::string(600'000, 'x')),
         1009},
        {"compressed bit", frame(0xc1, "x"), 1002},
        {"unknown opcode", frame(0x83, "x"), 1002},
        {"continuation of nothing", frame(0x80, "x"), 1002},
        {"text inside a message", frame(0x01, "x") + frame(0x81, "y"), 1002},
        {"fragmented ping", frame(0x09, "x"), 1002},
        {"long ping", frame(0x89, std::string(126, 'x')), 1002},
        {"unmasked", "\x81\x01x", 1002},
        {"close of one byte", frame(0x88, "x"), 1002},
        {"close with a reserved code", frame(0x88, "\x03\xed"), 1002},
        {"polite close", frame(0x88, "\x03\xe8"), 1000},
    };
    house h(small_budget());
    for (const auto& [name, bytes, code] : rows) {
        INFO(name);
        std::string answer;
        h.world.run([&, sent = "GET /echo/ann" + upgrade_head + bytes]() -> asio::awaitable<void> {
            answer = co_await exchange(h.port, sent);
        });
        CHECK(status_in(answer) == 101);
        CHECK(close_code_in(answer) == code);
    }
}

TEST_CASE("frames that come with the upgrade are not lost", "[net]") {
    house h(small_budget());
    h.world.run([&]() -> asio::awaitable<void> {
        const auto answer = co_await exchange(
            h.port, "GET /echo/ann" + upgrade_head + frame(0x81, "early") + frame(0x81, "leave")
        );
        CHECK(answer.find("early") != std::string::npos);
        CHECK(close_code_in(answer) == 1000);
    });
}

TEST_CASE("a peer that does not read is let go, and told if it listens again", "[net]") {
    house h(small_budget());
    h.world.run([&]() -> asio::awaitable<void> {
        const auto deaf = co_await raw_client::connect(h.port);
        deaf->shrink_receive_buffer();
        co_await deaf->send("GET /flood" + upgrade_head);
        while (h.server.connections() == 0) co_await asio::post(asio::use_awaitable);
        co_await h.until_nobody();
    });
    auto patient = small_budget();
    patient.websocket.close_grace = 10s;
    house calm(patient);
    calm.world.run([&]() -> asio::awaitable<void> {
        const auto slow = co_await calm.open("/flood");
        REQUIRE(slow);
        for (;;) {
            const auto text = co_await (*slow)->read();
            if (!text) break;
        }
        REQUIRE((*slow)->peer_reason());
        CHECK((*slow)->peer_reason()->code == close_code::try_again);
    });
}

TEST_CASE("who serves may leave or fail, and the peer hears which", "[net]") {
    house h;
    h.world.run([&]() -> asio::awaitable<void> {
        for (const auto& [word, code] :
             {std::pair{"leave", close_code::normal}, std::pair{"throw", close_code::internal}}) {
            const auto opened = co_await h.open("/echo/ann");
            REQUIRE(opened);
            (*opened)->send(word);
            const auto end = co_await (*opened)->read();
            CHECK_FALSE(end);
            REQUIRE((*opened)->peer_reason());
            CHECK((*opened)->peer_reason()->code == code);
        }
        co_await h.until_nobody();
    });
}

TEST_CASE("a stopping server says goodbye to every websocket", "[net]") {
    house h;
    h.world.run([&]() -> asio::awaitable<void> {
        std::vector<socket_pointer> open;
        for (int n = 0; n < 20; ++n) {
            const auto opened = co_await h.open("/echo/ann");
            REQUIRE(opened);
            open.push_back(*opened);
        }
        bool stopped = false;
        asio::co_spawn(h.world.executor(), h.server.stop(), [&](std::exception_ptr) {
            stopped = true;
        });
        for (const auto& socket : open) {
            const auto end = co_await socket->read();
            CHECK_FALSE(end);
            REQUIRE(socket->peer_reason());
            CHECK(socket->peer_reason()->code == close_code::going_away);
        }
        while (!stopped) co_await asio::post(asio::use_awaitable);
        CHECK(h.server.connections() == 0);
    });
}

TEST_CASE("a websocket may be dropped at any moment", "[net]") {
    house h;
    h.world.run([&]() -> asio::awaitable<void> {
        {
            const auto unread = co_await h.open("/echo/ann");
            REQUIRE(unread);
            (*unread)->send(std::string(1'000'000, 'x'));
        }
        {
            const auto closing = co_await h.open("/echo/ann");
            REQUIRE(closing);
            (*closing)->send("last words");
            (*closing)->close();
            (*closing)->close();
        }
        nursery tasks(h.world.executor());
        const auto opened = co_await h.open("/echo/ann");
        REQUIRE(opened);
        tasks.start("reader", echo({}, *opened));
        co_await tasks.stop();
        (*opened)->close();
        co_await (*opened)->ended();
        co_await h.until_nobody();
    });
}

TEST_CASE("a peer that vanishes without a word is noticed", "[net]") {
    http_server_options options;
    options.websocket.idle = 60ms;
    house h(std::move(options));
    h.world.run([&]() -> asio::awaitable<void> {
        const auto silent = co_await raw_client::connect(h.port);
        co_await silent->send("GET /echo/ann" + upgrade_head);
        while (h.server.connections() == 0) co_await asio::post(asio::use_awaitable);
        // It answers no ping, so it is gone for the server although TCP knows nothing of it.
        co_await h.until_nobody();
        const auto heard = co_await silent->read_all();
        CHECK(heard.find("\x89") != std::string::npos);
    });
}
