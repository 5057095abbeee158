#include "bot/platforms/mattermost/ears/frame.hpp"
#include "tests/mattermost/connection_script.hpp"

#include <catch2/catch.hpp>

using namespace bot::mattermost;
using namespace bot::mattermost::test;
using namespace std::chrono_literals;

TEST_CASE("P2: every half a minute an answer is asked for", "[mattermost]") {
    connection_script s;
    s.connect();
    const auto before = s.count<send_ping>();
    for (int i = 0; i < 20; ++i) {
        s.pass(30s);
        s.answer();
    }
    CHECK(s.count<send_ping>() == before + 20);
    CHECK(s.count<close_socket>() == 0);
    // Each has a number of its own.
    const auto pings = s.all<send_ping>();
    for (std::size_t i = 1; i < pings.size(); ++i)
        CHECK(pings[i].number == pings[i - 1].number + 1);
}

TEST_CASE("P2: a socket that does not answer is replaced, and goes on", "[mattermost]") {
    connection_script s;
    s.connect();
    s.hear(1);
    s.one.counted.recorded(1);
    s.pass(39s);
    CHECK(s.count<close_socket>() == 0);
    s.pass(1s);
    REQUIRE(s.count<close_socket>() == 1);
    CHECK(s.one.reconnects["silent"] == 1);
    // Not a second one beside it.
    s.pass(1min);
    CHECK(s.count<open_socket>() == 1);
    s.lose();
    s.pass_to_attempt();

    CHECK(s.all<open_socket>().back().connection == "first");
    CHECK(s.all<open_socket>().back().seq == 2);
}

TEST_CASE("F13: who tells us something is alive, however late with its answers", "[mattermost]") {
    connection_script s;
    s.connect();
    for (int seq = 1; seq <= 120; ++seq) {
        s.pass(5s);
        s.hear(seq);
    }
    CHECK(s.count<close_socket>() == 0);
    CHECK(s.one.at == phase::ready);
}

TEST_CASE("P3: a socket that ends without a hello has our token looked at", "[mattermost]") {
    connection_script s;
    s.tell(started{});
    s.open();
    s.lose();
    REQUIRE(s.count<ask_whether_refused>() == 1);

    SECTION("refused: somebody is told once, and it is asked again seldom") {
        s.judge(true);
        CHECK(s.one.at == phase::barred);
        CHECK(s.count<alert>() == 1);
        CHECK(s.one.trouble.find("mattermost.token_file") != std::string::npos);
        for (int i = 0; i < 12; ++i) {
            s.pass(299s);
            CHECK(s.count<ask_whether_refused>() == i + 1);
            s.pass(1s);
            s.judge(true);
        }
        CHECK(s.count<alert>() == 1);
        CHECK(s.count<open_socket>() == 1);

        s.pass(300s);
        s.judge(false);
        s.pass_to_attempt();
        s.open();
        s.greet();
        CHECK(s.one.trouble.empty());
    }
    SECTION("the network was at fault: it is tried again soon") {
        s.judge(false);
        CHECK(s.count<alert>() == 0);
        s.pass_to_attempt();
        CHECK(s.count<open_socket>() == 2);
    }
}

TEST_CASE("P3: so has one that opens and says nothing", "[mattermost]") {
    connection_script s;
    s.tell(started{});
    s.open();
    s.pass(10s);
    CHECK(s.count<close_socket>() == 1);
    s.lose();
    CHECK(s.count<ask_whether_refused>() == 1);
}

TEST_CASE("P3: a token that is revoked while all is well is noticed by the ping", "[mattermost]") {
    connection_script s;
    s.connect();
    s.pass(30s);
    s.tell(said_pong{s.attempt(), true});
    REQUIRE(s.count<close_socket>() == 1);
    s.lose();

    CHECK(s.one.at == phase::barred);
    CHECK(s.count<alert>() == 1);
}

TEST_CASE("F11: the backoff grows up to its cap until a hello has proven itself", "[mattermost]") {
    connection_script s;
    s.random = 0.999;
    s.tell(started{});
    std::vector<milliseconds> pauses;
    for (int i = 0; i < 10; ++i) {
        const auto failed_at = s.now;
        s.tell(socket_failed{s.attempt(), 500});
        while (s.one.at == phase::waiting) s.pass(10ms);
        pauses.push_back(s.now - failed_at);
    }
    for (std::size_t i = 1; i < pauses.size(); ++i) CHECK(pauses[i] >= pauses[i - 1]);
    CHECK(pauses.front() <= 510ms);
    CHECK(pauses.back() > 29s);
    CHECK(pauses.back() <= 30'010ms);

    s.open();
    s.greet();
    s.pass(5s);
    CHECK(s.one.failures > 0);
    s.pass(24s);
    s.answer();
    s.pass(31s);
    s.answer();
    CHECK(s.one.failures == 0);
}

TEST_CASE("F11: who greets and hangs up at once does not make us spin", "[mattermost]") {
    connection_script s;
    s.random = 0.999;
    s.connect();
    const auto begun = s.now;
    while (s.attempt() < 20) {
        s.lose();
        while (s.one.at == phase::waiting) s.pass(10ms);
        s.open();
        s.greet();
    }
    CHECK(s.now - begun > 5min);
}

TEST_CASE("an upgrade that is throttled waits as long as it is told", "[mattermost]") {
    connection_script s;
    s.tell(started{});
    s.tell(socket_failed{s.attempt(), 429, 7s});
    s.pass(6'999ms);
    CHECK(s.count<open_socket>() == 1);
    s.pass(600ms);
    CHECK(s.count<open_socket>() == 2);
    CHECK(s.one.failures == 0);
}

TEST_CASE(
    "F7: whatever a socket was closed for, the next comes within two seconds", "[mattermost]"
) {
    connection_script s;
    s.random = 0.999;
    s.connect();
    s.pass(2min);
    s.answer();
    s.lose();
    s.pass(2s);
    CHECK(s.count<open_socket>() == 2);
}

TEST_CASE("what we send is far below what the server takes in a frame", "[mattermost]") {
    CHECK(ping_text(7) == R"({"seq":7,"action":"ping"})");
    CHECK(ping_text(std::numeric_limits<std::int64_t>::max()).size() < 8'192);
}
