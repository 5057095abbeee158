#include "tests/emulators/slack/tests/raw_app.hpp"

#include <catch2/catch.hpp>

using namespace emulator::slack;
using namespace emulator::slack::test;
using namespace std::chrono_literals;

namespace {

// What a call that posts a message gets with the fault, and how often the message stands there.
struct outcome {
    std::optional<http_message> answer;
    std::size_t posted = 0;
};

outcome post_with(const std::string& name, const std::string& value = {}) {
    emulation at;
    outcome seen;
    at.run([&]() -> asio::awaitable<void> {
        at.arm(name, value, "chat.postMessage");
        const json arguments{{"channel", at.ops}, {"text", "hello"}};
        seen.answer = co_await call(at, "chat.postMessage", arguments);
    });
    for (const auto& one : at.space.sees(at.ops)) seen.posted += one.text == "hello";
    return seen;
}

}  // namespace

TEST_CASE("the Web API answers over HTTP", "[emulator][calls]") {
    emulation at;
    at.run([&]() -> asio::awaitable<void> {
        const auto got =
            co_await call(at, "chat.postMessage", {{"channel", at.ops}, {"text", "a & b ü"}});
        REQUIRE(got);
        CHECK(got->status() == 200);
        CHECK(got->header("content-type").starts_with("application/json"));
        CHECK_FALSE(got->header("x-oauth-scopes").empty());
        CHECK(json::parse(got->body)["ok"] == true);

        const auto unknown = co_await call(at, "no.such", json::object());
        CHECK(unknown->status() == 200);
        CHECK(json::parse(unknown->body)["error"] == "unknown_method");
        CHECK(at.machine.requests().size() == 2);
        CHECK(at.machine.requests().front().what.bearer() == at.space.bot_token());
    });
}

TEST_CASE("apps.connections.open is asked by POST", "[emulator][calls]") {
    emulation at;
    at.run([&]() -> asio::awaitable<void> {
        header_list headers{{"authorization", "Bearer " + at.space.app_token()}};
        const auto got =
            co_await ask(at.machine.port(), "GET", "/api/apps.connections.open", headers);
        REQUIRE(got);
        CHECK(json::parse(got->body)["error"] == "insecure_request");
    });
}

TEST_CASE("a file goes up in three steps and comes down with the token", "[emulator][calls]") {
    emulation at;
    const std::string bytes("\0\xff\r\n", 4);
    at.run([&]() -> asio::awaitable<void> {
        const auto asked = co_await call(
            at, "files.getUploadURLExternal", {{"filename", "a.bin"}, {"length", bytes.size()}}
        );
        const auto ticket = json::parse(asked->body);
        CAPTURE(asked->body);
        REQUIRE(ticket["ok"] == true);
        const auto url = ticket["upload_url"].get<std::string>();
        const auto origin = at.machine.origin();
        REQUIRE(url.starts_with(origin));
        const auto stored =
            co_await ask(at.machine.port(), "POST", url.substr(origin.size()), {}, bytes);
        CHECK(stored->status() == 200);
        const auto id = ticket["file_id"].get<std::string>();
        const auto shared = co_await call(
            at,
            "files.completeUploadExternal",
            {{"files", json::array({{{"id", id}}})}, {"channel_id", at.ops}}
        );
        CAPTURE(shared->body);
        REQUIRE(json::parse(shared->body)["ok"] == true);

        const auto listed = co_await call(at, "conversations.history", {{"channel", at.ops}});
        const auto where = json::parse(listed->body)["messages"][0]["files"][0]["url_private"]
                               .get<std::string>()
                               .substr(origin.size());
        header_list ours{{"authorization", "Bearer " + at.space.bot_token()}};
        const auto got = co_await ask(at.machine.port(), "GET", where, ours);
        CHECK(got->body == bytes);
        const auto stranger = co_await ask(at.machine.port(), "GET", where);
        CHECK(stranger->header("content-type").starts_with("text/html"));
    });
}

TEST_CASE("a response_url takes an answer without a token", "[emulator][calls]") {
    emulation at;
    at.run([&]() -> asio::awaitable<void> {
        const auto app = co_await raw_app::open(at);
        co_await app->next();
        at.space.runs_command(at.ana, at.ops, "/incident status", at.machine.now());
        const auto asked = co_await app->next();
        co_await app->ack(asked);
        const auto url = asked["payload"]["response_url"].get<std::string>();
        const auto origin = at.machine.origin();
        REQUIRE(url.starts_with(origin));
        const auto got = co_await ask(
            at.machine.port(),
            "POST",
            url.substr(origin.size()),
            {{"content-type", "application/json"}},
            R"({"text":"later"})"
        );
        CHECK(got->status() == 200);
        const auto lines = at.space.lines(at.ops, at.ana);
        REQUIRE_FALSE(lines.empty());
        CHECK(lines.back().find("later") != std::string::npos);
    });
}

