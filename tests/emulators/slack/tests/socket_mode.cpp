#include "tests/emulators/slack/tests/raw_app.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace emulator::slack;
using namespace emulator::slack::test;
using namespace std::chrono_literals;

TEST_CASE("a socket begins with hello, and events and acks go over it", "[emulator][sockets]") {
    emulation at;
    at.run([&]() -> asio::awaitable<void> {
        const auto app = co_await raw_app::open(at);
        CHECK(app->answer.status() == 101);
        CHECK(app->answer.header("sec-websocket-accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        CHECK(app->answer.header("sec-websocket-extensions").empty());
        const auto hello = co_await app->next();
        CHECK(hello["type"] == "hello");
        CHECK(hello["num_connections"] == 1);
        CHECK(hello["debug_info"]["approximate_connection_time"] == 18060);
        CHECK(hello["connection_info"]["app_id"] == at.space.app_id());

        const auto ts = at.space.says(at.ana, at.ops, "db is slow", at.machine.now());
        const auto got = co_await app->next();
        CHECK(got["type"] == "events_api");
        CHECK(got["retry_attempt"] == 0);
        CHECK(got["retry_reason"] == "");
        CHECK(got["accepts_response_payload"] == false);
        CHECK(got["payload"]["event"]["ts"] == ts);

        co_await app->ack(got);
        const bool acked =
            co_await at.until([&] { return at.machine.record().unacked_count() == 0; });
        CHECK(acked);
        const auto& one = at.machine.record().all().front();
        CHECK(one.acks.front().socket == 1);
        CHECK(one.acks.front().payload.empty());
    });
}

TEST_CASE("a ticket is good for one socket", "[emulator][sockets]") {
    emulation at;
    at.run([&]() -> asio::awaitable<void> {
        const auto target = co_await issued_target(at);
        const auto first = co_await raw_app::open(at, target);
        CHECK(first->answer.status() == 101);
        const auto second = co_await raw_app::open(at, target);
        CHECK(second->answer.status() == 401);
        const auto made_up = co_await raw_app::open(at, "/link/?ticket=1");
        CHECK(made_up->answer.status() == 401);
    });
}

TEST_CASE("the answer in an ack reaches the person who asked", "[emulator][sockets]") {
    emulation at;
    at.run([&]() -> asio::awaitable<void> {
        const auto app = co_await raw_app::open(at);
        co_await app->next();
        at.space.runs_command(at.ana, at.ops, "/incident status", at.machine.now());
        const auto asked = co_await app->next();
        CHECK(asked["type"] == "slash_commands");
        CHECK(asked["payload"]["text"] == "status");
        CHECK(asked["accepts_response_payload"] == true);
        CHECK_FALSE(asked.contains("retry_attempt"));

        co_await app->ack(asked, {{"text", "all is well"}});
        co_await app->ack(asked, {{"text", "said twice"}});
        const bool twice =
            co_await at.until([&] { return !at.machine.record().acked_twice().empty(); });
        CHECK(twice);
        const auto lines = at.space.lines(at.ops, at.ana);
        REQUIRE_FALSE(lines.empty());
        CHECK(lines.back().find("all is well") != std::string::npos);
    });
}

TEST_CASE("what is not acked comes again, on any socket that is open", "[emulator][sockets]") {
    emulation at;
    at.machine.delivery_policy() = {20ms, {0ms, 30ms, 40ms}, false};
    at.run([&]() -> asio::awaitable<void> {
        auto first = co_await raw_app::open(at);
        co_await first->next();
        at.space.says(at.ana, at.ops, "hello", at.machine.now());
        const auto original = co_await first->next();

        const auto second = co_await raw_app::open(at);
        co_await second->next();
        first->close();
        std::vector<int> attempts;
        for (int left = 3; left > 0; --left) {
            const auto again = co_await second->next();
            CHECK(again["envelope_id"] == original["envelope_id"]);
            CHECK(again["retry_reason"] == "timeout");
            attempts.push_back(again["retry_attempt"]);
        }
        // The first retry may still have met the socket that was going.
        CHECK(attempts.back() == 3);
        const bool over =
            co_await at.until([&] { return at.machine.record().all().front().given_up; });
        CHECK(over);
    });
}

TEST_CASE("the same envelope may come again as a first attempt", "[emulator][sockets]") {
    emulation at;
    at.machine.delivery_policy() = {20ms, {0ms, 0ms, 0ms}, true};
    at.run([&]() -> asio::awaitable<void> {
        const auto app = co_await raw_app::open(at);
        co_await app->next();
        at.space.says(at.ana, at.ops, "hello", at.machine.now());
        const auto first = co_await app->next();
        const auto again = co_await app->next();
        CHECK(again == first);
        co_await app->ack(again);
        const bool acked =
            co_await at.until([&] { return at.machine.record().unacked_count() == 0; });
        CHECK(acked);
    });
}

TEST_CASE("payloads are spread over the sockets by chance", "[emulator][sockets]") {
    emulation at;
    at.run([&]() -> asio::awaitable<void> {
        std::vector<std::unique_ptr<raw_app>> apps;
        for (int number = 0; number < 3; ++number) {
            apps.push_back(co_await raw_app::open(at));
            co_await apps.back()->next();
        }
        for (int number = 0; number < 60; ++number)
            at.space.says(at.ana, at.ops, "message", at.machine.now());
        std::set<int> used;
        for (const auto& one : at.machine.record().all()) used.insert(one.sent.front().socket);
        CHECK(used == std::set<int>{1, 2, 3});
    });
}

TEST_CASE("a command while no socket is open fails at once", "[emulator][sockets]") {
    emulation at;
    at.run([&]() -> asio::awaitable<void> {
        at.space.runs_command(at.ana, at.ops, "/incident status", at.machine.now());
        CHECK(at.machine.record().all().front().given_up);
        co_return;
    });
}

TEST_CASE("an event from a moment without sockets arrives as a retry", "[emulator][sockets]") {
    emulation at;
    at.machine.delivery_policy() = {20ms, {0ms, 500ms, 500ms}, false};
    at.run([&]() -> asio::awaitable<void> {
        at.space.says(at.ana, at.ops, "anybody?", at.machine.now());
        const bool missed =
            co_await at.until([&] { return at.machine.record().all().front().sent.size() >= 2; });
        CHECK(missed);
        const auto app = co_await raw_app::open(at);
        co_await app->next();
        const auto got = co_await app->next();
        CHECK(got["retry_attempt"] == 2);
        CHECK(at.machine.record().all().front().sent.front().socket == 0);
    });
}

TEST_CASE("the eleventh socket hears too_many_websockets", "[emulator][sockets]") {
    emulation at;
    at.run([&]() -> asio::awaitable<void> {
        std::vector<std::unique_ptr<raw_app>> apps;
        for (int number = 0; number < 10; ++number) {
            apps.push_back(co_await raw_app::open(at));
            const auto hello = co_await apps.back()->next();
            CHECK(hello["type"] == "hello");
        }
        const auto last = co_await raw_app::open(at);
        const auto said = co_await last->next();
        CHECK(said["type"] == "disconnect");
        CHECK(said["reason"] == "too_many_websockets");
        CHECK_FALSE(said.contains("envelope_id"));
        CHECK(at.machine.board().ready().size() == 10);
    });
}

TEST_CASE("a socket is warned, asked to go, and closed", "[emulator][sockets]") {
    emulation at;
    auto& rules = at.machine.socket_policy();
    rules.lives = 60ms;
    rules.warning = 30ms;
    rules.leaves = 30ms;
    rules.ping_every = 20ms;
    at.run([&]() -> asio::awaitable<void> {
        const auto app = co_await raw_app::open(at);
        const auto hello = co_await app->next();
        CHECK(hello["debug_info"]["approximate_connection_time"] == 1);
        const auto warning = co_await app->next();
        CHECK(warning["reason"] == "warning");
        // Until it says goodbye itself it still takes what comes.
        CHECK(at.machine.board().ready().size() == 1);
        const auto refresh = co_await app->next();
        CHECK(refresh["reason"] == "refresh_requested");
        const auto goodbye = co_await app->next();
        CHECK(goodbye.is_null());
        CHECK(at.machine.board().ready().empty());
        CHECK(at.machine.board().gaps().size() == 1);
        const auto seen = at.machine.board().sockets().front();
        CHECK(seen.reasons == std::vector<std::string>{"warning", "refresh_requested"});
        CHECK(*seen.closing - *seen.hello >= 90ms);
    });
}

TEST_CASE("debug_reconnects shortens a socket's life", "[emulator][sockets]") {
    emulation at;
    auto& rules = at.machine.socket_policy();
    rules.debug_lives = 20ms;
    rules.warning = 0ms;
    at.run([&]() -> asio::awaitable<void> {
        auto target = co_await issued_target(at);
        const auto app = co_await raw_app::open(at, target + "&debug_reconnects=true");
        co_await app->next();
        const auto said = co_await app->next();
        CHECK(said["reason"] == "refresh_requested");
    });
}

TEST_CASE("pings are answered with what was in them, and Slack pings too", "[emulator][sockets]") {
    emulation at;
    at.machine.socket_policy().ping_every = 20ms;
    at.run([&]() -> asio::awaitable<void> {
        const auto app = co_await raw_app::open(at);
        co_await app->next_frame();
        co_await app->send(opcode::ping, "Ping from client (1)");
        auto got = co_await app->next_frame();
        CHECK(got->is == opcode::pong);
        CHECK(got->payload == "Ping from client (1)");
        got = co_await app->next_frame();
        CHECK(got->is == opcode::ping);
        CHECK(got->payload == "Ping from applink-1");
        co_await app->send(opcode::pong, got->payload);
        const bool came =
            co_await at.until([&] { return at.machine.board().sockets().front().pongs == 1; });
        CHECK(came);
    });
}

TEST_CASE("after both have said goodbye the TCP connection stays, or goes", "[emulator][sockets]") {
    for (const bool stays : {true, false}) {
        emulation at;
        at.machine.socket_policy().leaves_tcp_open = stays;
        at.run([&]() -> asio::awaitable<void> {
            const auto app = co_await raw_app::open(at);
            co_await app->next();
            co_await app->send(opcode::close, close_payload(1000));
            const auto echo = co_await app->next_frame();
            REQUIRE(echo);
            CHECK(echo->is == opcode::close);
            CHECK(echo->payload == close_payload(1000));
            CHECK(at.machine.board().sockets().front().closed_by_app);
            if (stays) {
                CHECK(at.machine.board().held() == 1);
                app->close();
            } else {
                const auto end = co_await app->next_frame();
                CHECK_FALSE(end);
            }
            const bool gone = co_await at.until([&] { return at.machine.board().held() == 0; });
            CHECK(gone);
        });
    }
}

TEST_CASE("it is known what an app should not have sent", "[emulator][sockets]") {
    emulation at;
    at.run([&]() -> asio::awaitable<void> {
        const auto app = co_await raw_app::open(at);
        co_await app->next();
        co_await app->send(opcode::text, R"({"type":"hello"})");
        at.space.says(at.ana, at.ops, "hello", at.machine.now());
        const auto event = co_await app->next();
        co_await app->ack(event, {{"text", "an answer nobody asked for"}});
        co_await app->ack({{"envelope_id", "made up"}});
        const bool known =
            co_await at.until([&] { return at.machine.record().strangers().size() == 1; });
        CHECK(known);
        CHECK(at.machine.board().sockets().front().strange.size() == 2);
    });
}

TEST_CASE("the machine can be away for a while, and is back at its port", "[emulator][sockets]") {
    emulation at;
    at.run([&]() -> asio::awaitable<void> {
        const auto port = at.machine.port();
        const auto app = co_await raw_app::open(at);
        co_await app->next();
        co_await at.machine.stop();
        const auto end = co_await app->next();
        CHECK(end.is_null());
        at.machine.start();
        CHECK(at.machine.port() == port);
        const auto again = co_await raw_app::open(at);
        const auto hello = co_await again->next();
        CHECK(hello["type"] == "hello");
        CHECK(at.machine.board().gaps().size() == 1);
    });
}
