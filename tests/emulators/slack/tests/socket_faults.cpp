#include "tests/emulators/slack/tests/raw_app.hpp"

#include <catch2/catch.hpp>

using namespace emulator::slack;
using namespace emulator::slack::test;
using namespace std::chrono_literals;

namespace {

// What comes for a message that is said on a socket with a fault at its first event.
struct outcome {
    std::vector<frame> frames;  // after hello, until the right text is complete or the end
    bool complete = false, ended = false;
};

outcome say_with(const std::string& name, const std::string& value = {}) {
    emulation at;
    outcome seen;
    at.run([&]() -> asio::awaitable<void> {
        const auto app = co_await raw_app::open(at);
        co_await app->next();
        at.arm(name, value);
        at.space.says(at.ana, at.ops, "hello", at.machine.now());
        std::string text;
        while (!seen.complete) {
            auto got = co_await app->next_frame();
            seen.ended = !got;
            if (!got) break;
            if (got->is == opcode::text) text.clear();
            if (got->is == opcode::text || got->is == opcode::continuation) text += got->payload;
            const auto said = json::parse(text, nullptr, false);
            seen.complete =
                got->final && said.is_object() && said.value("type", "") == "events_api";
            seen.frames.push_back(std::move(*got));
        }
        CHECK(at.machine.faults().struck(name) == 1);
    });
    return seen;
}

}  // namespace

TEST_CASE(
    "frames come in pieces, between pings, byte by byte or very large", "[emulator][faults]"
) {
    const auto fragmented = say_with("fragmented", "4");
    CHECK(fragmented.complete);
    CHECK(fragmented.frames.size() == 4);

    const auto interleaved = say_with("interleaved", "3");
    CHECK(interleaved.complete);
    REQUIRE(interleaved.frames.size() == 5);
    CHECK(interleaved.frames[1].is == opcode::ping);

    const auto slow = say_with("byte_by_byte");
    CHECK(slow.complete);
    CHECK(slow.frames.size() == 1);

    const auto huge = say_with("huge");
    CHECK(huge.complete);
    REQUIRE(huge.frames.size() == 1);
    CHECK(huge.frames[0].payload.size() == 5 * 1024 * 1024);
}

TEST_CASE("odd frames come before the right one", "[emulator][faults]") {
    for (const std::string name : {"binary", "empty", "garbage", "no_utf8"}) {
        CAPTURE(name);
        const auto seen = say_with(name);
        CHECK(seen.complete);
        CHECK(seen.frames.size() == 2);
    }
}

TEST_CASE("a frame is cut by a reset", "[emulator][faults]") {
    const auto seen = say_with("reset_mid_frame");
    CHECK(seen.ended);
    CHECK(seen.frames.empty());
}

TEST_CASE(
    "a half-open socket swallows its share and notices when the app goes", "[emulator][faults]"
) {
    emulation at;
    at.machine.delivery_policy().ack_within = 20ms;
    at.run([&]() -> asio::awaitable<void> {
        const auto app = co_await raw_app::open(at);
        co_await app->next();
        at.arm("half_open");
        at.space.says(at.ana, at.ops, "hello", at.machine.now());
        co_await app->send(opcode::ping, "are you there?");
        const bool twice =
            co_await at.until([&] { return at.machine.record().all().front().sent.size() >= 2; });
        CHECK(twice);
        // For Slack it is still there: the retry fell into it, too.
        CHECK(at.machine.record().all().front().sent.back().socket == 1);
        CHECK(at.machine.board().held() == 1);
        app->close();
        const bool gone = co_await at.until([&] { return at.machine.board().held() == 0; });
        CHECK(gone);
    });
}

TEST_CASE("a muted socket answers pings and says nothing more", "[emulator][faults]") {
    emulation at;
    at.run([&]() -> asio::awaitable<void> {
        const auto app = co_await raw_app::open(at);
        co_await app->next();
        at.machine.strike("muted");
        at.space.says(at.ana, at.ops, "hello", at.machine.now());
        co_await app->send(opcode::ping, "are you there?");
        const auto got = co_await app->next_frame();
        REQUIRE(got);
        CHECK(got->is == opcode::pong);
        // For Slack it was sent.
        CHECK(at.machine.record().all().front().sent.back().socket == 1);
    });
}

