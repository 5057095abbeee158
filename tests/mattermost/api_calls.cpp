// What an answer of the REST API means, and what may be said about it.
#include "tests/mattermost/api_support.hpp"

#include <catch2/catch.hpp>

namespace {

using namespace bot;
using namespace bot::test;
using namespace bot::mattermost;
using namespace std::chrono_literals;
using kind = api_failure::kind;
using Catch::Matchers::Contains;

http_response html(int status) {
    return make_html(status, "<html>Bad gateway</html>");
}

constexpr auto expired = "api.context.session_expired.app_error";

}  // namespace

TEST_CASE("the token goes into Authorization, the body goes out as it is", "[mattermost]") {
    told_mattermost chat;
    chat.tell("POST /posts", {make_json(201, R"({"id":"p1"})")});
    const auto got = chat.call("POST", "/posts", R"({"message":"péché 🔥"})");
    REQUIRE(got);
    CHECK(text(got->root, "id") == "p1");
    REQUIRE(chat.asked.size() == 1);
    CHECK(*chat.asked[0].headers.find("Authorization") == "Bearer " + token_text);
    CHECK(*chat.asked[0].headers.find("Content-Type") == "application/json");
    CHECK(chat.asked[0].body == R"({"message":"péché 🔥"})");
    CHECK(chat.asked[0].target == "/api/v4/posts");
}

TEST_CASE("P2: what a 401 says may hold the token, and is in no sentence", "[mattermost]") {
    told_mattermost chat;
    chat.tell("GET /users/me", {no(401, expired, "Invalid token=" + token_text + " err=sql")});
    chat.tell("POST /posts", {no(400, "api.post.odd.app_error", "echo " + token_text)});
    chat.tell("PUT /x", {make_text(500, token_text)});
    const auto me = chat.read("/users/me");
    REQUIRE_FALSE(me);
    CHECK(me.error().is_about_us());
    CHECK(me.error().id == expired);
    CHECK_THAT(me.error().detail, !Contains("Invalid token"));
    for (const auto& why :
         {me.error(), chat.call("POST", "/posts").error(), chat.call("PUT", "/x").error()}) {
        CHECK_THAT(why.detail, !Contains(token_text));
        CHECK_THAT(why.id, !Contains(token_text));
    }
}

TEST_CASE("a refusal is known by its id, and its words are for people", "[mattermost]") {
    told_mattermost chat;
    chat.tell(
        "POST /posts",
        {no(403, "api.context.permissions.app_error", "Vous n'avez pas les permissions.")}
    );
    const auto got = chat.call("POST", "/posts");
    REQUIRE_FALSE(got);
    CHECK(got.error().is == kind::refused);
    CHECK_FALSE(got.error().is_about_us());
    CHECK(got.error().status == 403);
    CHECK(got.error().id == "api.context.permissions.app_error");
    CHECK(
        got.error().detail ==
        "POST /posts: Mattermost answered api.context.permissions.app_error (403): Vous n'avez "
        "pas les permissions."
    );
}

TEST_CASE("an id that is none of Mattermost's is left out", "[mattermost]") {
    told_mattermost chat;
    for (const auto& odd :
         {std::string("<b>no</b>"), std::string("API.Upper"), std::string(200, 'a')}) {
        chat.tell("POST /posts", {no(400, odd)});
        CHECK(chat.call("POST", "/posts").error().id.empty());
    }
}

