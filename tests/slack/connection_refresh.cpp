#include "tests/slack/connection_script.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace bot::slack;
using namespace bot::slack::test;
using namespace std::chrono_literals;

TEST_CASE("S3: a connection is ready only after hello, and dropped when none comes", "[slack]") {
    connection_script s;
    s.tell(started{});
    const int first = s.asking();
    s.tell(url_issued{first, "wss://a"});
    CHECK(ready_count(s.set) == 0);
    s.tell(socket_opened{first});
    CHECK(ready_count(s.set) == 0);

    s.pass(9'999ms);
    CHECK(s.at(first) == phase::greeting);
    s.pass(1ms);
    CHECK(s.at(first) == phase::closing);
    CHECK(s.all<close_socket>().front().connection == first);
    s.tell(socket_closed{first});
    s.pass(1s);
    CHECK(s.count<ask_for_url>() == 2);
    s.connect();
    CHECK(ready_count(s.set) == 1);
}

TEST_CASE("S2: every attempt asks for a URL of its own and uses it once", "[slack]") {
    connection_script s;
    s.tell(started{});
    for (int n = 0; n < 20; ++n) {
        const int id = s.asking();
        REQUIRE(id != 0);
        s.tell(url_issued{id, "wss://slack.test/?ticket=" + std::to_string(n)});
        s.tell(url_issued{id, "wss://slack.test/?ticket=again"});
        s.tell(socket_failed{id});
        s.pass(60s);
    }
    std::set<std::string> used;
    for (const auto& opened : s.all<open_socket>()) CHECK(used.insert(opened.url).second);
    CHECK(used.size() == 20);
}

TEST_CASE(
    "S12: a warned connection stays until its successor is ready and it has drained", "[slack]"
) {
    connection_script s;
    const auto ids = s.connect_all();
    REQUIRE(ids.size() == 2);
    s.pass(2min);

    s.tell(said_disconnect{ids[0], "warning"});
    CHECK(s.at(ids[0]) == phase::leaving);
    const int successor = s.asking();
    CHECK(successor != 0);
    s.pass(5min);
    CHECK(s.at(ids[0]) == phase::leaving);
    CHECK(s.connect() == successor);
    CHECK(ready_count(s.set) == 3);

    s.pass(29'999ms);
    CHECK(s.count<close_socket>() == 0);
    s.pass(1ms);
    CHECK(s.at(ids[0]) == phase::closing);
    s.tell(socket_closed{ids[0]});
    CHECK(s.set.all.size() == 2);
    CHECK(s.count<report_gap>() == 0);
}

TEST_CASE("S12: 100 refreshes of both connections at once leave no moment without one", "[slack]") {
    connection_script s;
    auto ids = s.connect_all();
    for (int n = 0; n < 100; ++n) {
        s.pass(10min);
        s.tell(said_disconnect{ids[0], "warning"});
        s.tell(said_disconnect{ids[1], "warning"});
        const int first = s.connect();
        CHECK(socket_count(s.set) == 3);
        CHECK(s.asking() == 0);
        // No room for the second successor until the first old one has gone, which is soon.
        s.pass(3s);
        REQUIRE(s.at(ids[0]) == phase::closing);
        s.tell(socket_closed{ids[0]});
        const int second = s.connect();
        s.pass(30s);
        s.tell(socket_closed{ids[1]});
        REQUIRE(s.set.all.size() == 2);
        ids = {first, second};
    }
    CHECK(s.count<report_gap>() == 0);
    CHECK(s.count<ask_for_url>() == 202);
    CHECK(s.set.reconnects.at("warning") == 200);
}

TEST_CASE("S12: a successor that fails is tried again while the old one goes on", "[slack]") {
    connection_script s;
    const auto ids = s.connect_all();
    s.pass(2min);
    s.tell(said_disconnect{ids[0], "refresh_requested"});
    for (int n = 0; n < 5; ++n) {
        const int failing = s.asking();
        REQUIRE(failing != 0);
        s.tell(url_issued{failing, "wss://a"});
        s.tell(socket_failed{failing});
        s.pass(30s);
        CHECK(s.at(ids[0]) == phase::leaving);
    }
    s.connect();
    s.pass(30s);
    CHECK(s.at(ids[0]) == phase::closing);
}

TEST_CASE("S12: an old one whose successor is lost again waits for the next", "[slack]") {
    connection_script s;
    const auto ids = s.connect_all();
    s.pass(2min);
    s.tell(said_disconnect{ids[0], "warning"});
    const int lost = s.connect();
    s.tell(socket_closed{lost});
    s.pass(5min);
    CHECK(s.at(ids[0]) == phase::leaving);
    s.connect();
    s.pass(30s);
    CHECK(s.at(ids[0]) == phase::closing);
}

TEST_CASE("S14: a warning and then refresh_requested make one successor", "[slack]") {
    connection_script s;
    const auto ids = s.connect_all();
    s.pass(2min);
    s.tell(said_disconnect{ids[0], "warning"});
    s.tell(said_disconnect{ids[0], "refresh_requested"});
    s.connect();
    s.tell(said_disconnect{ids[0], "refresh_requested"});
    s.pass(10min);
    CHECK(s.count<ask_for_url>() == 3);
    CHECK(s.count<open_socket>() == 3);
}

TEST_CASE("S17: a disconnect for an unknown reason, or none, is a refresh", "[slack]") {
    for (const auto* reason : {"moving_house", ""}) {
        connection_script s;
        const auto ids = s.connect_all();
        s.pass(2min);
        s.tell(said_disconnect{ids[1], reason});
        CHECK(s.at(ids[1]) == phase::leaving);
        CHECK(s.asking() != 0);
        CHECK(s.count<close_socket>() == 0);
        CHECK(s.set.reconnects.at("unknown") == 1);
    }
}

TEST_CASE("a connection is replaced at 80 to 95 % of its life, each at another time", "[slack]") {
    for (const double random : {0.0, 0.3, 0.999}) {
        connection_script s;
        s.random = random;
        const auto begun = s.now;
        const auto ids = s.connect_all(3600s);
        std::vector<milliseconds> left;
        while (s.now < begun + 1h) {
            s.pass(1s);
            for (const int id : ids)
                if (s.at(id) == phase::leaving) left.push_back(s.now - begun);
            if (s.asking() != 0) {
                s.connect();
                s.pass(31s);
                s.tell(socket_closed{s.first(phase::closing)});
            }
        }
        REQUIRE(left.size() == 2);
        CHECK(left[0] >= 2880s);
        CHECK(left[1] <= 3421s);
        CHECK(left[1] - left[0] >= 200s);
        CHECK(s.set.reconnects.at("planned") == 2);
        CHECK(s.count<report_gap>() == 0);
    }
}

TEST_CASE("S4: without a lifetime in hello nothing is replaced ahead of time", "[slack]") {
    connection_script s;
    s.connect_all();
    s.pass(48h);
    CHECK(s.count<ask_for_url>() == 2);
}

TEST_CASE("a peer that greets and dismisses does not make us spin", "[slack]") {
    connection_script s;
    s.tell(started{});
    const auto begun = s.now;
    int greeted = 0;
    while (s.now < begun + 10min) {
        if (s.asking() != 0) {
            const int id = s.connect();
            s.tell(said_disconnect{id, "refresh_requested"});
            s.tell(socket_closed{id});
            ++greeted;
        }
        s.pass(100ms);
    }
    CHECK(greeted < 60);
}

TEST_CASE("the time without any connection is told when there is one again", "[slack]") {
    connection_script s;
    const auto ids = s.connect_all();
    CHECK(s.count<report_gap>() == 0);
    s.pass(2min);
    s.tell(socket_closed{ids[0]});
    CHECK_FALSE(s.set.none_since);
    s.tell(socket_closed{ids[1]});
    s.pass(7s);
    s.connect();
    REQUIRE(s.count<report_gap>() == 1);
    CHECK(s.all<report_gap>()[0].without_any == 7s);
    CHECK(s.set.without_any == 7s);
}

TEST_CASE("stopping closes what is open, forgets the rest and begins nothing", "[slack]") {
    connection_script s({.steady = 3});
    s.tell(started{});
    const int ready = s.connect();
    const int asking = s.asking();
    s.tell(stopped{});
    CHECK(s.at(ready) == phase::closing);
    CHECK(s.set.all.size() == 1);
    s.tell(url_issued{asking, "wss://late"});
    s.tell(socket_closed{ready});
    s.tell(started{});
    s.pass(1h);
    CHECK(s.set.all.empty());
    CHECK(s.count<open_socket>() == 1);
    CHECK_FALSE(next_deadline(s.set));
}

TEST_CASE("S5: debug_reconnects is appended where it is wanted, and nowhere else", "[slack]") {
    const std::string url = "wss://wss-primary.slack.test/link/?ticket=t&app_id=A1";
    CHECK(address_of(url, false) == url);
    CHECK(address_of(url, true) == url + "&debug_reconnects=true");
    CHECK(
        address_of("ws://127.0.0.1:9/link", true) == "ws://127.0.0.1:9/link?debug_reconnects=true"
    );
}