TEST_CASE("upgrades are refused in every way", "[emulator][faults]") {
    emulation at;
    at.run([&]() -> asio::awaitable<void> {
        for (const std::string status : {"401", "408", "409", "429", "500", "503"}) {
            at.arm("upgrade_status", status);
            const auto app = co_await raw_app::open(at);
            CHECK(std::to_string(app->answer.status()) == status);
        }
        at.arm("upgrade_redirect", "ws://127.0.0.1:1/");
        const auto sent_away = co_await raw_app::open(at);
        CHECK(sent_away->answer.status() == 302);
        CHECK(sent_away->answer.header("location") == "ws://127.0.0.1:1/");

        at.arm("upgrade_bad_accept");
        const auto wrong = co_await raw_app::open(at);
        CHECK(wrong->answer.status() == 101);
        CHECK(wrong->answer.header("sec-websocket-accept") != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");

        at.arm("upgrade_drop");
        const auto dropped = co_await raw_app::open(at);
        CHECK(dropped->answer.status() == 0);
    });
}

TEST_CASE("a socket may be without hello, late with it, or say little", "[emulator][faults]") {
    emulation at;
    at.run([&]() -> asio::awaitable<void> {
        at.arm("bare_hello");
        const auto bare = co_await raw_app::open(at);
        const auto hello = co_await bare->next();
        CHECK(hello == json{{"type", "hello"}});

        at.arm("late_hello", "30");
        const auto late = co_await raw_app::open(at);
        co_await late->next();
        const auto second = at.machine.board().sockets().back();
        CHECK(*second.hello - second.opened >= 30ms);

        at.arm("no_hello");
        const auto mute = co_await raw_app::open(at);
        co_await mute->send(opcode::ping, "there?");
        const auto first = co_await mute->next_frame();
        CHECK(first->is == opcode::pong);
        CHECK(at.machine.board().ready().size() == 2);
    });
}

TEST_CASE("pings and close frames may stay without an answer", "[emulator][faults]") {
    emulation at;
    at.run([&]() -> asio::awaitable<void> {
        at.arm("no_pong");
        const auto app = co_await raw_app::open(at);
        co_await app->next();
        co_await app->send(opcode::ping, "there?");
        const bool came =
            co_await at.until([&] { return at.machine.board().sockets().front().pings == 1; });
        CHECK(came);
        at.machine.strike("ping", "mine");
        const auto got = co_await app->next_frame();
        CHECK(got->is == opcode::ping);

        at.arm("no_close");
        const auto other = co_await raw_app::open(at);
        co_await other->next();
        co_await other->send(opcode::close, close_payload(1000));
        co_await other->send(opcode::ping, "still there?");
        const auto only = co_await other->next_frame();
        CHECK(only->is == opcode::pong);
    });
}

TEST_CASE("things can be made to go wrong at once", "[emulator][faults]") {
    emulation at;
    at.run([&]() -> asio::awaitable<void> {
        const auto app = co_await raw_app::open(at);
        co_await app->next();
        at.machine.strike("link_disabled");
        const auto said = co_await app->next();
        CHECK(said["reason"] == "link_disabled");
        at.machine.strike("garbage");
        const auto odd = co_await app->next();
        CHECK(odd.is_discarded());
        const auto unknown = co_await app->next();
        CHECK(unknown["type"] == "unheard_of");
        at.machine.strike("reset");
        const auto end = co_await app->next_frame();
        CHECK_FALSE(end);
    });
}

namespace {

std::string text_of(const json& got) {
    return got.at("payload").value("event", json::object()).value("text", "");
}

// The next envelope that comes for the first time, and acks it: on a busy machine the ack for one
// before it may have been late, and that one comes again.
asio::awaitable<json> fresh(raw_app* app) {
    for (;;) {
        auto got = co_await app->next();
        if (got.is_null()) co_return got;
        co_await app->ack(got);
        if (got.value("retry_attempt", 0) == 0) co_return got;
    }
}

void say(emulation& at, const std::string& text) {
    at.space.says(at.ana, at.ops, text, at.machine.now());
}

}  // namespace

TEST_CASE("events come twice, or under two names", "[emulator][faults]") {
    emulation at;
    at.run([&]() -> asio::awaitable<void> {
        const auto app = co_await raw_app::open(at);
        co_await app->next();
        at.arm("twice");
        say(at, "once");
        auto first = co_await fresh(app.get());
        auto second = co_await fresh(app.get());
        CHECK(first == second);

        at.arm("again");
        say(at, "under two names");
        first = co_await fresh(app.get());
        second = co_await fresh(app.get());
        CHECK(first["payload"] == second["payload"]);
        CHECK(first["envelope_id"] != second["envelope_id"]);
    });
}

TEST_CASE("events come out of order, late, or not at all", "[emulator][faults]") {
    emulation at;
    at.machine.delivery_policy().ack_within = 40ms;
    at.run([&]() -> asio::awaitable<void> {
        const auto app = co_await raw_app::open(at);
        co_await app->next();
        at.arm("reordered");
        say(at, "one");
        say(at, "two");
        auto got = co_await fresh(app.get());
        CHECK(text_of(got) == "two");
        got = co_await fresh(app.get());
        CHECK(text_of(got) == "one");

        at.arm("reordered");
        say(at, "late, for nothing comes after it");
        got = co_await fresh(app.get());
        CHECK(text_of(got) == "late, for nothing comes after it");

        at.arm("lost");
        say(at, "told by a retry only");
        while (text_of(got) != "told by a retry only") got = co_await app->next();
        CHECK(got["retry_attempt"] == 1);
        co_await app->ack(got);

        at.arm("rate_limited");
        say(at, "never told");
        got = co_await fresh(app.get());
        CHECK(got["payload"]["type"] == "app_rate_limited");
        CHECK_FALSE(got["payload"].contains("event"));
    });
}
