#include "tests/slack/api_support.hpp"

#include <catch2/catch.hpp>

namespace {

using namespace bot;
using namespace bot::test;
using namespace bot::slack;
using namespace std::chrono_literals;
using kind = api_failure::kind;

http_response html(int status) {
    return make_html(status, "<html>Bad gateway</html>");
}

}  // namespace

TEST_CASE("S43: every call is form-encoded, JSON goes in once, words stay intact", "[slack]") {
    told_slack slack;
    const std::string blocks =
        R"([{"type":"section","text":{"type":"mrkdwn","text":"a & b = 100% + \"q\""}}])";
    const std::string words =
        "péché 數據庫 \xF0\x9F\x94\xA5 👩🏽‍🚒 a+b&c=d%20;\n\t\"end\"";
    const auto got = slack.call(
        "chat.postMessage",
        {{"channel", "C1"}, {"text", words}, {"thread_ts", ""}, {"blocks", blocks}}
    );
    REQUIRE(got);
    REQUIRE(slack.asked.size() == 1);
    const auto& asked = slack.asked[0];
    CHECK(*asked.headers.find("Content-Type") == "application/x-www-form-urlencoded");
    CHECK(asked.form == query_pairs{{"channel", "C1"}, {"text", words}, {"blocks", blocks}});
}

TEST_CASE("S1: the token goes into Authorization and nowhere else", "[slack]") {
    told_slack slack;
    slack.tell("auth.test", R"({"ok":false,"error":"invalid_auth"})");
    const auto got = slack.call("auth.test");
    REQUIRE(slack.asked.size() == 1);
    CHECK(*slack.asked[0].headers.find("Authorization") == "Bearer " + token_text);
    CHECK(slack.asked[0].body.empty());
    REQUIRE_FALSE(got);
    CHECK(got.error().detail.find("xoxb") == std::string::npos);
    CHECK(got.error().is_about_us());
}

TEST_CASE("an answer is what Slack said, with its headers", "[slack]") {
    told_slack slack;
    auto answer = make_json(200, R"({"ok":true,"channel":{"id":"C7","name":"ops"}})");
    answer.headers.set("X-OAuth-Scopes", "chat:write,pins:read");
    slack.tell("conversations.info", {answer});
    const auto got = slack.call("conversations.info", {{"channel", "C7"}});
    REQUIRE(got);
    CHECK(text(got->root, "channel", "id") == "C7");
    CHECK(*got->headers.find("x-oauth-scopes") == "chat:write,pins:read");
}

TEST_CASE("S44: ok:false is an error although the status is 200", "[slack]") {
    told_slack slack;
    slack.tell(
        "chat.postMessage",
        R"({"ok":false,"error":"missing_scope","needed":"chat:write","provided":"pins:read"})"
    );
    const auto got = slack.call("chat.postMessage", {{"channel", "C1"}});
    REQUIRE_FALSE(got);
    CHECK(got.error().is == kind::refused);
    CHECK(got.error().code == "missing_scope");
    CHECK(got.error().needed == "chat:write");
    CHECK(got.error().provided == "pins:read");
    CHECK(got.error().detail == "chat.postMessage: Slack answered missing_scope");
}

TEST_CASE("what Slack dislikes about a message is in the sentence", "[slack]") {
    told_slack slack;
    slack.tell(
        "chat.postMessage",
        R"({"ok":false,"error":"invalid_blocks","response_metadata":{"messages":[
            "[WARN] odd","[ERROR] must be less than 3001 characters [json-pointer:/blocks/0]",7]}})"
    );
    const auto got = slack.call("chat.postMessage", {{"channel", "C1"}});
    CHECK(
        got.error().detail ==
        "chat.postMessage: Slack answered invalid_blocks (must be less than 3001 characters "
        "[json-pointer:/blocks/0])"
    );
}

TEST_CASE("S44: an unknown error is asked once, even by who reads", "[slack]") {
    told_slack slack;
    slack.tell("users.info", R"({"ok":false,"error":"moon_is_full"})");
    const auto got = slack.read("users.info", {{"user", "U1"}});
    CHECK(got.error().is == kind::refused);
    CHECK(got.error().code == "moon_is_full");
    CHECK(slack.times("users.info") == 1);
}

TEST_CASE("what Slack never says is no code of Slack's", "[slack]") {
    told_slack slack;
    for (const auto* odd :
         {R"({"ok":false})",
          R"({"ok":false,"error":""})",
          R"({"ok":false,"error":7})",
          R"({"ok":false,"error":"<b>no</b>"})"}) {
        slack.tell("users.info", odd);
        const auto got = slack.call("users.info");
        CHECK(got.error().is == kind::refused);
        CHECK(got.error().code == "unknown_error");
    }
}

