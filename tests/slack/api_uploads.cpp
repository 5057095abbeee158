#include "bot/platforms/slack/api/web_api_core.hpp"
#include "tests/slack/api_support.hpp"

#include <catch2/catch.hpp>

#include <tuple>

namespace {

using namespace bot;
using namespace bot::test;
using namespace bot::slack;
using namespace std::chrono_literals;
using kind = api_failure::kind;
using Catch::Matchers::Contains;

struct uploads {
    uploads() {
        slack.tell("files.getUploadURLExternal", place("F1"));
        slack.tell("put", {make_text(200, "OK - 5")});
    }

    std::string place(const std::string& id) const {
        return R"({"ok":true,"file_id":")" + id + R"(","upload_url":")" + slack.base() +
               R"(/api/put?ticket=secret-ticket"})";
    }

    tl::expected<std::string, api_failure> run() {
        tl::expected<std::string, api_failure> got;
        slack.world.run([&]() -> asio::awaitable<void> {
            got = co_await slack.api().upload(
                "rca.md",
                "RCA \"7\" 🔥",
                std::string("a\0b\r\n", 5),
                {{"channel_id", "C1"}, {"initial_comment", "here"}}
            );
        });
        return got;
    }

    told_slack slack;
};

result<http_response> post(told_slack& slack, const std::string& url) {
    result<http_response> got = fail(errc::internal, "");
    slack.world.run([&]() -> asio::awaitable<void> {
        got = co_await slack.api().post_to(url, "application/json", R"({"text":"hi"})");
    });
    return got;
}

}  // namespace

TEST_CASE("a file goes up in three steps, its bytes as they are and without the token", "[slack]") {
    uploads u;
    const auto got = u.run();
    REQUIRE(got);
    CHECK(*got == "F1");
    REQUIRE(u.slack.asked.size() == 3);
    const auto& [first, second, third] =
        std::tie(u.slack.asked[0], u.slack.asked[1], u.slack.asked[2]);
    CHECK(first.form == query_pairs{{"filename", "rca.md"}, {"length", "5"}});
    CHECK(second.method == "put");
    CHECK(second.body == std::string("a\0b\r\n", 5));
    CHECK_FALSE(second.headers.find("Authorization"));
    CHECK(third.method == "files.completeUploadExternal");
    CHECK(third.argument("channel_id") == "C1");
    CHECK(third.argument("initial_comment") == "here");
    CHECK(third.argument("files") == R"([{"id":"F1","title":"RCA \"7\" 🔥"}])");
}

TEST_CASE("an upload begins again at the first step when the second fails", "[slack]") {
    uploads u;
    u.slack.tell(
        "files.getUploadURLExternal", {make_json(200, u.place("F1")), make_json(200, u.place("F2"))}
    );
    u.slack.tell("put", {make_text(500, "no"), make_text(200, "OK")});
    const auto got = u.run();
    REQUIRE(got);
    CHECK(*got == "F2");
    CHECK(u.slack.times("files.getUploadURLExternal") == 2);
    CHECK_THAT(u.slack.asked.back().argument("files"), Contains("F2"));
}

TEST_CASE("an upload that never got to its third step has not happened", "[slack]") {
    uploads u;
    u.slack.tell("put", {make_text(500, "no")});
    const auto bytes = u.run();
    REQUIRE_FALSE(bytes);
    CHECK(bytes.error().is == kind::unreachable);
    CHECK_THAT(bytes.error().detail, Contains("rca.md"));
    CHECK_THAT(bytes.error().detail, !Contains("ticket"));
    CHECK(u.slack.times("put") == 3);

    u.slack.tell("files.getUploadURLExternal", {no("internal_error")});
    const auto place = u.run();
    CHECK(place.error().is == kind::unreachable);
    u.slack.tell("files.getUploadURLExternal", {no("missing_scope")});
    const auto scope = u.run();
    CHECK(scope.error().is == kind::refused);
    CHECK(scope.error().code == "missing_scope");
    CHECK(u.slack.times("files.completeUploadExternal") == 0);
}