TEST_CASE(
    "a write that got no word may have happened, a read may just be asked again", "[mattermost]"
) {
    struct row {
        const char* name;
        http_response answer;
        kind write, read;
    };
    const std::vector<row> rows{
        {"500", no(500, "app.post.save.app_error"), kind::ambiguous, kind::ambiguous},
        {"500 html", html(500), kind::ambiguous, kind::broken},
        {"502", html(502), kind::ambiguous, kind::broken},
        {"503", make_text(503, ""), kind::ambiguous, kind::broken},
        {"html", html(200), kind::ambiguous, kind::broken},
        {"empty", make_json(200, ""), kind::ambiguous, kind::broken},
        {"cut", make_json(201, R"({"id":"p1","mess)"), kind::ambiguous, kind::broken},
        {"a number", make_json(200, "7"), kind::ambiguous, kind::broken},
        {"no UTF-8", make_json(200, "{\"id\":\"\xff\"}"), kind::ambiguous, kind::broken},
        {"redirect", make_redirect("https://evil.example/", 302), kind::broken, kind::broken},
        {"404 of a proxy", html(404), kind::broken, kind::broken},
        {"403 of a proxy", make_json(403, R"({"message":"waf"})"), kind::broken, kind::broken},
        {"404", no(404, "app.post.get.app_error"), kind::refused, kind::refused},
        {"501", no(501, "api.file.upload_file.storage.app_error"), kind::refused, kind::refused},
        {"413 of a proxy", html(413), kind::refused, kind::refused},
    };
    for (const auto& [name, answer, write, read] : rows) {
        INFO(name);
        told_mattermost chat;
        chat.tell("POST /posts", {answer});
        chat.tell("GET /posts/p1", {answer});
        const auto wrote = chat.call("POST", "/posts");
        REQUIRE_FALSE(wrote);
        CHECK(wrote.error().is == write);
        CHECK(chat.times("POST /posts") == 1);
        const auto asked = chat.call("GET", "/posts/p1", "");
        REQUIRE_FALSE(asked);
        CHECK(asked.error().is == read);
    }
}

TEST_CASE("a read is asked again until it is answered, five times at most", "[mattermost]") {
    told_mattermost chat;
    chat.tell(
        "POST /users/ids",
        {html(502), no(500, "x.y"), make_json(200, "{"), make_text(503, ""), make_json(200, "[]")}
    );
    CHECK(chat.read("/users/ids", R"(["u1"])"));
    CHECK(chat.times("POST /users/ids") == 5);

    chat.tell("GET /users/me", {html(502)});
    CHECK(chat.read("/users/me").error().is == kind::broken);
    CHECK(chat.times("GET /users/me") == 5);

    chat.tell("GET /users/u9", {no(404, "app.user.missing_account.const")});
    CHECK(chat.read("/users/u9").error().is == kind::refused);
    CHECK(chat.times("GET /users/u9") == 1);
}

TEST_CASE("a Mattermost that is not there has done nothing", "[mattermost]") {
    told_mattermost chat;
    auto options = chat.options();
    options.base_url = "http://127.0.0.1:1";
    chat.restart_with(options);
    const auto got = chat.call("POST", "/posts?x=secret");
    REQUIRE_FALSE(got);
    CHECK(got.error().is == kind::unreachable);
    CHECK_THAT(got.error().detail, Catch::Matchers::StartsWith("POST /posts: "));
}

TEST_CASE("an answer larger than anybody reads is none", "[mattermost]") {
    told_mattermost chat;
    chat.tell("GET /big", {make_json(200, "\"" + std::string(200'000, 'a') + "\"")});
    auto options = chat.options();
    options.http.body_limit = 100'000;
    chat.restart_with(options);
    const auto got = chat.call("GET", "/big", "");
    REQUIRE_FALSE(got);
    CHECK(got.error().is != kind::refused);
}

TEST_CASE("a file goes up as one part of a form, whatever its name and bytes are", "[mattermost]") {
    told_mattermost chat;
    chat.tell("POST /files", {html(502), make_json(201, R"({"file_infos":[{"id":"f1"}]})")});
    tl::expected<std::string, api_failure> got;
    chat.world.run([&]() -> asio::awaitable<void> {
        got = co_await chat.api().upload("c1", "../a\"b\r\n.md", std::string("a\0b\r\n", 5));
    });
    REQUIRE(got);
    CHECK(*got == "f1");
    REQUIRE(chat.times("POST /files") == 2);  // nobody sees it before it is attached
    const auto& one = chat.asked.back();
    const auto type = *one.headers.find("Content-Type");
    REQUIRE_THAT(type, Catch::Matchers::StartsWith("multipart/form-data; boundary="));
    const auto boundary = "--" + type.substr(type.find('=') + 1);
    CHECK(
        one.body ==
        boundary + "\r\nContent-Disposition: form-data; name=\"channel_id\"\r\n\r\nc1\r\n" +
            boundary +
            "\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a_b__.md\"\r\n"
            "Content-Type: application/octet-stream\r\n\r\n" +
            std::string("a\0b\r\n", 5) + "\r\n" + boundary + "--\r\n"
    );

    chat.tell("POST /files", {html(502)});
    chat.world.run([&]() -> asio::awaitable<void> {
        got = co_await chat.api().upload("c1", "rca.md", "x");
    });
    CHECK(got.error().is != kind::ambiguous);
}

TEST_CASE("what is posted to an address given to us stays on the server's own", "[mattermost]") {
    told_mattermost chat;
    const auto post = [&](const std::string& url) {
        result<http_response> got = fail(errc::internal, "");
        chat.world.run([&]() -> asio::awaitable<void> {
            got = co_await chat.api().post_to(url, R"({"text":"hi"})");
        });
        return got;
    };
    chat.otherwise = [](const auto&) { return make_text(200, "ok"); };
    for (const auto& url :
         {"http://localhost:" + std::to_string(chat.port) + "/hooks/commands/x",
          "https://127.0.0.1:" + std::to_string(chat.port) + "/x",
          std::string("http://127.0.0.1:1/x"),
          std::string("http://169.254.169.254/latest/meta-data"),
          std::string("http://chat.example.org/hooks/commands/x")}) {
        INFO(url);
        const auto got = post(url);
        REQUIRE_FALSE(got);
        CHECK(got.error().code == errc::forbidden);
        CHECK_THAT(got.error().detail, !Contains("/hooks"));
    }
    CHECK(chat.asked.empty());

    REQUIRE(post(chat.base() + "/hooks/commands/x"));
    // Where people reach the server is where we reach it.
    chat.api().also_at("https://chat.example.org");
    REQUIRE(post("https://chat.example.org/hooks/commands/y"));
    REQUIRE(chat.asked.size() == 2);
    CHECK(chat.asked[0].body == R"({"text":"hi"})");
    CHECK_FALSE(chat.asked[0].headers.find("Authorization"));
    CHECK(chat.asked[1].call == "POST /hooks/commands/y");

    auto options = chat.options();
    options.base_url = "http://127.0.0.1:1/";
    chat.restart_with(options);
    const auto lost = post("http://127.0.0.1:1/hooks/commands/secret");
    CHECK(lost.error().code == errc::unavailable);
    CHECK_THAT(lost.error().detail, !Contains("secret"));
}
