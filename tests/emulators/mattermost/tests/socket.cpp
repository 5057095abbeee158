#include "tests/emulators/mattermost/tests/emulation.hpp"

using namespace emulator;
using namespace emulator::mattermost;
using namespace emulator::mattermost::test;
using namespace std::chrono_literals;

TEST_CASE(
    "by challenge hello comes before the answer, by header there is none", "[emulator][socket]"
) {
    emulation at;
    at.run([&]() -> asio::awaitable<void> {
        const auto plain = co_await raw_socket::open(at.machine.port(), "/api/v4/websocket/");
        CHECK(plain->answer.status() == 101);
        CHECK(plain->answer.header("sec-websocket-extensions").empty());
        co_await plain->send(opcode::text, action(1, "ping"));  // unheard
        co_await plain->send(
            opcode::text, action(1, "authentication_challenge", {{"token", at.space.bot_token()}})
        );
        const auto first = co_await next_briefs(plain.get(), 3);
        CHECK(first == briefs{"hello#0", "OK:1", "status_change#1"});
        plain->close();
        const bool gone = co_await at.until([&] { return at.machine.board().held() == 0; });
        CHECK(gone);

        const auto known = co_await at.socket();
        const auto hello = co_await known->next();
        CHECK(hello["data"]["connection_id"].get<std::string>().size() == 26);
        CHECK(hello["data"]["server_version"].get<std::string>().starts_with("5.37.0."));
        const auto second = co_await next_briefs(known.get(), 1);
        CHECK(second == briefs{"status_change#1"});
    });
}

TEST_CASE("a bad token ends a socket without a word", "[emulator][socket]") {
    emulation at;
    at.machine.socket_policy().auth_within = 30ms;
    at.run([&]() -> asio::awaitable<void> {
        const auto plain = co_await raw_socket::open(at.machine.port(), "/api/v4/websocket");
        co_await plain->send(
            opcode::text, action(1, "authentication_challenge", {{"token", "no"}})
        );
        auto got = co_await plain->next();
        CHECK(got.is_null());
        CHECK(plain->close_code == 1006);
        for (const auto& headers : {header_list{{"authorization", "Bearer no"}}, header_list{}}) {
            const auto silent =
                co_await raw_socket::open(at.machine.port(), "/api/v4/websocket", headers);
            CHECK(silent->answer.status() == 101);
            got = co_await silent->next();
            CHECK(got.is_null());
            CHECK(silent->close_code == 1006);
        }
        const header_list foreign{{"origin", "http://evil.example"}};
        const auto refused =
            co_await raw_socket::open(at.machine.port(), "/api/v4/websocket", foreign);
        CHECK(refused->answer.status() == 403);
    });
}

TEST_CASE("actions are answered by their own number", "[emulator][socket]") {
    emulation at;
    at.run([&]() -> asio::awaitable<void> {
        const auto app = co_await at.socket();
        co_await next_briefs(app.get(), 2);
        co_await app->send(opcode::text, action(7, "ping"));
        auto got = co_await app->next();
        CHECK(got["data"]["text"] == "pong");
        CHECK(got["seq_reply"] == 7);
        co_await app->send(opcode::text, action(3, "no_such"));
        got = co_await app->next();
        CHECK(got["error"]["id"] == "api.web_socket_router.bad_action.app_error");
        CHECK(got["error"]["status_code"] == 500);
        co_await app->send(opcode::text, action(0, "ping"));
        got = co_await app->next();
        CHECK(got["status"] == "FAIL");
        CHECK_FALSE(got.contains("seq_reply"));
        co_await app->send(opcode::text, action(4, "user_typing", {{"channel_id", at.ops}}));
        co_await expects(app.get(), "OK:4");
        co_await app->send(opcode::text, action(5, "get_statuses"));
        got = co_await app->next();
        CHECK(got["data"][at.space.bot_user()] == "online");

        co_await app->send(opcode::text, std::string(8'193, 'x'));
        const auto end = co_await app->next();
        CHECK(end.is_null());
        CHECK(app->close_code == 1009);
        const auto other = co_await at.socket();
        co_await other->next();
        co_await other->send(opcode::text, "{no json");
        for (auto got_more = co_await other->next(); !got_more.is_null();)
            got_more = co_await other->next();
        CHECK(other->close_code == 1006);
    });
}

TEST_CASE("events are strings of JSON inside JSON, to each of two sockets", "[emulator][socket]") {
    emulation at;
    at.run([&]() -> asio::awaitable<void> {
        const auto one = co_await at.socket(), two = co_await at.socket();
        co_await next_briefs(one.get(), 2);
        co_await next_briefs(two.get(), 1);
        at.say("hello");
        for (auto* app : {one.get(), two.get()}) {
            const auto got = co_await app->next();
            CHECK(got["event"] == "posted");
            CHECK(got["broadcast"]["channel_id"] == at.ops);
            CHECK(got["data"]["sender_name"] == "@ana");
            const auto post = json::parse(got["data"]["post"].get<std::string>());
            CHECK(post["message"] == "hello");
            CHECK(post["parent_id"] == "");
        }
        CHECK(at.machine.board().untold(at.space.bot_user()).empty());
    });
}

TEST_CASE("who answers no transport ping is dropped", "[emulator][socket]") {
    emulation at;
    at.machine.socket_policy().ping_every = 10ms;
    at.machine.socket_policy().pong_within = 35ms;
    at.run([&]() -> asio::awaitable<void> {
        const auto app = co_await at.socket();
        int pings = 0;
        for (auto got = co_await app->next_frame(); got; got = co_await app->next_frame())
            pings += got->is == opcode::ping;
        CHECK(pings >= 1);
        CHECK(app->close_code == 1006);
    });
}

TEST_CASE(
    "a revoked token leaves the socket open, deaf, and its pings refused", "[emulator][socket]"
) {
    emulation at;
    at.run([&]() -> asio::awaitable<void> {
        const auto app = co_await at.socket();
        co_await next_briefs(app.get(), 2);
        const auto token = at.space.bot_token();
        const auto headers = at.as_bot();
        at.space.revoke(token);
        at.say("unheard");
        co_await app->send(opcode::text, action(1, "ping"));
        const auto got = co_await app->next();
        CHECK(got["error"]["id"] == "api.context.invalid_token.error");
        CHECK(got["error"]["status_code"] == 401);
        CHECK(got["error"]["message"].get<std::string>().find(token) != std::string::npos);
        const auto rest = co_await ask(at.machine.port(), "GET", "/api/v4/users/me", headers);
        CHECK(rest->status() == 401);
        CHECK(json::parse(rest->body)["id"] == "api.context.session_expired.app_error");
    });
}

TEST_CASE(
    "a hub that crashed leaves sockets that answer only transport pings", "[emulator][socket]"
) {
    emulation at;
    at.run([&]() -> asio::awaitable<void> {
        const auto app = co_await at.socket();
        co_await next_briefs(app.get(), 2);
        at.machine.strike("hub_crash");
        at.say("unheard");
        co_await app->send(opcode::text, action(1, "ping"));
        co_await app->send(opcode::ping, "there?");
        const auto got = co_await app->next_frame();
        CHECK(got->is == opcode::pong);
        CHECK(at.machine.board().ready() == 0);
        CHECK(at.machine.board().untold(at.space.bot_user()).size() == 1);
        const auto again = co_await at.socket();
        co_await expects(again.get(), "hello#0");
        at.say("heard");
        co_await expects(again.get(), "posted#1");
    });
}