TEST_CASE("the third step of an upload is not repeated", "[slack]") {
    uploads u;
    u.slack.tell("files.completeUploadExternal", {make_text(502, "no")});
    const auto got = u.run();
    REQUIRE_FALSE(got);
    CHECK(got.error().is == kind::ambiguous);
    CHECK(u.slack.times("files.completeUploadExternal") == 1);
    CHECK(u.slack.times("put") == 1);
}

TEST_CASE("an upload goes to no address that is not Slack's", "[slack]") {
    uploads u;
    u.slack.tell(
        "files.getUploadURLExternal",
        R"({"ok":true,"file_id":"F1","upload_url":"http://169.254.169.254/latest"})"
    );
    const auto got = u.run();
    REQUIRE_FALSE(got);
    CHECK_THAT(got.error().detail, Contains("169.254.169.254"));
    CHECK(u.slack.times("put") == 0);
}

TEST_CASE("bytes go to Slack's own hosts over https, and to the base URL's", "[slack]") {
    struct row {
        std::string url;
        bool allowed;
    };
    const std::vector<row> rows{
        {"https://hooks.slack.com/commands/T1/2/x", true},
        {"https://files.slack.com/upload/v1/x", true},
        {"https://acme.slack.com:443/x", true},
        {"https://slack.com/x", true},
        {"http://127.0.0.1:8080/x", true},
        {"https://evil.example/x", false},
        {"https://slack.com.evil.example/x", false},
        {"https://notslack.com/x", false},
        {"https://hooks.slack.com:8443/x", false},
        {"http://hooks.slack.com/x", false},
        {"https://127.0.0.1:8080/x", false},
        {"http://127.0.0.1:8081/x", false},
        {"http://127.0.0.1/x", false},
        {"http://localhost:8080/x", false},
        {"http://169.254.169.254/latest/meta-data", false},
        {"http://[::1]:8080/x", false},
        {"ws://127.0.0.1:8080/x", false},
    };
    for (const auto& [url, allowed] : rows) {
        INFO(url);
        CHECK(may_post(parse_url(url).value(), "http://127.0.0.1:8080/api/") == allowed);
    }
    CHECK_FALSE(may_post(parse_url("http://127.0.0.1:8080/x").value(), "https://slack.com/api/"));
}

TEST_CASE("what is no address of Slack's gets nothing", "[slack]") {
    told_slack slack;
    const auto other = post(slack, "http://localhost:" + std::to_string(slack.port) + "/api/x");
    REQUIRE_FALSE(other);
    CHECK(other.error().code == errc::forbidden);
    for (const auto* url : {"https://hooks.slack.com@evil.example/", "file:///etc/passwd", ""}) {
        INFO(url);
        const auto got = post(slack, url);
        REQUIRE_FALSE(got);
        CHECK(got.error().code == errc::invalid);
    }
    CHECK(slack.asked.empty());

    const auto own = post(slack, slack.base() + "/api/respond");
    REQUIRE(own);
    REQUIRE(slack.asked.size() == 1);
    CHECK(slack.asked[0].body == R"({"text":"hi"})");
    CHECK(*slack.asked[0].headers.find("Content-Type") == "application/json");
    CHECK_FALSE(slack.asked[0].headers.find("Authorization"));
}

TEST_CASE("the secret path of a response_url is in no sentence", "[slack]") {
    told_slack slack;
    auto options = slack.options();
    options.base_url = "http://127.0.0.1:1/api/";
    slack.restart_with(options);
    const auto got = post(slack, "http://127.0.0.1:1/commands/T1/2/secret?ticket=secret");
    REQUIRE_FALSE(got);
    CHECK(got.error().code == errc::unavailable);
    CHECK_THAT(got.error().detail, Contains("http://127.0.0.1:1"));
    CHECK_THAT(got.error().detail, !Contains("secret"));
}
