#include "bot/net/http_client.hpp"

#include "bot/net/websocket_client.hpp"
#include "tests/net/support.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>

#include <array>
#include <filesystem>
#include <fstream>

namespace {

using namespace bot;
using namespace bot::test;
using namespace std::chrono_literals;
using asio::ip::tcp;
constexpr auto awaiting = asio::as_tuple(asio::use_awaitable);

asio::awaitable<void> echo(http_request, std::shared_ptr<websocket> socket) {
    for (;;) {
        auto text = co_await socket->read();
        if (!text) co_return;
        socket->send(std::move(*text));
    }
}

result<void> anybody(const http_request&) {
    return {};
}

struct house {
    house() : server(world.executor(), small_routes(), {{"/ws", anybody, echo}}) {}

    std::uint16_t listen_tls(const std::string& cert, const std::string& key) {
        auto tls = make_server_tls(cert, key);
        REQUIRE(tls);
        return server.listen("127.0.0.1", 0, *tls).value();
    }

    loop world;
    http_server server;
};

// Accepts one connection, reads once, says its line, and closes.
asio::awaitable<void> say_once(tcp::acceptor& acceptor, std::string answer) {
    auto [ec, socket] = co_await acceptor.async_accept(awaiting);
    std::array<char, 4096> asked{};
    co_await socket.async_read_some(asio::buffer(asked), awaiting);
    co_await asio::async_write(socket, asio::buffer(answer), awaiting);
}

std::string url_of(const std::string& scheme, const std::string& host, std::uint16_t port) {
    return scheme + "://" + host + ":" + std::to_string(port);
}

http_client trusting_client() {
    http_client_options options;
    options.tls = make_client_tls(made_certificates().ca).value();
    return http_client(options);
}

}  // namespace

TEST_CASE("a client gets what the server answers", "[net]") {
    house h;
    const auto port = h.server.listen("127.0.0.1", 0).value();
    const auto base = url_of("http", "127.0.0.1", port);
    h.world.run([&]() -> asio::awaitable<void> {
        http_client client;
        const auto hello = co_await client.request("GET", base + "/", {}, "", 5s);
        REQUIRE(hello);
        CHECK(hello->status == 200);
        CHECK(hello->body == "hello");
        CHECK(*hello->header("content-type") == "text/plain; charset=utf-8");
        const auto echoed = co_await client.request("POST", base + "/echo", {}, "text", 5s);
        CHECK(echoed->body == "text");
        const auto head = co_await client.request("HEAD", base + "/", {}, "", 5s);
        CHECK(head->status == 200);
        CHECK(head->body.empty());
        // Answered before all of the body was taken.
        const auto big =
            co_await client.request("POST", base + "/echo", {}, std::string(8'000'000, 'x'), 5s);
        REQUIRE(big);
        CHECK(big->status == 413);
    });
}

TEST_CASE("56: over TLS the chain and the host name are verified", "[net]") {
    house h;
    const auto& files = made_certificates();
    const auto good = h.listen_tls(files.server_cert, files.server_key);
    const auto stranger = h.listen_tls(files.stranger_cert, files.stranger_key);
    const auto elsewhere = h.listen_tls(files.elsewhere_cert, files.elsewhere_key);
    auto client = trusting_client();
    h.world.run([&]() -> asio::awaitable<void> {
        for (const auto* host : {"localhost", "127.0.0.1"}) {
            const auto hello =
                co_await client.request("GET", url_of("https", host, good), {}, "", 5s);
            INFO((hello ? "" : hello.error().detail));
            REQUIRE(hello);
            CHECK(hello->body == "hello");
        }
        struct row {
            std::uint16_t port;
            const char* reason;
        };
        for (const auto& [port, reason] :
             {row{stranger, "self-signed"}, row{elsewhere, "ostname mismatch"}}) {
            const auto refused =
                co_await client.request("GET", url_of("https", "localhost", port), {}, "", 5s);
            REQUIRE_FALSE(refused);
            CHECK(refused.error().code == errc::refused);
            CHECK_THAT(refused.error().detail, Catch::Matchers::Contains(reason));
            CHECK_THAT(refused.error().detail, Catch::Matchers::Contains("localhost:"));
        }
        // The system's roots know nothing of ours.
        http_client plain;
        const auto unknown =
            co_await plain.request("GET", url_of("https", "localhost", good), {}, "", 5s);
        CHECK(unknown.error().code == errc::refused);
        // A server that speaks no TLS, and a client that speaks none.
        const auto bare = h.server.listen("127.0.0.1", 0).value();
        const auto no_tls =
            co_await client.request("GET", url_of("https", "localhost", bare), {}, "", 5s);
        CHECK(no_tls.error().code == errc::refused);
        const auto wrong =
            co_await client.request("GET", url_of("http", "localhost", good), {}, "", 5s);
        CHECK_FALSE(wrong);
    });
}

