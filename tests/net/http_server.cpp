#include "bot/net/http_server.hpp"

#include "bot/net/http_client.hpp"
#include "tests/net/support.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <catch2/catch.hpp>

namespace {

using namespace bot;
using namespace bot::test;
using namespace std::chrono_literals;

struct house {
    explicit house(http_server_options options = {})
        : server(world.executor(), small_routes(), {}, std::move(options)),
          port(server.listen("127.0.0.1", 0).value()) {}

    std::string say(const std::string& bytes) {
        std::string answer;
        world.run([&]() -> asio::awaitable<void> { answer = co_await exchange(port, bytes); });
        return answer;
    }

    loop world;
    http_server server;
    std::uint16_t port;
};

const std::string last = " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

}  // namespace

TEST_CASE("a request is answered by its route", "[net]") {
    house h;
    const auto answer = h.say("GET /" + last);
    CHECK(answer.starts_with("HTTP/1.1 200 OK\r\nDate: "));
    CHECK(answer.find("Content-Length: 5\r\nConnection: close\r\n") != std::string::npos);
    CHECK(body_in(answer) == "hello");
    CHECK(body_in(h.say("GET /items/a%20b" + last)) == "a b");
}

TEST_CASE("requests on one connection are answered in their order", "[net]") {
    house h;
    std::string wanted;
    std::string bytes;
    for (int n = 0; n < 50; ++n) {
        const auto id = std::to_string(n);
        bytes += "GET /items/" + id + " HTTP/1.1\r\nHost: h\r\n\r\n";
        bytes += "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc";
        bytes +=
            "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
            "2\r\nxy\r\n0\r\n\r\n";
        wanted += id + "abcxy";
    }
    const auto answers = h.say(bytes + "GET /" + last);

    CHECK(answers_in(answers) == 151);
    std::string bodies;
    for (std::size_t at = 0; (at = answers.find("\r\n\r\n", at)) != std::string::npos; at += 4) {
        const auto end = answers.find("HTTP/1.1", at);
        bodies += answers.substr(at + 4, end == std::string::npos ? end : end - at - 4);
    }
    CHECK(bodies == wanted + "hello");
}

TEST_CASE("HEAD is answered like GET without the body", "[net]") {
    house h;
    const auto answer = h.say("HEAD /" + last);
    CHECK(status_in(answer) == 200);
    CHECK(answer.find("Content-Length: 5\r\n") != std::string::npos);
    CHECK(body_in(answer).empty());
}

TEST_CASE("what has no route is refused by name", "[net]") {
    house h;
    CHECK(status_in(h.say("GET /nowhere" + last)) == 404);
    const auto wrong = h.say("PUT /items/3" + last);
    CHECK(status_in(wrong) == 405);
    CHECK(wrong.find("Allow: GET, HEAD, DELETE\r\n") != std::string::npos);
    // The connection survives a 404, and ends when the body of one is left unread.
    const std::string next = "GET /" + last;
    CHECK(answers_in(h.say("GET /nowhere HTTP/1.1\r\nHost: h\r\n\r\n" + next)) == 2);
    CHECK(
        answers_in(h.say("PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi" + next)) == 1
    );
}

TEST_CASE("a handler that throws answers 500 and says nothing of why", "[net]") {
    house h;
    const auto answer = h.say("GET /throws HTTP/1.1\r\nHost: h\r\n\r\nGET /" + last);
    CHECK(status_in(answer) == 500);
    CHECK(answer.find("secret") == std::string::npos);
    CHECK(answers_in(answer) == 2);
}

TEST_CASE("the hook sees every answer", "[net]") {
    http_server_options options;
    options.decorate = [](const http_request& request, http_response& response) {
        response.headers.set("X-Seen", request.path + "!");
    };
    house h(std::move(options));
    CHECK(h.say("GET /" + last).find("X-Seen: /!\r\n") != std::string::npos);
    CHECK(h.say("GET /nowhere" + last).find("X-Seen: /nowhere!\r\n") != std::string::npos);
    CHECK(h.say("nonsense\r\n\r\n").find("X-Seen: !\r\n") != std::string::npos);
}

TEST_CASE("a body longer than the route's limit is refused early", "[net]") {
    house h;
    const std::string head = "POST /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\n";
    const auto sized = [&](int size) {
        return h.say(
            head + "Content-Length: " + std::to_string(size) + "\r\n\r\n" + std::string(size, 'x')
        );
    };
    CHECK(body_in(sized(1000)) == std::string(1000, 'x'));
    CHECK(status_in(sized(1001)) == 413);
    CHECK(status_in(sized(3'000'000)) == 413);
    CHECK(status_in(h.say(head + "Content-Length: 99999999999\r\n\r\n")) == 413);
    std::string endless = head + "Transfer-Encoding: chunked\r\n\r\n";
    for (int n = 0; n < 11; ++n) endless += "64\r\n" + std::string(100, 'x') + "\r\n";
    CHECK(status_in(h.say(endless)) == 413);
}

TEST_CASE("a client that asks whether to go on is told", "[net]") {
    house h;
    h.world.run([&]() -> asio::awaitable<void> {
        const auto client = co_await raw_client::connect(h.port);
        co_await client->send(
            "POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n"
            "Connection: close\r\n\r\n"
        );
        const auto go_on = co_await client->read_some();
        CHECK(go_on == "HTTP/1.1 100 Continue\r\n\r\n");
        co_await client->send("ok");
        const auto answer = co_await client->read_all();
        CHECK(body_in(answer) == "ok");

        const auto refused = co_await exchange(
            h.port,
            "POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5000\r\n\r\n"
        );
        CHECK(status_in(refused) == 413);
    });
}

