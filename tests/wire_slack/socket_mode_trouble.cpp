#include "tests/wire_slack/socket_stage.hpp"

#include <catch2/catch.hpp>

using namespace bot;
using namespace bot::slack;
using namespace bot::slack::test;
using namespace std::chrono_literals;

namespace {

std::chrono::steady_clock::time_point now() {
    return std::chrono::steady_clock::now();
}

const char* const refuses = "HTTP/1.1 503 No\r\ncontent-length: 0\r\n\r\n";

}  // namespace

TEST_CASE("S15: while Socket Mode is off, attempts keep their distance", "[slack]") {
    stage_house h;
    h.slack.on_link = [](far_end& one) {
        one.send(any_hello);
        one.send(a_disconnect("link_disabled"));
    };
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until([&] { return h.slack.asked.size() == 5; });
        CHECK(h.mode->state().trouble.find("Socket Mode is switched off") != std::string::npos);
    });
    // The first two were asked for before anything was known.
    for (std::size_t n = 2; n < 5; ++n)
        CHECK(h.slack.asked_at[n] - h.slack.asked_at[n - 1] >= 200ms);
}

TEST_CASE("S16: after too_many_websockets there is a pause, and one less", "[slack]") {
    stage_house h;
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until_ready(2);
        h.slack.at(2).send(a_disconnect("too_many_websockets"));
        co_await h.until([&] { return h.slack.at(2).ended; });
        CHECK(h.slack.at(2).said_goodbye);
        CHECK_FALSE(h.mode->state().trouble.empty());
        h.slack.at(1).send(a_disconnect("warning"));
        const auto begun = now();
        co_await h.until([&] { return h.slack.links.size() == 3; });
        CHECK(now() - begun >= 150ms);
        co_await h.until_ready(1);
        CHECK(h.slack.asked.size() == 3);
    });
}

TEST_CASE("S19: a peer that never answers a ping is noticed in time", "[slack]") {
    auto options = quick();
    options.liveness = 200ms;
    stage_house h(options);
    h.slack.on_link = [](far_end& one) {
        one.answers_pings = one.number > 2;
        one.send(any_hello);
    };
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until_ready(2);
        const auto begun = now();
        co_await h.until([&] { return h.slack.at(1).ended && h.slack.at(2).ended; });
        CHECK(now() - begun <= 300ms);
        CHECK(h.slack.at(1).pings >= 1);
        co_await h.until_ready(2);
        CHECK(h.gaps.size() <= 1);
    });
}

TEST_CASE("S21: what comes in keeps a connection alive without any pong", "[slack]") {
    auto options = quick();
    options.liveness = 100ms;
    stage_house h(options);
    h.slack.on_link = [](far_end& one) {
        one.answers_pings = false;
        one.send(any_hello);
    };
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until_ready(2);
        for (int n = 0; n < 50; ++n) {
            h.slack.at(1).send(an_event(std::to_string(n)));
            h.slack.at(2).send("");
            co_await h.let_pass(10ms);
        }
        CHECK(h.slack.links.size() == 2);
        CHECK(h.mode->state().ready == 2);
        CHECK(h.mode->state().last_frame_age < 100ms);
    });
}

TEST_CASE("S22: a peer that answers no close is left within two seconds", "[slack]") {
    stage_house h;
    h.slack.on_link = [](far_end& one) {
        one.answers_close = false;
        one.send(any_hello);
    };
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until_ready(2);
        const auto begun = now();
        co_await h.mode->stop();
        CHECK(now() - begun <= 2s);
        co_await h.until([&] { return h.slack.held() == 0; });
        CHECK(now() - begun <= 2s);
        CHECK(h.slack.at(1).said_goodbye);
    });
}

TEST_CASE("S22: a peer that answers the close and leaves TCP open holds nothing up", "[slack]") {
    stage_house h;
    h.slack.on_link = [](far_end& one) {
        one.leaves_open = true;
        one.send(any_hello);
    };
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until_ready(2);
        const auto begun = now();
        co_await h.mode->stop();
        CHECK(now() - begun <= 2s);
        co_await h.until([&] { return h.slack.held() == 0; });
    });
}

