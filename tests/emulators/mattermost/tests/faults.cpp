#include "bot/net/http_server.hpp"
#include "tests/emulators/mattermost/tests/emulation.hpp"

using namespace emulator;
using namespace emulator::mattermost;
using namespace emulator::mattermost::test;
using namespace std::chrono_literals;

namespace {

json post_of(const emulation& at, const char* text, const char* key = "") {
    return {{"channel_id", at.ops}, {"message", text}, {"pending_post_id", key}};
}

}  // namespace

TEST_CASE("an answer is lost before or after the post is made", "[emulator][faults]") {
    for (const std::string name : {"drop_before", "drop_after", "status_before", "status_after"}) {
        CAPTURE(name);
        emulation at;
        at.run([&]() -> asio::awaitable<void> {
            at.arm(name, "", "POST /posts");
            const auto got = co_await at.call("POST", "/posts", post_of(at, "x", "b:1"));
            CHECK((got ? got->status() : 0) == (name.starts_with("drop") ? 0 : 500));
            CHECK(at.space.lines("incidents").size() == (name.ends_with("after") ? 1 : 0));
            const auto again = co_await at.call("POST", "/posts", post_of(at, "x", "b:1"));
            CHECK(again->status() == 201);
            CHECK(at.space.lines("incidents").size() == 1);
        });
    }
}

TEST_CASE("a post in flight is told to who sends it again", "[emulator][faults]") {
    emulation at;
    at.space.policy().posts_take = 50ms;
    at.run([&]() -> asio::awaitable<void> {
        bot::nursery beside(at.context.executor());
        int status = 0;
        const auto first = [&]() -> asio::awaitable<void> {
            const auto got = co_await at.call("POST", "/posts", post_of(at, "x", "b:1"));
            status = got->status();
        };
        beside.start("the first", first());
        std::string id;
        while (id.empty()) {
            const auto got = co_await at.call("POST", "/posts", post_of(at, "x", "b:1"));
            if (got->status() == 500) id = json::parse(got->body)["id"];
        }
        CHECK(id == "api.post.deduplicate_create_post.pending");
        while (status == 0) co_await at.call("GET", "/users/me");
        CHECK(status == 201);
        CHECK(at.space.lines("incidents").size() == 1);
        co_await beside.stop();
    });
}

TEST_CASE("upgrades are refused, events come twice or never, hello is late", "[emulator][faults]") {
    emulation at;
    at.run([&]() -> asio::awaitable<void> {
        at.arm("upgrade_status", "503");
        const auto refused = co_await at.socket();
        CHECK(refused->answer.status() == 503);
        at.arm("late_hello", "20");
        const auto app = co_await at.socket();
        co_await expects(app.get(), "hello#0");
        co_await app->next();
        at.arm("twice");
        at.say("twice");
        const auto both = co_await next_briefs(app.get(), 2);
        CHECK(both == briefs{"posted#2", "posted#3"});
        at.arm("lost", "", "posted");
        at.say("lost");
        at.arm("lost", "", "action:ping");
        co_await app->send(opcode::text, action(1, "ping"));
        co_await app->send(opcode::text, action(2, "ping"));
        co_await expects(app.get(), "OK:2");
        CHECK(at.machine.board().untold(at.space.bot_user()).size() == 1);
        at.machine.strike("drop");
        co_await expects(app.get(), "");
        CHECK(app->close_code == 1006);
    });
}

TEST_CASE("calls are limited on the wire, the upgrade too", "[emulator][faults]") {
    emulation at;
    at.space.policy().per_second = 1;
    at.space.policy().burst = 1;
    at.run([&]() -> asio::awaitable<void> {
        co_await at.call("GET", "/users/me");
        const auto got = co_await at.call("GET", "/users/me");
        CHECK(got->status() == 429);
        CHECK(got->header("content-type").starts_with("text/plain"));
        CHECK(got->header("retry-after") == "1");
        CHECK(got->header("x-ratelimit-remaining") == "0");
        CHECK(got->body == "limit exceeded\n");
        const auto app = co_await at.socket();
        CHECK(app->answer.status() == 429);
    });
}

TEST_CASE("a command goes out over the wire and its answer comes back", "[emulator][commands]") {
    emulation at;
    std::vector<bot::http_request> came;
    const auto answer = [&](bot::http_request asked) -> asio::awaitable<bot::http_response> {
        came.push_back(std::move(asked));
        co_return bot::make_text(200, "understood");
    };
    bot::http_server app(at.context.executor(), {{"POST", "/slash", answer}}, {});
    at.run([&]() -> asio::awaitable<void> {
        const auto port = app.listen("127.0.0.1", 0).value();
        at.space.add_command("incident", "http://127.0.0.1:" + std::to_string(port) + "/slash");
        const auto got = co_await at.machine.runs_command("ana", "incidents", "/incident help");
        CHECK(got.status == 200);
        REQUIRE(came.size() == 1);
        CHECK(
            at.space.lines("incidents", "ana") ==
            std::vector<std::string>{"ana to ana only: understood"}
        );
        co_await app.stop();
        const auto failed = co_await at.machine.runs_command("ana", "incidents", "/incident help");
        CHECK(failed.status == 500);
        CHECK(at.machine.calls_made().size() == 2);
    });
}
