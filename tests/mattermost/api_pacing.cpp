// What a 429 delays, and in which order writes go.
#include "bot/platforms/mattermost/api/pacing.hpp"
#include "tests/mattermost/api_support.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <catch2/catch.hpp>

namespace {

using namespace bot;
using namespace bot::test;
using namespace bot::mattermost;
using namespace std::chrono_literals;
using namespace boost::asio::experimental::awaitable_operators;
using kind = api_failure::kind;

constexpr pacing::moment zero{1000s};

}  // namespace

TEST_CASE("as long as nobody complains everybody may call at once", "[mattermost]") {
    pacing pace;
    for (int n = 0; n < 100; ++n) CHECK(pace.take(zero) == zero);
}

TEST_CASE(
    "after a 429 nobody calls before it is over, and then one after the other", "[mattermost]"
) {
    pacing pace;
    pace.hold(zero, 2s);
    CHECK(pace.is_held(zero + 1s));
    CHECK_FALSE(pace.is_held(zero + 2s));
    CHECK(pace.earliest(zero) == zero + 2s);
    CHECK(pace.take(zero) == zero + 2s);
    CHECK(pace.take(zero) == zero + 2100ms);
    CHECK(pace.take(zero + 5s) == zero + 5s);
    CHECK(pace.take(zero + 5s) == zero + 5100ms);
    // A quiet minute later it is as before.
    for (int n = 0; n < 10; ++n) CHECK(pace.take(zero + 63s) == zero + 63s);
}

TEST_CASE(
    "whoever is told again goes slower, but the same news told twice is one", "[mattermost]"
) {
    pacing pace;
    pace.hold(zero, 1s);
    pace.hold(zero + 10ms, 1s);
    CHECK(pace.take(zero) == zero + 1010ms);
    CHECK(pace.take(zero) == zero + 1110ms);
    pace.hold(zero + 2s, 1s);
    CHECK(pace.take(zero + 2s) == zero + 3s);
    CHECK(pace.take(zero + 2s) == zero + 3200ms);
}

TEST_CASE("a wait that makes no sense still is a wait, and a sane one", "[mattermost]") {
    const auto wait = [](const char* retry, const char* reset) {
        http_headers headers;
        if (retry) headers.set("Retry-After", retry);
        if (reset) headers.set("X-RateLimit-Reset", reset);
        return wait_of(headers);
    };
    CHECK(wait("30", nullptr) == 30s);
    CHECK(wait("0", nullptr) == 1s);
    CHECK(wait(nullptr, nullptr) == 5s);
    CHECK(wait("-1", nullptr) == 5s);
    CHECK(wait("1000000000", nullptr) == 600s);
    CHECK(wait("99999999999999999999", nullptr) == 600s);
    CHECK(wait("Wed, 21 Oct 2026 07:28:00 GMT", "7") == 7s);
    CHECK(wait("soon", nullptr) == 5s);
    // VaryByUser doubles the headers.
    CHECK(wait(nullptr, "4, 4") == 4s);
}

TEST_CASE("a 429 holds everybody, and says when", "[mattermost]") {
    told_mattermost chat;
    chat.tell("POST /posts", {slow_down("1"), make_json(201, R"({"id":"p1"})")});
    chat.world.run([&]() -> asio::awaitable<void> {
        const auto first = co_await chat.api().call("POST", "/posts", "{}");
        REQUIRE_FALSE(first);
        CHECK(first.error().is == kind::throttled);
        CHECK(first.error().after == 1s);
        const auto told = std::chrono::steady_clock::now();
        auto both =
            co_await (chat.api().call("POST", "/posts", "{}") && chat.api().read("/users/me"));
        CHECK(std::get<0>(both));
        CHECK(std::get<1>(both));
        REQUIRE(chat.asked.size() == 3);
        CHECK(chat.asked[1].at - told >= 990ms);
        CHECK(chat.asked[2].at - chat.asked[1].at >= 90ms);
    });
}

TEST_CASE("a wait that is longer than the patience is said at once", "[mattermost]") {
    told_mattermost chat;
    chat.tell("POST /posts", {slow_down("600")});
    for (int n = 0; n < 3; ++n) {
        const auto got = chat.call("POST", "/posts");
        REQUIRE_FALSE(got);
        CHECK(got.error().is == kind::throttled);
        CHECK(got.error().after > 590s);
    }
    CHECK(chat.read("/users/me").error().is == kind::throttled);
    CHECK(chat.asked.size() == 1);
}

TEST_CASE("what is written in one lane goes in the order it came", "[mattermost]") {
    told_mattermost chat;
    chat.world.run([&]() -> asio::awaitable<void> {
        const auto say = [&](std::string words, std::string lane) {
            return chat.api().call("POST", "/posts", std::move(words), std::move(lane));
        };
        co_await (
            say("1", "c1") && say("2", "c1") && say("3", "c1") && say("4", "c1") &&
            say("5", "c1") && say("x", "c2")
        );
    });
    REQUIRE(chat.asked.size() == 6);
    std::string order;
    for (const auto& one : chat.asked)
        if (one.body != "x") order += one.body;
    CHECK(order == "12345");
}

TEST_CASE("a caller that goes away leaves its lane to the others", "[mattermost]") {
    told_mattermost chat;
    chat.tell("POST /posts", {slow_down("1"), make_json(201, R"({"id":"p1"})")});
    chat.world.run([&]() -> asio::awaitable<void> {
        const auto told = co_await chat.api().call("POST", "/posts", "0", "c1");
        CHECK_FALSE(told);
        asio::steady_timer soon(chat.world.executor(), 50ms);
        const auto raced = co_await (
            chat.api().call("POST", "/posts", "gone", "c1") || soon.async_wait(asio::use_awaitable)
        );
        CHECK(raced.index() == 1);
        const auto last = co_await chat.api().call("POST", "/posts", "last", "c1");
        CHECK(last);
    });
    REQUIRE(chat.asked.size() == 2);
    CHECK(chat.asked.back().body == "last");
}
