#include "tests/slack/api_support.hpp"

#include <catch2/catch.hpp>

namespace {

using namespace bot;
using namespace bot::test;
using namespace bot::slack;
using namespace std::chrono_literals;
using std::chrono::steady_clock;
using kind = api_failure::kind;
using numbers = std::vector<std::int64_t>;

// Messages with the numbers from `first` on.
http_response page(std::int64_t first, std::size_t count, const std::string& next) {
    std::string json = R"({"ok":true,"messages":[)";
    for (std::size_t n = 0; n < count; ++n)
        json += (n == 0 ? "" : ",") + std::string(R"({"n":)") + std::to_string(first + n) + "}";
    json += "]";
    if (next != "missing") json += R"(,"response_metadata":{"next_cursor":")" + next + R"("})";
    return make_json(200, json + "}");
}

struct reader {
    explicit reader(told_slack& of) : slack(of) {}

    tl::expected<void, api_failure> read(
        std::string method, std::size_t limit = 200, std::size_t most = 1000
    ) {
        tl::expected<void, api_failure> got;
        const auto each = [this, most](api_answer one) -> asio::awaitable<bool> {
            ++pages;
            for (const json message : items(one.root, "messages"))
                seen.push_back(number(message, "n"));
            co_return pages < most;
        };
        slack.world.run([&]() -> asio::awaitable<void> {
            got = co_await slack.api().pages(method, {{"channel", "C1"}}, limit, each);
        });
        return got;
    }

    told_slack& slack;
    numbers seen;
    std::size_t pages = 0;
};

numbers up_to(std::int64_t last) {
    numbers all;
    for (std::int64_t n = 0; n <= last; ++n) all.push_back(n);
    return all;
}

}  // namespace

TEST_CASE("S47: pages follow the cursor, short and empty ones are not the end", "[slack]") {
    told_slack slack;
    slack.tell(
        "conversations.history",
        {page(0, 3, "dXNlcjpVMDYx=="), page(3, 0, "b+/"), page(3, 1, "c"), page(4, 2, "")}
    );
    reader r(slack);
    CHECK(r.read("conversations.history"));
    CHECK(r.seen == up_to(5));
    REQUIRE(slack.asked.size() == 4);
    CHECK(slack.asked[0].form == query_pairs{{"channel", "C1"}, {"limit", "200"}});
    CHECK(slack.asked[1].argument("cursor") == "dXNlcjpVMDYx==");
    CHECK(slack.asked[2].argument("cursor") == "b+/");
}

TEST_CASE("S47: a missing cursor is the end, and so is who has enough", "[slack]") {
    told_slack slack;
    slack.tell("users.list", {page(0, 1, "a"), page(1, 1, "missing")});
    reader whole(slack);
    CHECK(whole.read("users.list"));
    CHECK(whole.seen == up_to(1));

    slack.tell("users.list", {page(0, 1, "a"), page(1, 1, "b"), page(2, 1, "c")});
    reader enough(slack);
    CHECK(enough.read("users.list", 200, 2));
    CHECK(enough.seen == up_to(1));
    CHECK(slack.times("users.list") == 4);
}

TEST_CASE("S47: an invalid cursor begins again, once", "[slack]") {
    told_slack slack;
    slack.tell(
        "users.list", {page(0, 1, "old"), no("invalid_cursor"), page(0, 1, "new"), page(1, 1, "")}
    );
    reader again(slack);
    CHECK(again.read("users.list"));
    CHECK(again.seen == numbers{0, 0, 1});
    CHECK(slack.asked[2].argument("cursor").empty());
    CHECK(slack.asked[3].argument("cursor") == "new");

    slack.tell("users.list", {page(0, 1, "old"), no("invalid_cursor")});
    reader never(slack);
    const auto got = never.read("users.list");
    REQUIRE_FALSE(got);
    CHECK(got.error().code == "invalid_cursor");
}

TEST_CASE("a cursor that does not move ends the reading", "[slack]") {
    told_slack slack;
    slack.tell("users.list", {page(0, 1, "same")});
    reader r(slack);
    const auto got = r.read("users.list");
    REQUIRE_FALSE(got);
    CHECK(got.error().is == kind::broken);
    CHECK(slack.times("users.list") == 2);
}

TEST_CASE("a page that fails for a while is asked for again with its own cursor", "[slack]") {
    told_slack slack;
    slack.tell(
        "users.list", {page(0, 1, "a"), make_text(502, "no"), slow_down("2"), page(1, 1, "")}
    );
    reader r(slack);
    CHECK(r.read("users.list"));
    CHECK(r.seen == up_to(1));
    REQUIRE(slack.asked.size() == 4);
    for (std::size_t n = 1; n < 4; ++n) CHECK(slack.asked[n].argument("cursor") == "a");
}

TEST_CASE("S47: a page cut to fifteen turns on the mode of one call a minute", "[slack]") {
    told_slack slack(100ms);  // a minute
    slack.tell("conversations.replies", {page(0, 15, "a"), page(15, 15, "b"), page(30, 1, "")});
    reader r(slack);
    CHECK_FALSE(slack.api().is_slow("conversations.replies"));
    CHECK(r.read("conversations.replies"));
    CHECK(r.seen == up_to(30));
    REQUIRE(slack.asked.size() == 3);
    CHECK(slack.asked[0].argument("limit") == "200");
    CHECK(slack.asked[1].argument("limit") == "15");
    CHECK(slack.asked[2].argument("limit") == "15");
    CHECK(slack.asked[1].at - slack.asked[0].at >= 100ms);
    CHECK(slack.asked[2].at - slack.asked[1].at >= 99ms);
    CHECK(slack.api().is_slow("conversations.replies"));
    CHECK_FALSE(slack.api().is_slow("conversations.history"));
}

TEST_CASE("S47: a Retry-After of a minute turns it on as well, a shorter one does not", "[slack]") {
    told_slack slack(100ms);
    slack.tell("conversations.history", {slow_down("10"), page(0, 20, "a"), page(20, 1, "")});
    reader quick(slack);
    CHECK(quick.read("conversations.history"));
    CHECK_FALSE(slack.api().is_slow("conversations.history"));

    slack.tell("conversations.history", {slow_down("60"), page(0, 15, "a"), page(15, 1, "")});
    reader slow(slack);
    CHECK(slow.read("conversations.history"));
    CHECK(slow.seen == up_to(15));
    CHECK(slack.api().is_slow("conversations.history"));
    CHECK(slack.asked.back().argument("limit") == "15");
}

TEST_CASE(
    "fifteen items that are all there are, or all that was asked for, prove nothing", "[slack]"
) {
    told_slack slack(100ms);
    slack.tell("conversations.history", {page(0, 15, "")});
    reader last(slack);
    CHECK(last.read("conversations.history"));
    slack.tell("conversations.history", {page(0, 15, "a"), page(15, 1, "")});
    reader few(slack);
    CHECK(few.read("conversations.history", 15));
    CHECK_FALSE(slack.api().is_slow("conversations.history"));
}
