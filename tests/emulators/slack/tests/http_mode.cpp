#include "bot/net/http_server.hpp"
#include "tests/emulators/slack/tests/raw_app.hpp"
#include "tests/emulators/slack/webhook.hpp"

#include <catch2/catch.hpp>

using namespace emulator::slack;
using namespace emulator::slack::test;
using namespace std::chrono_literals;

TEST_CASE("a request is signed as Slack signs", "[emulator][http_mode]") {
    // Made with `openssl dgst -sha256 -hmac` over "v0:1700000000:" and the body.
    CHECK(
        signature_of(
            "0123456789abcdef0123456789abcdef",
            "1700000000",
            R"({"type":"url_verification","challenge":"abc"})"
        ) == "v0=0af59a2093209bf5fd729275f78b68ca1fd0f5cde475f4e9b5b24207db57d1bb"
    );
}

TEST_CASE("each kind has its own body", "[emulator][http_mode]") {
    const json payload{{"text", "a b&ü"}, {"n", 1}};
    const auto event = body_for(emitted::kind::events_api, payload);
    CHECK(event.type == "application/json");
    CHECK(json::parse(event.bytes) == payload);
    const auto command = body_for(emitted::kind::slash_commands, {{"text", "a b&ü"}});
    CHECK(command.type == "application/x-www-form-urlencoded");
    CHECK(command.bytes == "text=a%20b%26%C3%BC");
    const auto press = body_for(emitted::kind::interactive, {{"a", "b"}});
    CHECK(press.bytes == "payload=%7B%22a%22%3A%22b%22%7D");
}

namespace {

// The app's side: what came, and the statuses to answer with, the last one for ever.
struct listening_app {
    std::vector<bot::http_request> came;
    std::vector<int> statuses{200};
    bot::http_server server;

    explicit listening_app(loop& context)
        : server(
              context.executor(),
              {{"POST", "/slack/events", [this](bot::http_request asked) { return take(asked); }}},
              {}
          ) {}

    asio::awaitable<bot::http_response> take(bot::http_request asked) {
        came.push_back(std::move(asked));
        const auto at = std::min(came.size(), statuses.size()) - 1;
        co_return bot::make_text(statuses[at], "said");
    }
};

}  // namespace

TEST_CASE("in HTTP mode the app is called, and its answer is the ack", "[emulator][http_mode]") {
    emulation at;
    listening_app app(at.context);
    const auto port = app.server.listen("127.0.0.1", 0).value();
    at.run([&]() -> asio::awaitable<void> {
        at.machine.use_webhook({"http://127.0.0.1:" + std::to_string(port) + "/slack/events", "s"});
        at.space.runs_command(at.ana, at.ops, "/incident status", at.machine.now());
        const bool acked = co_await at.until([&] {
            const auto& all = at.machine.record().all();
            return !all.empty() && !all.front().acks.empty();
        });
        CHECK(acked);
        const auto& asked = app.came.front();
        const auto stamp = *asked.header("x-slack-request-timestamp");
        CHECK(*asked.header("x-slack-signature") == signature_of("s", stamp, asked.body));
        CHECK(asked.body.find("command=%2Fincident") != std::string::npos);
        CHECK_FALSE(asked.header("x-slack-retry-num"));
        const auto lines = at.space.lines(at.ops, at.ana);
        REQUIRE_FALSE(lines.empty());
        CHECK(lines.back().find("said") != std::string::npos);
        co_await app.server.stop();
    });
}

TEST_CASE("what the app refuses is tried again, with number and reason", "[emulator][http_mode]") {
    emulation at;
    at.machine.delivery_policy() = {1s, {0ms, 10ms, 10ms}, false};
    listening_app app(at.context);
    app.statuses = {500, 404, 200};
    const auto port = app.server.listen("127.0.0.1", 0).value();
    at.run([&]() -> asio::awaitable<void> {
        at.machine.use_webhook({"http://127.0.0.1:" + std::to_string(port) + "/slack/events", "s"});
        at.space.says(at.ana, at.ops, "hello", at.machine.now());
        const bool acked =
            co_await at.until([&] { return at.machine.record().unacked_count() == 0; });
        CHECK(acked);
        REQUIRE(app.came.size() == 3);
        CHECK(*app.came[1].header("x-slack-retry-num") == "1");
        CHECK(*app.came[1].header("x-slack-retry-reason") == "http_error");
        CHECK(*app.came[2].header("x-slack-retry-num") == "2");
        CHECK(app.came[2].body == app.came[0].body);
        co_await app.server.stop();
    });
}

TEST_CASE("what the app says may get lost on its way", "[emulator][http_mode]") {
    emulation at;
    at.machine.delivery_policy() = {1s, {0ms, 10ms, 10ms}, false};
    at.arm("unheard", {}, "events_api", 2);
    listening_app app(at.context);
    const auto port = app.server.listen("127.0.0.1", 0).value();
    at.run([&]() -> asio::awaitable<void> {
        at.machine.use_webhook({"http://127.0.0.1:" + std::to_string(port) + "/slack/events", "s"});
        at.space.says(at.ana, at.ops, "hello", at.machine.now());
        const bool acked =
            co_await at.until([&] { return at.machine.record().unacked_count() == 0; });
        CHECK(acked);
        REQUIRE(app.came.size() == 3);
        CHECK(*app.came[2].header("x-slack-retry-reason") == "http_timeout");
        co_await app.server.stop();
    });
}

TEST_CASE("nobody at the address is a failed connection", "[emulator][http_mode]") {
    emulation at;
    at.run([&]() -> asio::awaitable<void> {
        at.machine.use_webhook({"http://127.0.0.1:1/", "s"});
        const auto got = co_await at.machine.verify_url("abc");
        CHECK(got.failure == "connection_failed");
    });
}

TEST_CASE("url_verification is signed, ssl_check is not", "[emulator][http_mode]") {
    emulation at;
    listening_app app(at.context);
    const auto port = app.server.listen("127.0.0.1", 0).value();
    at.run([&]() -> asio::awaitable<void> {
        at.machine.use_webhook({"http://127.0.0.1:" + std::to_string(port) + "/slack/events", "s"});
        const auto verified = co_await at.machine.verify_url("abc");
        CHECK(verified.failure.empty());
        CHECK(verified.body == "said");
        CHECK(json::parse(app.came[0].body)["challenge"] == "abc");
        CHECK(app.came[0].header("x-slack-signature"));
        const auto checked = co_await at.machine.check_ssl();
        CHECK(checked.status == 200);
        CHECK(app.came[1].body.starts_with("ssl_check=1"));
        CHECK_FALSE(app.came[1].header("x-slack-signature"));
        co_await app.server.stop();
    });
}
