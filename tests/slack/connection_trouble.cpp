#include "tests/slack/connection_script.hpp"
#include "tests/support/seed.hpp"

#include <catch2/catch.hpp>

#include <deque>
#include <random>

using namespace bot::slack;
using namespace bot::slack::test;
using namespace std::chrono_literals;
using because = url_refused::because;

namespace {

// Refuses every attempt for a while; the moments at which one began.
std::vector<milliseconds> attempts(connection_script& s, milliseconds span, because why) {
    std::vector<milliseconds> begun;
    for (const auto end = s.now + span; s.now < end; s.pass(10ms)) {
        if (s.asking() == 0) continue;
        begun.push_back(s.now);
        s.tell(url_refused{s.asking(), why, 0ms, "some_code"});
    }
    return begun;
}

std::mt19937 seeded() {
    const auto seed = bot::test::drawn_seed();
    UNSCOPED_INFO("seed " << seed);
    return std::mt19937(seed);
}

double draw(std::mt19937& random) {
    return std::uniform_real_distribution<double>(0, 1)(random);
}

}  // namespace

TEST_CASE(
    "S15: link_disabled is told once and tried again no faster than once a minute", "[slack]"
) {
    connection_script s;
    s.random = 0;
    const auto ids = s.connect_all();
    s.pass(2min);
    for (const int id : ids) s.tell(said_disconnect{id, "link_disabled"});
    for (const int id : ids) {
        CHECK(s.at(id) == phase::closing);
        s.tell(socket_closed{id});
    }
    REQUIRE(s.count<alert>() == 1);
    CHECK(s.all<alert>()[0].text.find("Socket Mode is switched off") != std::string::npos);

    std::vector<milliseconds> begun{s.now};
    while (begun.size() < 10) {
        s.pass(1s);
        if (s.asking() == 0) continue;
        begun.push_back(s.now);
        const int id = s.connect();
        s.tell(said_disconnect{id, "link_disabled"});
        s.tell(socket_closed{id});
    }
    for (std::size_t n = 1; n < begun.size(); ++n) CHECK(begun[n] - begun[n - 1] >= 60s);
    CHECK(s.count<alert>() == 1);
    CHECK_FALSE(s.set.trouble.empty());
}

TEST_CASE(
    "S15: when Socket Mode is on again, all is well once a connection has proven itself", "[slack]"
) {
    connection_script s;
    for (const int id : s.connect_all()) {
        s.tell(said_disconnect{id, "link_disabled"});
        s.tell(socket_closed{id});
    }
    s.pass(91s);
    s.connect();
    CHECK_FALSE(s.set.trouble.empty());
    s.pass(60s);
    CHECK(s.set.trouble.empty());
    s.connect();
    CHECK(ready_count(s.set) == 2);
}

