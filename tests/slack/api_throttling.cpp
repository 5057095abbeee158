// Row 23 of the fault matrix: what a Retry-After delays, and what it does not.
#include "tests/slack/api_support.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

namespace {

using namespace bot;
using namespace bot::test;
using namespace bot::slack;
using namespace std::chrono_literals;
using namespace boost::asio::experimental::awaitable_operators;
using std::chrono::steady_clock;
using kind = api_failure::kind;

// With a minute of 600 ms, one of Slack's seconds takes 10 ms.
constexpr auto one_second = 10ms;

}  // namespace

TEST_CASE("S44: after a 429 the method waits as long as it was told, others do not", "[slack]") {
    told_slack slack;
    slack.tell("users.info", {slow_down("20"), make_json(200, R"({"ok":true})")});
    slack.world.run([&]() -> asio::awaitable<void> {
        const auto first = co_await slack.api().call("users.info", {});
        REQUIRE_FALSE(first);
        CHECK(first.error().is == kind::throttled);
        CHECK(first.error().after == 20 * one_second);
        const auto told = steady_clock::now();
        auto both =
            co_await (slack.api().call("users.info", {}) && slack.api().call("users.list", {}));
        CHECK(std::get<0>(both));
        CHECK(std::get<1>(both));
        REQUIRE(slack.asked.size() == 3);
        CHECK(slack.asked[1].method == "users.list");
        CHECK(slack.asked[2].method == "users.info");
        CHECK(slack.asked[2].at - told >= 19 * one_second);
    });
}

TEST_CASE("S44: a Retry-After that makes no sense still is a wait, and a sane one", "[slack]") {
    struct row {
        const char* said;
        std::chrono::milliseconds waits;
    };
    for (const auto& [said, waits] : {
             row{"30", 30 * one_second},
             row{"0", one_second},
             row{"missing", 30 * one_second},
             row{"-1", 30 * one_second},
             row{"1000000000", 600 * one_second},
             row{"Wed, 21 Oct 2026 07:28:00 GMT", 30 * one_second},
             row{"soon", 30 * one_second},
         }) {
        INFO(said);
        told_slack slack;
        slack.tell("pins.add", {slow_down(said)});
        const auto got = slack.call("pins.add");
        REQUIRE_FALSE(got);
        CHECK(got.error().is == kind::throttled);
        CHECK(got.error().after == waits);
    }
}

TEST_CASE("a wait that is longer than the patience is said at once", "[slack]") {
    told_slack slack;
    slack.tell("pins.add", {slow_down("600")});
    auto options = slack.options();
    options.deadline = 2s;
    slack.restart_with(options);
    for (int n = 0; n < 3; ++n) {
        const auto got = slack.call("pins.add");
        REQUIRE_FALSE(got);
        CHECK(got.error().is == kind::throttled);
        CHECK(got.error().after > 1s);
        CHECK(got.error().after <= 6s);
    }
    CHECK(slack.times("pins.add") == 1);
    // Reading does not wait for it either.
    const auto got = slack.read("pins.add");
    CHECK(got.error().is == kind::throttled);
    CHECK(slack.times("pins.add") == 1);
}

TEST_CASE("a turn that does not come in time is given up, and nothing was sent", "[slack]") {
    told_slack slack;
    auto options = slack.options();
    options.deadline = 200ms;  // half of it for the turn: ten of Slack's seconds
    slack.restart_with(options);
    slack.world.run([&]() -> asio::awaitable<void> {
        // Tier 2: five at once, then one in three seconds.
        std::vector<api_result> got;
        const auto one = [&]() -> asio::awaitable<void> {
            got.push_back(co_await slack.api().call("pins.list", {}));
        };
        const auto four = [&]() -> asio::awaitable<void> {
            co_await (one() && one() && one() && one());
        };
        co_await (four() && four() && four() && four());
        std::size_t throttled = 0;
        for (const auto& each : got)
            if (!each && each.error().is == kind::throttled) ++throttled;
        CHECK(throttled > 0);
        CHECK(slack.asked.size() == 16 - throttled);
    });
}

TEST_CASE("being told in words is being told: that channel waits, the others do not", "[slack]") {
    for (const auto* code : {"rate_limited", "ratelimited", "too_many_requests"}) {
        INFO(code);
        told_slack slack;
        slack.tell("chat.postMessage", {no(code), make_json(200, R"({"ok":true})")});
        slack.world.run([&]() -> asio::awaitable<void> {
            const auto first = co_await slack.api().call("chat.postMessage", {{"channel", "C1"}});
            REQUIRE_FALSE(first);
            CHECK(first.error().is == kind::throttled);
            CHECK(first.error().code == code);
            CHECK(first.error().after == 30 * one_second);
            const auto told = steady_clock::now();
            co_await (
                slack.api().call("chat.postMessage", {{"channel", "C1"}}) &&
                slack.api().call("chat.postMessage", {{"channel", "C2"}})
            );
            REQUIRE(slack.asked.size() == 3);
            CHECK(slack.asked[1].argument("channel") == "C2");
            CHECK(slack.asked[2].at - told >= 29 * one_second);
        });
    }
}

TEST_CASE("S45: many messages at once into one channel arrive in order, one a second", "[slack]") {
    told_slack slack;
    slack.world.run([&]() -> asio::awaitable<void> {
        const auto say = [&](int n) {
            return slack.api().call(
                "chat.postMessage", {{"channel", "C1"}, {"text", std::to_string(n)}}
            );
        };
        co_await (say(0) && say(1) && say(2) && say(3) && say(4) && say(5) && say(6) && say(7));
    });
    REQUIRE(slack.asked.size() == 8);
    // What goes at once travels on connections of its own and may overtake.
    for (std::size_t n = 4; n < 8; ++n) {
        CHECK(slack.asked[n].argument("text") == std::to_string(n));
    }
    CHECK(slack.asked[7].at - slack.asked[0].at >= 4 * one_second - 2ms);
}

TEST_CASE("a caller that goes away leaves the line to the others", "[slack]") {
    told_slack slack;
    slack.tell("users.info", {slow_down("20"), make_json(200, R"({"ok":true})")});
    slack.world.run([&]() -> asio::awaitable<void> {
        const auto first = co_await slack.api().call("users.info", {});
        CHECK_FALSE(first);
        auto raced = co_await (
            slack.api().call("users.info", {{"user", "gone"}}) || slack.api().call("users.list", {})
        );
        CHECK(raced.index() == 1);
        const auto last = co_await slack.api().call("users.info", {{"user", "U2"}});
        CHECK(last);
    });
    CHECK(slack.times("users.info") == 2);
    CHECK(slack.asked.back().argument("user") == "U2");
}

TEST_CASE("nothing is left running when the last caller has gone", "[slack]") {
    asio::io_context context(1);
    web_api_options options;
    options.base_url = "http://127.0.0.1:1/api/";
    web_api api(context.get_executor(), options);
    const auto talk = [&]() -> asio::awaitable<void> {
        // The burst of Tier 2; the next turn is three seconds away.
        for (int n = 0; n < 5; ++n) {
            const auto got = co_await api.call("pins.add", {});
            CHECK(got.error().is == kind::unreachable);
        }
        const auto raced = co_await (api.call("pins.add", {}) || api.call("pins.list", {}));
        CHECK(raced.index() == 1);
    };
    bool done = false;
    asio::co_spawn(context, talk(), [&](std::exception_ptr) { done = true; });
    context.run_for(2s);
    CHECK(done);
    CHECK(context.stopped());
}