TEST_CASE("S22: a stop while nothing answers ends in time as well", "[slack]") {
    for (const auto* where : {"open", "upgrade", "hello"}) {
        INFO(where);
        stage_house h;
        const std::string silent = where;
        if (silent == "open") h.slack.on_open = [](int) { return std::pair(-1, std::string()); };
        if (silent == "upgrade") h.slack.on_upgrade = [](int) { return "HTTP/1.1 "; };
        if (silent == "hello") h.slack.on_link = [](far_end&) {};
        h.run([&]() -> asio::awaitable<void> {
            h.mode->start();
            co_await h.until([&] { return !h.slack.asked.empty(); });
            const auto begun = now();
            co_await h.mode->stop();
            CHECK(now() - begun <= 2s);
            co_await h.until([&] { return h.slack.held() == 0; });
        });
    }
}

TEST_CASE("S23: after an outage all connections are back, and the gap is told", "[slack]") {
    stage_house h;
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until_ready(2);
        bool down = true;
        h.slack.on_open = [&](int) {
            return down ? std::pair(503, std::string("down")) : h.slack.issue();
        };
        for (const auto& one : h.slack.links) one->reset();
        co_await h.until_ready(0);
        const auto asked = h.slack.asked.size();
        co_await h.until([&] { return h.slack.asked.size() > asked + 10; });
        CHECK(h.mode->state().trouble.find("no connection to Slack") != std::string::npos);
        CHECK(h.mode->state().trouble.find("xapp") == std::string::npos);
        CHECK(h.mode->state().without_any > 0ms);
        down = false;
        const auto recovery = now();
        co_await h.until_ready(2);
        CHECK(now() - recovery <= 200ms);
        REQUIRE(h.gaps.size() == 1);
        CHECK(h.gaps[0] >= 10ms);
        CHECK(h.mode->state().trouble.empty());
    });
}

TEST_CASE("S24: Retry-After of apps.connections.open is waited for", "[slack]") {
    stage_house h(quick(), 1min);
    h.slack.on_open = [&](int n) {
        h.slack.open_headers = n == 1 ? "1" : "";
        return n == 1 ? std::pair(429, std::string(R"({"ok":false,"error":"ratelimited"})"))
                      : h.slack.issue();
    };
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until_ready(2);
        CHECK(h.slack.asked_at[1] - h.slack.asked_at[0] >= 1s);
    });
}

TEST_CASE("S25: an auth error is slow to be tried again, and said to people", "[slack]") {
    stage_house h;
    h.slack.on_open = [&](int n) {
        return n < 4 ? std::pair(200, std::string(R"({"ok":false,"error":"invalid_auth"})"))
                     : h.slack.issue();
    };
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until([&] { return h.slack.asked.size() == 3; });
        const auto trouble = h.mode->state().trouble;
        CHECK(trouble.find("invalid_auth") != std::string::npos);
        CHECK(trouble.find("app-level token") != std::string::npos);
        CHECK(trouble.find("xapp-1-secret") == std::string::npos);
        co_await h.until_ready(2);
        co_await h.until([&] { return h.mode->state().trouble.empty(); });
    });
    // After 200 ms, where anything passing is tried again after 30 at most; it is written down when
    // it arrives, sooner or later.
    for (std::size_t n = 1; n < 4; ++n)
        CHECK(h.slack.asked_at[n] - h.slack.asked_at[n - 1] >= 150ms);
}

TEST_CASE("S25: what passes is tried again until it has passed", "[slack]") {
    const std::vector<std::pair<int, std::string>> bad{
        {500, "oops"},
        {503, "<html>"},
        {404, ""},
        {200, "{"},
        {200, "[]"},
        {200, R"({"ok":true})"},
        {200, R"({"ok":true,"url":"https://example.org/"})"},
        {200, R"({"ok":true,"url":"ws://127.0.0.1:1/nobody"})"},
        {200, R"({"ok":false,"error":"internal_error"})"},
        {200, R"({"ok":false,"error":"never_heard_of"})"},
        {200, R"({"ok":false})"},
        {302, ""},
    };
    stage_house h;
    h.slack.on_open = [&](int n) {
        const auto at = static_cast<std::size_t>(n - 1);
        return at < bad.size() ? bad[at] : h.slack.issue();
    };
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until_ready(2);
        CHECK(h.slack.asked.size() == bad.size() + 2);
        CHECK(h.mode->state().trouble.empty());
    });
}

TEST_CASE("it may be destroyed at any moment", "[slack]") {
    for (int steps = 0; steps < 60; ++steps) {
        stage_house h;
        h.slack.on_upgrade = [&](int n) { return n % 3 == 0 ? refuses : ""; };
        h.mode->start();
        for (int n = 0; n < steps; ++n) h.context.run_one_for(10ms);
        h.mode.reset();
        h.context.run_for(2ms);
    }
}