TEST_CASE("a token that comes back in an answer is in no sentence", "[slack]") {
    told_slack slack;
    const std::string echoed =
        "xoxb-" + std::string("123456789012-123456789012-") + "AbCdEfGhIjKlMnOpQrStUvWx";
    slack.tell("users.info", R"({"ok":false,"error":")" + echoed + R"("})");
    slack.tell(
        "users.list",
        R"({"ok":false,"error":"invalid_arguments","response_metadata":{"messages":["[ERROR] bad )" +
            echoed + R"("]}})"
    );
    slack.tell("auth.test", {make_text(500, echoed)});
    for (const auto* method : {"users.info", "users.list", "auth.test"}) {
        INFO(method);
        const auto got = slack.call(method);
        REQUIRE_FALSE(got);
        CHECK((got.error().detail + got.error().code).find("xoxb") == std::string::npos);
    }
}

TEST_CASE("a write that got no word may have happened, a read may just be asked again", "[slack]") {
    const auto cut = make_json(200, R"({"ok":true,"ts":"17)");
    struct row {
        const char* name;
        http_response answer;
        kind write, read;
    };
    const std::vector<row> rows{
        {"500", html(500), kind::ambiguous, kind::broken},
        {"502", html(502), kind::ambiguous, kind::broken},
        {"503", make_text(503, ""), kind::ambiguous, kind::broken},
        {"html", html(200), kind::ambiguous, kind::broken},
        {"empty", make_json(200, ""), kind::ambiguous, kind::broken},
        {"cut", cut, kind::ambiguous, kind::broken},
        {"array", make_json(200, "[]"), kind::ambiguous, kind::broken},
        {"no ok", make_json(200, "{}"), kind::ambiguous, kind::broken},
        {"ok text", make_json(200, R"({"ok":"true"})"), kind::ambiguous, kind::broken},
        {"ok number", make_json(200, R"({"ok":1})"), kind::ambiguous, kind::broken},
        {"no UTF-8", make_json(200, "{\"ok\":true,\"a\":\"\xff\"}"), kind::ambiguous, kind::broken},
        {"internal", no("internal_error"), kind::ambiguous, kind::ambiguous},
        {"fatal", no("fatal_error"), kind::ambiguous, kind::ambiguous},
        {"redirect", make_redirect("https://evil.example/", 302), kind::broken, kind::broken},
        {"404", html(404), kind::broken, kind::broken},
    };
    for (const auto& [name, answer, write, read] : rows) {
        INFO(name);
        told_slack slack;
        slack.tell("chat.postMessage", {answer});
        slack.tell("users.info", {answer});
        const auto wrote = slack.call("chat.postMessage", {{"channel", "C1"}});
        REQUIRE_FALSE(wrote);
        CHECK(wrote.error().is == write);
        CHECK(slack.times("chat.postMessage") == 1);
        const auto asked = slack.call("users.info", {{"user", "U1"}});
        REQUIRE_FALSE(asked);
        CHECK(asked.error().is == read);
        CHECK(slack.times("users.info") == 1);
    }
}

TEST_CASE("a read is asked again until it is answered, five times at most", "[slack]") {
    told_slack slack;
    slack.tell(
        "users.info",
        {html(502),
         no("internal_error"),
         make_json(200, "{"),
         no("service_unavailable"),
         make_json(200, R"({"ok":true,"user":{"id":"U1"}})")}
    );
    const auto got = slack.read("users.info", {{"user", "U1"}});
    REQUIRE(got);
    CHECK(text(got->root, "user", "id") == "U1");
    CHECK(slack.times("users.info") == 5);

    slack.tell("users.list", {html(502)});
    const auto never = slack.read("users.list");
    CHECK(never.error().is == kind::broken);
    CHECK(slack.times("users.list") == 5);
}

TEST_CASE("a Slack that is not there has done nothing", "[slack]") {
    told_slack slack;
    auto options = slack.options();
    options.base_url = "http://127.0.0.1:1/api/";
    slack.restart_with(options);
    const auto got = slack.call("chat.postMessage", {{"channel", "C1"}});
    REQUIRE_FALSE(got);
    CHECK(got.error().is == kind::unreachable);
    CHECK_THAT(got.error().detail, Catch::Matchers::StartsWith("chat.postMessage: "));
}

TEST_CASE("calls in a row share one connection", "[slack]") {
    told_slack slack;
    slack.world.run([&]() -> asio::awaitable<void> {
        for (int n = 0; n < 5; ++n) {
            const auto got = co_await slack.api().call("auth.test", {});
            CHECK(got);
        }
    });
    CHECK(slack.connections() == 1);
}
