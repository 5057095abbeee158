// Connections that are used again, and what a client says about a request that got no answer.
#include "bot/net/connection_pool.hpp"
#include "bot/net/http_client.hpp"
#include "tests/net/support.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>

#include <array>

namespace {

using namespace bot;
using namespace bot::test;
using namespace std::chrono_literals;
using asio::ip::tcp;
constexpr auto awaiting = asio::as_tuple(asio::use_awaitable);

const std::string hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
const std::string stale = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstale";
const std::string hang_up;  // in a script: reads the request, then closes

// A server by script: one list of answers for each connection, which ends after its last.
struct scripted {
    explicit scripted(loop& on, std::vector<std::vector<std::string>> lines)
        : world(on), script(std::move(lines)) {
        asio::co_spawn(world.executor(), serve(*this), [](std::exception_ptr) {});
    }

    static asio::awaitable<void> serve(scripted& self) {
        for (const auto& answers : self.script) {
            auto [ec, socket] = co_await self.acceptor.async_accept(awaiting);
            if (ec) co_return;
            ++self.connections;
            for (const auto& answer : answers) {
                const auto asked = co_await next_request(socket);
                if (asked.empty()) break;
                self.asked.push_back(asked.substr(0, asked.find(' ')));
                if (!answer.empty())
                    co_await asio::async_write(socket, asio::buffer(answer), awaiting);
            }
        }
    }

    // The tests' requests fit one read or end with their body.
    static asio::awaitable<std::string> next_request(tcp::socket& socket) {
        std::array<char, 4096> bytes{};
        std::string text;
        while (text.find("\r\n\r\n") == std::string::npos) {
            const auto [ec, size] = co_await socket.async_read_some(asio::buffer(bytes), awaiting);
            if (ec) co_return "";
            text.append(bytes.data(), size);
        }
        co_return text;
    }

    std::string url() const {
        return "http://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()) + "/";
    }

    loop& world;
    std::vector<std::vector<std::string>> script;
    tcp::acceptor acceptor{world.executor(), tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0)};
    int connections = 0;
    std::vector<std::string> asked;
};

using strings = std::vector<std::string>;

// Two ends of one connection.
asio::awaitable<std::pair<any_stream, tcp::socket>> connected_pair(tcp::acceptor& acceptor) {
    const auto executor = co_await asio::this_coro::executor;
    tcp::socket near(executor);
    co_await near.async_connect(acceptor.local_endpoint(), asio::use_awaitable);
    auto far = co_await acceptor.async_accept(asio::use_awaitable);
    co_return std::pair(make_plain_stream(std::move(near)), std::move(far));
}

}  // namespace

TEST_CASE("a connection serves one request after the other", "[net]") {
    loop world;
    scripted server(world, {{hello, hello, hello}});
    http_client client;
    world.run([&]() -> asio::awaitable<void> {
        for (int n = 0; n < 3; ++n) {
            const auto got = co_await client.request("POST", server.url(), {}, "x", 5s);
            REQUIRE(got);
            CHECK(got->body == "hello");
        }
    });
    CHECK(server.connections == 1);
}

TEST_CASE("over TLS a connection is used again too", "[net]") {
    const auto& files = made_certificates();
    loop world;
    http_server server(world.executor(), small_routes());
    const auto tls = make_server_tls(files.server_cert, files.server_key).value();
    const auto port = server.listen("127.0.0.1", 0, tls).value();
    http_client_options options;
    options.tls = make_client_tls(files.ca).value();
    http_client client(options);
    const auto url = "https://localhost:" + std::to_string(port) + "/echo";
    world.run([&]() -> asio::awaitable<void> {
        for (int n = 0; n < 3; ++n) {
            const auto got = co_await client.request("POST", url, {}, std::to_string(n), 5s);
            REQUIRE(got);
            CHECK(got->body == std::to_string(n));
            CHECK(server.connections() == 1);
        }
    });
}

TEST_CASE("a connection whose message border is in doubt is not used again", "[net]") {
    const strings odd{
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        hello + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged",
    };
    for (const auto& first : odd) {
        INFO(first);
        loop world;
        scripted server(world, {{first, stale}, {hello}});
        http_client client;
        world.run([&]() -> asio::awaitable<void> {
            for (int n = 0; n < 2; ++n) {
                const auto got = co_await client.request("POST", server.url(), {}, "", 5s);
                REQUIRE(got);
                CHECK(got->body == "hello");
            }
        });
        CHECK(server.connections == 2);
    }
}

TEST_CASE(
    "what waited too long is not used again, and nothing is kept when nothing shall be", "[net]"
) {
    for (const bool by_age : {true, false}) {
        loop world;
        scripted server(world, {{hello}, {hello}});
        http_client_options options;
        if (by_age)
            options.idle_limit = 0ms;
        else
            options.idle_connections = 0;
        http_client client(options);
        world.run([&]() -> asio::awaitable<void> {
            for (int n = 0; n < 2; ++n) {
                const auto got = co_await client.request("GET", server.url(), {}, "", 5s);
                REQUIRE(got);
            }
        });
        CHECK(server.connections == 2);
    }
}