TEST_CASE("56: old versions of TLS are not spoken", "[net]") {
    house h;
    const auto& files = made_certificates();
    const auto port = h.listen_tls(files.server_cert, files.server_key);
    h.world.run([&]() -> asio::awaitable<void> {
        // A TLS 1.1 ClientHello with one cipher suite and no extension.
        std::string hello("\x16\x03\x01\x00\x2d\x01\x00\x00\x29\x03\x02", 11);
        hello += std::string(32, 'r') + std::string("\x00\x00\x02\x00\x2f\x01\x00", 7);
        const auto answer = co_await exchange(port, hello);
        // An alert: protocol_version.
        REQUIRE(answer.size() >= 7);
        CHECK(answer[0] == '\x15');
        CHECK(answer[6] == '\x46');
    });
}

TEST_CASE("a websocket over TLS is verified too, and carries what is said", "[net]") {
    house h;
    const auto& files = made_certificates();
    const auto good = h.listen_tls(files.server_cert, files.server_key);
    const auto stranger = h.listen_tls(files.stranger_cert, files.stranger_key);
    h.world.run([&]() -> asio::awaitable<void> {
        websocket_client_options options;
        options.tls = make_client_tls(files.ca).value();
        const auto opened =
            co_await connect_websocket(url_of("wss", "localhost", good) + "/ws", {}, options);
        REQUIRE(opened);
        for (const std::size_t size : {1, 70'000, 1'000'000}) {
            (*opened)->send(std::string(size, 'x'));
            const auto back = co_await (*opened)->read();
            REQUIRE(back);
            CHECK(back->size() == size);
        }
        (*opened)->close();
        co_await (*opened)->ended();
        const auto refused =
            co_await connect_websocket(url_of("wss", "localhost", stranger) + "/ws", {}, options);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == errc::refused);
    });
}

TEST_CASE("an answer is read however it is framed, and an odd one is refused", "[net]") {
    struct row {
        const char* answer;
        std::optional<errc> failure;
        const char* body;
    };
    const std::vector<row> rows{
        {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", {}, "hello"},
        {"HTTP/1.1 200 OK\r\n\r\nuntil the end", {}, "until the end"},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
         {},
         "hello"},
        {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok",
         {},
         "ok"},
        {"HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", {}, ""},
        {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello", errc::unavailable, ""},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", errc::unavailable, ""},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\nhello",
         errc::refused,
         ""},
        {"HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n", errc::refused, ""},
        {"", errc::unavailable, ""},
        {"SSH-2.0-OpenSSH_9\r\n\r\n", errc::refused, ""},
    };
    for (const auto& [answer, failure, body] : rows) {
        INFO(answer);
        loop world;
        tcp::acceptor acceptor(
            world.executor(), tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0)
        );
        const auto url = url_of("http", "127.0.0.1", acceptor.local_endpoint().port());
        result<http_response> got = fail(errc::internal, "");
        world.run([&]() -> asio::awaitable<void> {
            asio::co_spawn(world.executor(), say_once(acceptor, answer), [](std::exception_ptr) {});
            http_client_options options;
            options.body_limit = 100;
            http_client client(options);
            got = co_await client.request("GET", url, {}, "", 5s);
        });
        REQUIRE(got.has_value() == !failure);
        if (failure)
            CHECK(got.error().code == *failure);
        else
            CHECK(got->body == body);
    }
}

