#include "tests/emulators/slack/control.hpp"

#include "tests/emulators/slack/tests/raw_app.hpp"

#include <catch2/catch.hpp>

using namespace emulator::slack;
using namespace emulator::slack::test;

namespace {

struct controlled : emulation {
    controlled() { machine.listen_beside(0, control_of(machine, space)); }

    asio::awaitable<http_message> tell(std::string verb, json given = json::object()) {
        const auto got = co_await ask(machine.port_beside(), "POST", "/" + verb, {}, given.dump());
        REQUIRE(got);
        co_return *got;
    }
};

}  // namespace

TEST_CASE("a program moves people, faults and time from outside", "[emulator][control]") {
    controlled at;
    at.run([&]() -> asio::awaitable<void> {
        auto got = co_await at.tell("says", {{"user", "ana"}, {"channel", "ops"}, {"text", "hi"}});
        CHECK(got.status() == 200);
        CHECK(json::parse(got.body)["ts"].is_string());
        got = co_await at.tell("lines", {{"channel", "ops"}});
        CHECK(json::parse(got.body) == json{"ana: hi"});

        got = co_await at.tell("arm", {{"name", "too_many"}, {"value", "9"}});
        CHECK(got.status() == 200);
        const auto limited = co_await call(at, "auth.test", json::object());
        CHECK(limited->status() == 429);
        got = co_await at.tell("faults");
        CHECK(json::parse(got.body)["too_many"]["struck"] == 1);

        got = co_await at.tell("scale_time", {{"factor", 0.01}});
        CHECK(at.machine.delivery_policy().ack_within == std::chrono::milliseconds(30));
        got = co_await at.tell("about");
        CHECK(json::parse(got.body)["api_url"] == at.machine.api_url());
    });
}

TEST_CASE("a program waits until something is so", "[emulator][control]") {
    controlled at;
    at.run([&]() -> asio::awaitable<void> {
        auto got = co_await at.tell(
            "wait", {{"for", "summary"}, {"at", "/ready"}, {"at_least", 1}, {"limit", 10}}
        );
        CHECK(got.status() == 408);
        const auto app = co_await raw_app::open(at);
        got = co_await at.tell("wait", {{"for", "summary"}, {"at", "/ready"}, {"is", 1}});
        CHECK(got.status() == 200);
        CHECK(json::parse(got.body)["held"] == 1);
    });
}

TEST_CASE("mistakes are told in a sentence", "[emulator][control]") {
    controlled at;
    at.run([&]() -> asio::awaitable<void> {
        auto got = co_await at.tell("sayz");
        CHECK(got.status() == 404);
        got = co_await at.tell("says", {{"user", "ana"}});
        CHECK(got.status() == 400);
        CHECK(got.body.find("user channel text") != std::string::npos);
        got = co_await at.tell("arm", {{"name", "slwo"}});
        CHECK(got.body.find("there is no fault slwo") != std::string::npos);
        const auto list = co_await ask(at.machine.port_beside(), "GET", "/");
        CHECK(json::parse(list->body)["wait"].is_string());
    });
}