TEST_CASE(
    "a kept connection that ends without a byte is replaced only for what may repeat", "[net]"
) {
    struct row {
        const char* method;
        repeatable repeat;
        bool again;
    };
    for (const auto& [method, repeat, again] : {
             row{"GET", repeatable::by_method, true},
             row{"POST", repeatable::by_method, false},
             row{"POST", repeatable::yes, true},
         }) {
        INFO(method);
        loop world;
        scripted server(world, {{hello, hang_up}, {hello}});
        http_client client;
        http_result second;
        world.run([&]() -> asio::awaitable<void> {
            const auto first = co_await client.request("GET", server.url(), {}, "", 5s);
            REQUIRE(first);
            second = co_await client.request(method, server.url(), {}, "", 5s, repeat);
        });
        CHECK(server.connections == (again ? 2 : 1));
        REQUIRE(second.has_value() == again);
        if (!again) {
            CHECK(second.error().may_have_acted);
            CHECK(second.error().code == errc::unavailable);
        }
    }
}

TEST_CASE("no request goes out a second time once an answer has begun", "[net]") {
    loop world;
    scripted server(world, {{hello, "HTTP/1.1 200 O"}, {hello}});
    http_client client;
    http_result second;
    world.run([&]() -> asio::awaitable<void> {
        const auto first = co_await client.request("GET", server.url(), {}, "", 5s);
        REQUIRE(first);
        second = co_await client.request("GET", server.url(), {}, "", 5s, repeatable::yes);
    });
    CHECK(server.connections == 1);
    REQUIRE_FALSE(second);
    CHECK(second.error().may_have_acted);
}

TEST_CASE("a connection the peer has closed meanwhile costs no request", "[net]") {
    loop world;
    tcp::acceptor acceptor(world.executor(), tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0));
    world.run([&]() -> asio::awaitable<void> {
        connection_pool pool(2, 1s);
        const connection_pool::moment t0{};
        auto [closed, its_end] = co_await connected_pair(acceptor);
        auto [chatty, its_mouth] = co_await connected_pair(acceptor);
        pool.keep("a", std::move(closed), t0);
        pool.keep("a", std::move(chatty), t0);
        its_end.close();
        co_await asio::async_write(its_mouth, asio::buffer("x", 1), asio::use_awaitable);
        CHECK_FALSE(pool.take("a", t0));
        CHECK(pool.size() == 0);
    });
}

TEST_CASE(
    "few connections are kept for each place, not for long, the youngest goes first", "[net]"
) {
    loop world;
    tcp::acceptor acceptor(world.executor(), tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0));
    world.run([&]() -> asio::awaitable<void> {
        connection_pool pool(2, 1s);
        const connection_pool::moment t0{};
        std::vector<tcp::socket> others;
        for (int n = 0; n < 3; ++n) {
            auto [near, far] = co_await connected_pair(acceptor);
            others.push_back(std::move(far));
            pool.keep("a", std::move(near), t0 + n * 100ms);
        }
        CHECK(pool.size() == 2);
        CHECK_FALSE(pool.take("b", t0 + 300ms));
        auto youngest = pool.take("a", t0 + 300ms);
        REQUIRE(youngest);
        // Its other end is the third: what is written here arrives there.
        co_await youngest->write(asio::buffer("hi", 2));
        std::array<char, 2> heard{};
        co_await others[2].async_read_some(asio::buffer(heard), asio::use_awaitable);
        CHECK(std::string(heard.data(), 2) == "hi");
        CHECK(pool.size() == 1);
        CHECK_FALSE(pool.take("a", t0 + 1100ms));
        CHECK(pool.size() == 0);
    });
}

TEST_CASE("a failure says whether the other side may have acted", "[net]") {
    loop world;
    tcp::acceptor mute(world.executor(), tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0));
    scripted cut(world, {{hang_up}});
    const auto quiet = "127.0.0.1:" + std::to_string(mute.local_endpoint().port());
    std::uint16_t closed = 0;
    {
        const tcp::acceptor gone(
            world.executor(), tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0)
        );
        closed = gone.local_endpoint().port();
    }
    struct row {
        std::string url;
        std::chrono::milliseconds deadline;
        errc code;
        bool may_have_acted;
    };
    const std::vector<row> rows{
        {"nonsense", 5s, errc::invalid, false},
        {"http://127.0.0.1:" + std::to_string(closed), 5s, errc::unavailable, false},
        {"https://" + quiet, 40ms, errc::timed_out, false},  // the handshake is not answered
        {"http://" + quiet, 40ms, errc::timed_out, true},
        {cut.url(), 5s, errc::unavailable, true},
    };
    http_client_options options;
    options.tls = make_client_tls(made_certificates().ca).value();
    http_client client(options);
    world.run([&]() -> asio::awaitable<void> {
        for (const auto& [url, deadline, code, may_have_acted] : rows) {
            INFO(url);
            const auto got = co_await client.request("POST", url, {}, "x", deadline);
            REQUIRE_FALSE(got);
            CHECK(got.error().code == code);
            CHECK(got.error().may_have_acted == may_have_acted);
        }
    });
}