TEST_CASE("48: who sends slowly is let go at the deadline, others are served", "[net]") {
    http_server_options options;
    options.header_deadline = 200ms;
    options.body_deadline = 200ms;
    options.idle_deadline = 200ms;
    house h(std::move(options));
    h.world.run([&]() -> asio::awaitable<void> {
        std::vector<std::unique_ptr<raw_client>> silent;
        for (int n = 0; n < 200; ++n) {
            auto one = co_await raw_client::connect(h.port);
            silent.push_back(std::move(one));
        }
        for (const auto& one : silent) co_await one->send("GET / HTTP/1.1\r\nHo");
        const auto served = co_await exchange(h.port, "GET /" + last);
        CHECK(status_in(served) == 200);
        for (const auto& one : silent) {
            const auto answer = co_await one->read_all();
            CHECK(status_in(answer) == 408);
        }
        const auto body = co_await exchange(
            h.port, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc"
        );
        CHECK(status_in(body) == 408);
        const auto idle = co_await exchange(h.port, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        CHECK(answers_in(idle) == 1);
        const auto mute = co_await exchange(h.port, "");
        CHECK(mute.empty());
    });
}

TEST_CASE("one connection too many is told so", "[net]") {
    http_server_options options;
    options.max_connections = 3;
    house h(std::move(options));
    h.world.run([&]() -> asio::awaitable<void> {
        std::vector<std::unique_ptr<raw_client>> open;
        for (int n = 0; n < 3; ++n) {
            auto one = co_await raw_client::connect(h.port);
            open.push_back(std::move(one));
            co_await open.back()->send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            const auto answer = co_await open.back()->read_some();
            CHECK(status_in(answer) == 200);
        }
        const auto refused = co_await exchange(h.port, "GET /" + last);
        CHECK(status_in(refused) == 503);
        CHECK(refused.find("Retry-After: 5\r\n") != std::string::npos);

        open.clear();
        while (h.server.connections() > 0) co_await asio::post(asio::use_awaitable);
        const auto served = co_await exchange(h.port, "GET /" + last);
        CHECK(status_in(served) == 200);
    });
}

TEST_CASE("a listener that cannot be made says where and why", "[net]") {
    house h;
    const auto taken = h.server.listen("127.0.0.1", h.port);
    REQUIRE_FALSE(taken);
    CHECK(taken.error().code == errc::conflict);
    CHECK(taken.error().detail.find("127.0.0.1:" + std::to_string(h.port)) != std::string::npos);
    CHECK_FALSE(h.server.listen("no address", 0));
    CHECK(h.server.listen("::1", 0).has_value());
}

namespace {

// A handler that a test can hold back.
struct gate {
    explicit gate(const asio::any_io_executor& on)
        : timer(on, asio::steady_timer::time_point::max()) {}
    asio::awaitable<http_response> pass(http_request) {
        entered = true;
        if (!open) co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
        co_return make_text(200, "through");
    }
    void let_go() {
        open = true;
        timer.cancel();
    }
    asio::steady_timer timer;
    bool entered = false;
    bool open = false;
};

struct gated_house {
    explicit gated_house(http_server_options options = {})
        : server(
              world.executor(),
              {{"GET", "/", [this](http_request r) { return held.pass(std::move(r)); }}},
              {},
              std::move(options)
          ),
          port(server.listen("127.0.0.1", 0).value()) {}
    loop world;
    gate held{world.executor()};
    http_server server;
    std::uint16_t port;
};

}  // namespace

TEST_CASE("stop finishes the request under way and takes no other", "[net]") {
    gated_house h;
    h.world.run([&]() -> asio::awaitable<void> {
        const auto busy = co_await raw_client::connect(h.port);
        const auto idle = co_await raw_client::connect(h.port);
        const std::string ask = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
        co_await busy->send(ask);
        while (!h.held.entered || h.server.connections() < 2)
            co_await asio::post(asio::use_awaitable);

        bool stopped = false;
        asio::co_spawn(h.world.executor(), h.server.stop(), [&](std::exception_ptr) {
            stopped = true;
        });
        const auto nothing = co_await idle->read_all();
        CHECK(nothing.empty());
        idle->close();
        CHECK_FALSE(stopped);
        h.held.let_go();
        const auto answer = co_await busy->read_all();
        CHECK(body_in(answer) == "through");
        CHECK(answer.find("Connection: close\r\n") != std::string::npos);
        busy->close();
        while (!stopped) co_await asio::post(asio::use_awaitable);
        CHECK(h.server.connections() == 0);
    });
}

TEST_CASE("stop cuts what is not done when the grace is over", "[net]") {
    http_server_options options;
    options.stop_grace = 30ms;
    gated_house h(std::move(options));
    h.world.run([&]() -> asio::awaitable<void> {
        const auto busy = co_await raw_client::connect(h.port);
        co_await busy->send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        while (!h.held.entered) co_await asio::post(asio::use_awaitable);

        co_await h.server.stop();

        CHECK(h.server.connections() == 0);
        const auto nothing = co_await busy->read_all();
        CHECK(nothing.empty());
    });
}

TEST_CASE("a server may go with connections open", "[net]") {
    loop world;
    auto server = std::make_unique<http_server>(world.executor(), small_routes());
    const auto port = server->listen("127.0.0.1", 0).value();
    world.run([&]() -> asio::awaitable<void> {
        const auto client = co_await raw_client::connect(port);
        co_await client->send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        const auto answer = co_await client->read_some();
        CHECK(status_in(answer) == 200);
        server.reset();
        const auto end = co_await client->read_all();
        CHECK(end.empty());
    });
}
