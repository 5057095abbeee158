#include "tests/emulators/mattermost/tests/emulation.hpp"

using namespace emulator;
using namespace emulator::mattermost;
using namespace emulator::mattermost::test;
using namespace std::chrono_literals;

namespace {

// Its connection id, once hello and the status are read.
asio::awaitable<std::string> begun(raw_socket* app) {
    const auto hello = co_await app->next();
    co_await app->next();
    co_return hello["data"]["connection_id"].get<std::string>();
}

asio::awaitable<void> leave(emulation* at, raw_socket* app) {
    app->close();
    const bool gone = co_await at->until([&] { return at->machine.board().held() == 0; });
    CHECK(gone);
}

}  // namespace

TEST_CASE(
    "who comes back by id and number gets what was missed, and no hello", "[emulator][resume]"
) {
    emulation at;
    at.run([&]() -> asio::awaitable<void> {
        auto app = co_await at.socket();
        const auto id = co_await begun(app.get());
        at.say("heard");
        co_await expects(app.get(), "posted#2");
        co_await leave(&at, app.get());
        at.say("missed");
        at.say("missed too");
        app = co_await at.socket(id, "3");
        const auto missed = co_await next_briefs(app.get(), 4);
        CHECK(missed == briefs{"status_change#3", "posted#4", "posted#5", "status_change#6"});
        const auto known = at.machine.board().connections();
        REQUIRE(known.size() == 1);
        CHECK(known[0].consumed == 2);
        CHECK(at.machine.board().sockets().back().resumed);

        co_await leave(&at, app.get());
        app = co_await at.socket(id, "2");  // again what was delivered
        co_await expects(app.get(), "posted#2");
    });
}

TEST_CASE("what cannot be resumed begins anew under another id", "[emulator][resume]") {
    emulation at;
    at.run([&]() -> asio::awaitable<void> {
        auto app = co_await at.socket();
        auto id = co_await begun(app.get());
        const auto starts_anew = [&](std::string with,
                                     std::string sequence) -> asio::awaitable<void> {
            const auto other = co_await at.socket(with, sequence);
            const auto hello = co_await other->next();
            CHECK(hello["event"] == "hello");
            CHECK(hello["seq"] == 0);
            CHECK(hello["data"]["connection_id"] != with);
        };
        co_await starts_anew(id, "2");  // still in use
        co_await starts_anew("yyyyyyyyyyyyyyyyyyyyyyyyyy", "2");
        co_await leave(&at, app.get());
        co_await starts_anew(id, "100");  // from the future

        app = co_await at.socket();
        const auto hello = co_await app->next();
        id = hello["data"]["connection_id"].get<std::string>();
        co_await leave(&at, app.get());
        at.machine.restart();
        co_await starts_anew(id, "1");
    });
}

TEST_CASE("two hundred and fifty-six events wait for who is gone, no more", "[emulator][resume]") {
    for (const int count : {250, 300}) {
        emulation at;
        at.run([&]() -> asio::awaitable<void> {
            auto app = co_await at.socket();
            const auto id = co_await begun(app.get());
            co_await leave(&at, app.get());
            for (int i = 0; i < count; ++i) at.say(std::to_string(i));
            app = co_await at.socket(id, "2");
            co_await expects(app.get(), (count == 250 ? "status_change#2" : "hello#0"));
            CHECK(
                at.machine.board().untold(at.space.bot_user()).size() == (count == 250 ? 0u : 300u)
            );
        });
    }
}

TEST_CASE("a hundred and twenty-eight delivered events are kept", "[emulator][resume]") {
    emulation at;
    at.run([&]() -> asio::awaitable<void> {
        auto app = co_await at.socket();
        const auto id = co_await begun(app.get());
        for (int i = 0; i < 200; ++i) at.say(std::to_string(i));
        for (int i = 0; i < 200; ++i) co_await app->next();
        co_await leave(&at, app.get());
        app = co_await at.socket(id, "75");  // 202 sent: 74 is the oldest kept
        co_await expects(app.get(), "posted#75");
        co_await leave(&at, app.get());
        app = co_await at.socket(id, "40");
        co_await expects(app.get(), "hello#0");
    });
}

TEST_CASE("a malformed resume is hung up on, an empty id is a first dial", "[emulator][resume]") {
    emulation at;
    at.run([&]() -> asio::awaitable<void> {
        const std::string id(26, 'y');
        for (const auto& [with, sequence] :
             {std::pair<std::string, std::string>{"short", "1"}, {id, ""}, {id, "x"}}) {
            const auto app = co_await at.socket(with, sequence);
            const auto got = co_await app->next();
            CHECK(got.is_null());
            CHECK(app->close_code == 1006);
        }
        const auto app = co_await at.socket("", "0");
        co_await expects(app.get(), "hello#0");
    });
}

TEST_CASE(
    "by challenge, or when the server is not reliable, nothing is resumed", "[emulator][resume]"
) {
    emulation at;
    at.run([&]() -> asio::awaitable<void> {
        auto app = co_await at.socket();
        const auto id = co_await begun(app.get());
        co_await leave(&at, app.get());
        const auto target = "/api/v4/websocket?connection_id=" + id + "&sequence_number=2";
        const auto plain = co_await raw_socket::open(at.machine.port(), target);
        co_await plain->send(
            opcode::text, action(1, "authentication_challenge", {{"token", at.space.bot_token()}})
        );
        co_await expects(plain.get(), "hello#0");

        at.space.policy().reliable = false;
        const auto last = co_await at.socket();
        const auto hello = co_await last->next();
        CHECK(hello["data"]["connection_id"] == "");
    });
}
