#include "bot/platforms/slack/api/pacing.hpp"
#include "tests/support/seed.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <random>
#include <set>

namespace {

using namespace bot::slack;
using namespace std::chrono_literals;
using moment = pacing::moment;
using tickets = std::vector<pacing::ticket>;

const moment t0 = moment{} + 24h;  // a machine that has been up for a while

// Lets time pass from one `next` to the following; when each place was admitted.
std::map<pacing::ticket, moment> run(pacing& pace, moment from, moment to) {
    std::map<pacing::ticket, moment> when;
    for (auto now = from; now <= to;) {
        for (const auto place : pace.admit(now)) when[place] = now;
        if (!pace.next()) break;
        REQUIRE(*pace.next() > now);
        now = *pace.next();
    }
    return when;
}

}  // namespace

TEST_CASE("S45: a channel takes a small burst, then one message a second", "[slack]") {
    pacing pace(60s);
    tickets places;
    for (int n = 0; n < 30; ++n) {
        const char* method = n % 3 == 0 ? "chat.update" : "chat.postMessage";
        places.push_back(pace.join(method, "C1"));
    }
    const auto when = run(pace, t0, t0 + 1h);
    REQUIRE(when.size() == places.size());
    std::multiset<moment> in_order;
    for (const auto& [place, at] : when) in_order.insert(at);
    const std::vector<moment> all(in_order.begin(), in_order.end());
    CHECK(all[3] == t0);
    for (std::size_t n = 4; n < all.size(); ++n) {
        CHECK(all[n] - all[n - 1] >= 1s);
        // No time is wasted either.
        CHECK(all[n] <= t0 + (n - 3) * 1s);
    }
}

TEST_CASE(
    "S45: what goes into one channel keeps its order, and waits for no other channel", "[slack]"
) {
    const auto seed = bot::test::drawn_seed();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    pacing pace(60s);
    std::map<std::string, tickets> places;
    for (int n = 0; n < 200; ++n) {
        const auto channel = "C" + std::to_string(random() % 10);
        places[channel].push_back(pace.join("chat.postMessage", channel));
    }
    const auto when = run(pace, t0, t0 + 1h);
    REQUIRE(when.size() == 200);
    for (const auto& [channel, own] : places) {
        for (std::size_t n = 1; n < own.size(); ++n) CHECK(when.at(own[n - 1]) <= when.at(own[n]));
    }
}

TEST_CASE("S45: a busy channel makes no other channel wait", "[slack]") {
    pacing pace(60s);
    tickets busy;
    for (int n = 0; n < 20; ++n) busy.push_back(pace.join("chat.postMessage", "C1"));
    const auto other = pace.join("chat.postMessage", "C2");
    const auto when = run(pace, t0, t0 + 1h);
    CHECK(when.at(other) == t0);
    CHECK(when.at(busy.back()) == t0 + 16s);
}

TEST_CASE("channels that want the same method take turns as they came", "[slack]") {
    pacing pace(60s);
    tickets places;
    for (int n = 0; n < 40; ++n)
        places.push_back(pace.join("chat.update", "C" + std::to_string(n)));
    const auto when = run(pace, t0, t0 + 1h);
    for (std::size_t n = 1; n < places.size(); ++n)
        CHECK(when.at(places[n - 1]) <= when.at(places[n]));
    // Tier 3: ten at once, then fifty a minute.
    CHECK(when.at(places[9]) == t0);
    CHECK(when.at(places[39]) == t0 + 30 * 1200ms);
}

TEST_CASE("every method keeps to its tier over any minute", "[slack]") {
    for (const auto* method :
         {"conversations.create",
          "conversations.history",
          "users.info",
          "apps.connections.open",
          "something.new"}) {
        INFO(method);
        const auto often = facts_of(method).often;
        pacing pace(60s);
        for (int n = 0; n < 400; ++n) pace.join(method, "");
        std::vector<moment> all;
        for (const auto& [place, at] : run(pace, t0, t0 + 2h)) all.push_back(at);
        REQUIRE(all.size() == 400);
        const auto window = static_cast<std::size_t>(often.a_minute + often.burst);
        for (std::size_t n = window; n < all.size(); ++n) CHECK(all[n] - all[n - window] >= 60s);
    }
}

TEST_CASE("S44: a hold delays its method only, and lets go one by one", "[slack]") {
    pacing pace(60s);
    pace.hold("users.info", "", t0 + 30s);
    const auto other = pace.join("users.list", "");
    tickets held;
    for (int n = 0; n < 5; ++n) held.push_back(pace.join("users.info", ""));
    const auto when = run(pace, t0, t0 + 1h);
    CHECK(when.at(other) == t0);
    for (std::size_t n = 0; n < held.size(); ++n) CHECK(when.at(held[n]) == t0 + 30s + n * 600ms);
    // A shorter one that comes later takes nothing back.
    pace.hold("users.list", "", t0 + 30s);
    pace.hold("users.list", "", t0 + 10s);
    CHECK(pace.earliest("users.list", "") == t0 + 30s);
}

TEST_CASE(
    "a hold on a channel delays neither another channel nor the method elsewhere", "[slack]"
) {
    pacing pace(60s);
    pace.hold("chat.postMessage", "C1", t0 + 30s);
    CHECK(pace.earliest("chat.postMessage", "C1") == t0 + 30s);
    CHECK(pace.earliest("chat.update", "C1") == t0 + 30s);
    CHECK(pace.earliest("chat.postMessage", "C2") <= t0);
    CHECK(pace.earliest("chat.postEphemeral", "C1") <= t0);
}

TEST_CASE("a held edit does not hold the messages behind it in its channel", "[slack]") {
    pacing pace(60s);
    pace.hold("chat.update", "", t0 + 30s);
    const auto edit = pace.join("chat.update", "C1");
    const auto message = pace.join("chat.postMessage", "C1");
    const auto when = run(pace, t0, t0 + 1h);
    CHECK(when.at(message) == t0);
    CHECK(when.at(edit) == t0 + 30s);
}

TEST_CASE("who leaves the line is not admitted and holds nobody up", "[slack]") {
    pacing pace(60s);
    pace.hold("users.info", "", t0 + 30s);
    const auto first = pace.join("users.info", "");
    const auto second = pace.join("users.info", "");
    pace.leave(first);
    const auto when = run(pace, t0, t0 + 1h);
    CHECK(when.count(first) == 0);
    CHECK(when.at(second) == t0 + 30s);
    CHECK_FALSE(pace.next());
}

TEST_CASE("S47: the slow mode is one call a minute, of one method, for an hour", "[slack]") {
    pacing pace(60s);
    pace.slow_down("conversations.history", t0);
    CHECK(pace.is_slow("conversations.history", t0 + 59min));
    CHECK_FALSE(pace.is_slow("conversations.history", t0 + 60min));
    CHECK_FALSE(pace.is_slow("conversations.replies", t0));
    tickets places;
    for (int n = 0; n < 3; ++n) places.push_back(pace.join("conversations.history", ""));
    auto when = run(pace, t0, t0 + 30min);
    for (std::size_t n = 0; n < 3; ++n) CHECK(when.at(places[n]) == t0 + (n + 1) * 1min);

    for (auto& place : places) place = pace.join("conversations.history", "");
    when = run(pace, t0 + 61min, t0 + 2h);
    CHECK(when.at(places[2]) == t0 + 61min);
}