TEST_CASE(
    "S16: too_many_websockets pauses for 30 s at least, wants fewer and does not loop", "[slack]"
) {
    connection_script s({.steady = 4});
    s.random = 0;
    auto ids = s.connect_all();
    REQUIRE(ids.size() == 4);
    s.pass(2min);
    s.tell(said_disconnect{ids[3], "too_many_websockets", 11});
    CHECK(s.at(ids[3]) == phase::closing);
    s.tell(socket_closed{ids[3]});
    CHECK(s.set.target == 3);
    CHECK(s.asking() == 0);
    REQUIRE(s.count<alert>() == 1);
    CHECK(s.all<alert>()[0].text.find("(11)") != std::string::npos);

    s.tell(said_disconnect{ids[0], "warning"});
    s.pass(29'999ms);
    CHECK(s.asking() == 0);
    s.pass(1ms);
    CHECK(s.asking() != 0);
}

TEST_CASE("S16: there is never less than one, and the next only after a pause", "[slack]") {
    connection_script s({.steady = 1});
    s.random = 0;
    s.tell(started{});
    std::vector<milliseconds> begun;
    while (begun.size() < 10) {
        if (s.asking() != 0) {
            begun.push_back(s.now);
            const int id = s.connect();
            s.tell(said_disconnect{id, "too_many_websockets", 12});
            s.tell(socket_closed{id});
        }
        s.pass(1s);
    }
    for (std::size_t n = 1; n < begun.size(); ++n) CHECK(begun[n] - begun[n - 1] >= 30s);
    CHECK(s.set.target == 1);
    CHECK(s.count<alert>() == 1);
}

TEST_CASE("S16: what is missing is tried again when a later one has proven itself", "[slack]") {
    connection_script s;
    const auto ids = s.connect_all();
    s.pass(2min);
    s.tell(said_disconnect{ids[1], "too_many_websockets", 11});
    s.tell(socket_closed{ids[1]});
    s.pass(3h);
    CHECK(s.asking() == 0);
    CHECK_FALSE(s.set.trouble.empty());
    s.tell(said_disconnect{ids[0], "refresh_requested"});
    s.connect();
    s.pass(60s);
    s.tell(socket_closed{ids[0]});
    s.connect();
    CHECK(ready_count(s.set) == 2);
    CHECK(s.set.trouble.empty());
}

TEST_CASE("S23: the wait between attempts is jittered and never longer than 30 s", "[slack]") {
    auto random = seeded();
    connection_script s;
    s.tell(started{});
    std::vector<milliseconds> begun;
    for (const auto end = s.now + 1h; s.now < end; s.pass(10ms)) {
        s.random = draw(random);
        if (s.asking() == 0) continue;
        begun.push_back(s.now);
        s.tell(url_refused{s.asking(), because::passing});
    }
    milliseconds longest{0}, shortest{1h};
    for (std::size_t n = 1; n < begun.size(); ++n) {
        longest = std::max(longest, begun[n] - begun[n - 1]);
        shortest = std::min(shortest, begun[n] - begun[n - 1]);
    }
    CHECK(begun[1] - begun[0] <= 510ms);
    CHECK(longest <= 30'010ms);
    CHECK(longest > 20s);
    CHECK(shortest < 10s);
}

TEST_CASE("S23: the wait is forgotten only after hello and a stable minute", "[slack]") {
    connection_script s({.steady = 1});
    s.random = 0.999;
    s.tell(started{});
    attempts(s, 5min, because::passing);
    REQUIRE(s.set.failures > 5);
    while (s.asking() == 0) s.pass(1s);

    const int hasty = s.connect();
    s.pass(59s);
    s.tell(socket_closed{hasty});
    s.pass(20s);
    CHECK(s.asking() == 0);
    s.pass(10s);
    const int proven = s.connect();
    s.pass(60s);
    CHECK(s.set.failures == 0);
    s.tell(socket_closed{proven});
    s.pass(500ms);
    CHECK(s.asking() != 0);
}

TEST_CASE("S23: after an outage of two hours a connection is back within 35 s", "[slack]") {
    auto random = seeded();
    for (int round = 0; round < 200; ++round) {
        connection_script s;
        const auto ids = s.connect_all();
        s.pass(2min);
        for (const int id : ids) s.tell(socket_closed{id});
        const auto recovery = s.now + 2h + milliseconds(random() % 60'000);
        // Every step of an attempt may fail at once or hang for ten seconds.
        while (s.now < recovery) {
            s.random = draw(random);
            if (const int id = s.asking()) {
                s.pass(random() % 2 == 0 ? 10s : 5ms);
                if (random() % 2 == 0) {
                    s.tell(url_refused{id, because::passing});
                } else {
                    s.tell(url_issued{id, "wss://a"});
                    s.pass(random() % 2 == 0 ? 10s : 5ms);
                    s.tell(socket_failed{id});
                }
            } else {
                s.pass(50ms);
            }
        }
        while (s.asking() == 0) s.pass(10ms);
        s.connect();
        CHECK(s.now - recovery <= 31s);
        CHECK(s.all<report_gap>().back().without_any >= 2h);
    }
}

TEST_CASE("S24: Retry-After is honoured, and 30 s taken where it is missing", "[slack]") {
    for (const auto& [after, least] : {std::pair{120'000ms, 120'000ms}, {0ms, 30'000ms}}) {
        connection_script s;
        s.tell(started{});
        s.tell(url_refused{s.asking(), because::throttled, after});
        s.pass(least - 1ms);
        CHECK(s.asking() == 0);
        s.pass(501ms);
        CHECK(s.asking() != 0);
        CHECK(s.count<alert>() == 0);
    }
}

TEST_CASE("S25: an auth error is told once and tried again after five minutes", "[slack]") {
    connection_script s;
    s.random = 0;
    s.tell(started{});
    const auto begun = attempts(s, 1h, because::ours);
    CHECK(begun.size() == 12);
    for (std::size_t n = 1; n < begun.size(); ++n) CHECK(begun[n] - begun[n - 1] >= 5min);
    REQUIRE(s.count<alert>() == 1);
    CHECK(s.all<alert>()[0].text.find("some_code") != std::string::npos);
    CHECK(s.all<alert>()[0].text.find("connections:write") != std::string::npos);
}

TEST_CASE("S25: no failure that passes ever stops the attempts", "[slack]") {
    connection_script s;
    s.tell(started{});
    CHECK(attempts(s, 24h, because::passing).size() > 2'000);
    CHECK(s.count<alert>() == 0);
}

TEST_CASE("S25: the codes of apps.connections.open fall into three classes", "[slack]") {
    for (const auto* code : {"not_authed",         "invalid_auth",
                             "account_inactive",   "user_removed_from_team",
                             "team_disabled",      "token_revoked",
                             "token_expired",      "not_allowed_token_type",
                             "missing_scope",      "no_permission",
                             "access_denied",      "forbidden_team",
                             "missing_args",       "insecure_request",
                             "invalid_arguments",  "deprecated_endpoint",
                             "method_deprecated",  "accesslimited",
                             "ekm_access_denied",  "team_access_not_granted",
                             "org_login_required", "enterprise_is_restricted"}) {
        INFO(code);
        CHECK(meaning_of(code) == because::ours);
    }
    CHECK(meaning_of("ratelimited") == because::throttled);
    for (const auto* code :
         {"internal_error",
          "fatal_error",
          "service_unavailable",
          "request_timeout",
          "team_added_to_org",
          "never_heard_of",
          ""}) {
        INFO(code);
        CHECK(meaning_of(code) == because::passing);
    }
}

TEST_CASE("S26: a socket that fails to open leaves the open ones alone", "[slack]") {
    connection_script s;
    const auto ids = s.connect_all();
    s.pass(2min);
    s.tell(socket_closed{ids[0]});
    for (int n = 0; n < 50; ++n) {
        while (s.asking() == 0) s.pass(100ms);
        const int id = s.asking();
        s.tell(url_issued{id, "wss://a"});
        s.tell(socket_failed{id});
        CHECK(s.at(ids[1]) == phase::steady);
    }
    CHECK(s.count<close_socket>() == 0);
}

TEST_CASE("apps.connections.open is asked no more than ten times in any minute", "[slack]") {
    auto random = seeded();
    connection_script s({.steady = 4, .backoff_first = 50ms, .backoff_cap = 50ms});
    s.tell(started{});
    std::deque<milliseconds> recent;
    int total = 0;
    for (const auto end = s.now + 1h; s.now < end; s.pass(20ms)) {
        s.random = draw(random);
        if (s.asking() == 0) continue;
        ++total;
        recent.push_back(s.now);
        while (recent.front() <= s.now - 60s) recent.pop_front();
        REQUIRE(recent.size() <= 10);
        s.tell(url_refused{s.asking(), because::passing});
    }
    CHECK(total > 250);
}