TEST_CASE("what fails before its effect has none", "[emulator][calls]") {
    const auto status = post_with("status_before", "502");
    CHECK(status.answer->status() == 502);
    CHECK(status.answer->header("content-type") == "text/html");
    CHECK(status.posted == 0);

    const auto error = post_with("error", "fatal_error");
    CHECK(json::parse(error.answer->body)["error"] == "fatal_error");
    CHECK(error.posted == 0);

    for (const std::string after : {"3", "0", "-1", "Fri, 01 Jan 2027 00:00:00 GMT", "soon"}) {
        const auto limited = post_with("too_many", after);
        CHECK(limited.answer->status() == 429);
        CHECK(limited.answer->header("retry-after") == after);
        CHECK(limited.posted == 0);
    }
    CHECK(post_with("too_many").answer->header("retry-after").empty());

    const auto away = post_with("redirect", "https://elsewhere.example/");
    CHECK(away.answer->status() == 302);
    CHECK(away.answer->header("location") == "https://elsewhere.example/");
    CHECK(away.posted == 0);

    const auto dropped = post_with("drop_before");
    CHECK_FALSE(dropped.answer);
    CHECK(dropped.posted == 0);
}

TEST_CASE("what fails after its effect has had it", "[emulator][calls]") {
    const auto status = post_with("status_after");
    CHECK(status.answer->status() == 500);
    CHECK(status.posted == 1);
    CHECK(json::parse(post_with("error_after").answer->body)["error"] == "internal_error");
    CHECK(post_with("error_after").posted == 1);

    const auto page = post_with("html");
    CHECK(page.answer->status() == 200);
    CHECK(page.answer->body.starts_with("<!DOCTYPE html>"));
    CHECK(page.posted == 1);

    const auto cut = post_with("cut_json");
    CHECK(cut.answer->status() == 200);
    CHECK(json::parse(cut.answer->body, nullptr, false).is_discarded());
    CHECK(cut.posted == 1);

    for (const std::string name : {"cut_body", "drop_after"}) {
        CAPTURE(name);
        const auto seen = post_with(name);
        CHECK_FALSE(seen.answer);
        CHECK(seen.posted == 1);
    }
}

TEST_CASE("an answer is late, or drips", "[emulator][calls]") {
    for (const auto& [name, value] : {std::pair{"slow", "50"}, std::pair{"drip", "1"}}) {
        const auto begun = std::chrono::steady_clock::now();
        const auto seen = post_with(name, value);
        CHECK(json::parse(seen.answer->body)["ok"] == true);
        CHECK(std::chrono::steady_clock::now() - begun >= 50ms);
        CHECK(seen.posted == 1);
    }
}

TEST_CASE("an answer may never come though it is done", "[emulator][calls]") {
    emulation at;
    at.run([&]() -> asio::awaitable<void> {
        at.arm("hang_after");
        const auto wire = co_await raw_client::connect(at.machine.port());
        const auto body = "channel=" + at.ops + "&text=hello";
        const auto bytes = request_bytes(
            "POST",
            "/api/chat.postMessage",
            {{"authorization", "Bearer " + at.space.bot_token()},
             {"content-type", "application/x-www-form-urlencoded"},
             {"content-length", std::to_string(body.size())}},
            body
        );
        co_await wire->send(bytes);
        const bool done = co_await at.until([&] { return at.machine.requests().size() == 1; });
        CHECK(done);
        CHECK(at.space.calls("chat.postMessage").size() == 1);
        CHECK(at.machine.requests().front().status == 0);
    });
}

TEST_CASE("apps.connections.open may forget the address", "[emulator][calls]") {
    emulation at;
    at.run([&]() -> asio::awaitable<void> {
        at.arm("no_url");
        header_list headers{{"authorization", "Bearer " + at.space.app_token()}};
        const auto got =
            co_await ask(at.machine.port(), "POST", "/api/apps.connections.open", headers);
        const auto said = json::parse(got->body);
        CHECK(said["ok"] == true);
        CHECK_FALSE(said.contains("url"));
    });
}