TEST_CASE("the deadline counts for everything together", "[net]") {
    loop world;
    // Takes the connection into its queue and never says a word.
    tcp::acceptor mute(world.executor(), tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0));
    const auto port = mute.local_endpoint().port();
    auto client = trusting_client();
    world.run([&]() -> asio::awaitable<void> {
        for (const auto* scheme : {"http", "https"}) {
            const auto late = co_await client.request(
                "GET", url_of(scheme, "127.0.0.1", port) + "/?token=secret", {}, "", 30ms
            );
            REQUIRE_FALSE(late);
            CHECK(late.error().code == errc::timed_out);
            CHECK(late.error().detail.find("secret") == std::string::npos);
        }
        websocket_client_options options;
        options.deadline = 30ms;
        const auto socket =
            co_await connect_websocket(url_of("ws", "127.0.0.1", port), {}, options);
        REQUIRE_FALSE(socket);
        CHECK(socket.error().code == errc::timed_out);
    });
}

TEST_CASE("addresses that may not be reached are not tried", "[net]") {
    house h;
    const auto port = h.server.listen("127.0.0.1", 0).value();
    h.world.run([&]() -> asio::awaitable<void> {
        http_client_options options;
        options.may_connect = [](std::string_view address) -> result<void> {
            return fail(errc::forbidden, "not to " + std::string(address));
        };
        http_client guarded(options);
        const auto denied =
            co_await guarded.request("GET", url_of("http", "127.0.0.1", port), {}, "", 5s);
        REQUIRE_FALSE(denied);
        CHECK(denied.error().code == errc::forbidden);
        CHECK(denied.error().detail == "not to 127.0.0.1");
    });
}

TEST_CASE("a client says which address it could not use", "[net]") {
    loop world;
    std::uint16_t closed = 0;
    {
        const tcp::acceptor gone(
            world.executor(), tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0)
        );
        closed = gone.local_endpoint().port();
    }
    world.run([&]() -> asio::awaitable<void> {
        http_client client;
        const auto refused =
            co_await client.request("GET", url_of("http", "127.0.0.1", closed), {}, "", 5s);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == errc::unavailable);
        CHECK_THAT(
            refused.error().detail, Catch::Matchers::Contains("127.0.0.1:" + std::to_string(closed))
        );
        for (const auto* bad : {"ws://h/", "nonsense", "http://"}) {
            const auto invalid = co_await client.request("GET", bad, {}, "", 5s);
            REQUIRE_FALSE(invalid);
            CHECK(invalid.error().code == errc::invalid);
        }
        const auto method = co_await client.request("GET / X", "http://h/", {}, "", 5s);
        CHECK(method.error().code == errc::invalid);
    });
}

TEST_CASE("a certificate that cannot be loaded is named", "[net]") {
    const auto& files = made_certificates();
    const auto names = [](const auto& outcome, const std::string& file) {
        return !outcome && outcome.error().code == errc::invalid &&
               outcome.error().detail.find(file) != std::string::npos;
    };
    const auto empty = files.folder + "/empty.pem";
    std::ofstream(empty) << "";
    CHECK(make_server_tls(files.server_cert, files.server_key));
    CHECK(names(make_server_tls("/no/such.pem", files.server_key), "/no/such.pem"));
    CHECK(names(make_server_tls(files.server_cert, "/no/such.key"), "/no/such.key"));
    CHECK(names(make_server_tls(empty, files.server_key), empty));
    CHECK(names(make_server_tls(files.server_cert, empty), empty));
    const auto mixed = make_server_tls(files.server_cert, files.stranger_key);
    CHECK(names(mixed, files.stranger_key));
    CHECK_THAT(mixed.error().detail, Catch::Matchers::Contains("does not belong"));
    CHECK(make_client_tls(files.ca));
    CHECK(make_client_tls());
    CHECK(names(make_client_tls("/no/such-ca.pem"), "/no/such-ca.pem"));
    CHECK(names(make_client_tls(empty), empty));
}
