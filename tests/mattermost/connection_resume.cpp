#include "tests/mattermost/connection_script.hpp"

#include <catch2/catch.hpp>

using namespace bot::mattermost;
using namespace bot::mattermost::test;
using namespace std::chrono_literals;
using numbers = std::vector<std::int64_t>;

TEST_CASE("the first dial asks for a new connection and tells of a gap", "[mattermost]") {
    connection_script s;
    s.connect();

    REQUIRE(s.count<open_socket>() == 1);
    CHECK(s.all<open_socket>()[0].connection.empty());
    CHECK(s.all<open_socket>()[0].seq == 0);
    CHECK(s.count<report_gap>() == 1);
    CHECK(s.one.gaps == 0);
}

TEST_CASE("the address asks to go on where it ended", "[mattermost]") {
    CHECK(
        address_of("https://chat.example.org/", "", 0) ==
        "wss://chat.example.org/api/v4/websocket?connection_id=&sequence_number=0"
    );
    CHECK(
        address_of("http://127.0.0.1:8065/mm/", "ph6tbj7q", 17) ==
        "ws://127.0.0.1:8065/mm/api/v4/websocket?connection_id=ph6tbj7q&sequence_number=17"
    );
}

TEST_CASE("P1: a lost connection goes on after the last event that is durable", "[mattermost]") {
    connection_script s;
    s.connect();
    for (int seq = 1; seq <= 5; ++seq) s.hear(seq);
    for (const int seq : {1, 2, 4}) s.one.counted.recorded(seq);

    const auto asked = s.redial();

    CHECK(asked.connection == "first");
    CHECK(asked.seq == 3);
}

TEST_CASE("P1: no hello and numbers that go on are a success", "[mattermost]") {
    connection_script s;
    s.connect();
    s.hear(1);
    s.one.counted.recorded(1);
    s.redial();
    s.hear(2);

    CHECK(s.one.at == phase::ready);
    CHECK(s.one.resumed == 1);
    CHECK(s.count<report_gap>() == 1);
    CHECK(s.handed_out() == numbers{1, 2});
}

TEST_CASE(
    "P1: where nothing was missed the answer to a ping says that it goes on", "[mattermost]"
) {
    connection_script s;
    s.connect();
    s.redial();
    CHECK(s.one.at == phase::greeting);
    s.answer();

    CHECK(s.one.at == phase::ready);
    CHECK(s.one.resumed == 1);
    CHECK(s.count<report_gap>() == 1);
}

TEST_CASE("P1: a ping that came too early for the server is sent again", "[mattermost]") {
    connection_script s;
    s.connect();
    s.redial();
    const auto before = s.count<send_ping>();
    s.pass(3s);
    CHECK(s.count<send_ping>() == before + 1);
    s.answer();

    CHECK(s.one.at == phase::ready);
    CHECK(s.count<close_socket>() == 0);
}

TEST_CASE("P1: a hello with another id is a gap", "[mattermost]") {
    connection_script s;
    s.connect();
    for (int seq = 1; seq <= 3; ++seq) s.hear(seq);
    s.redial();
    s.greet("second");

    CHECK(s.count<report_gap>() == 2);
    CHECK(s.one.gaps == 1);
    s.hear(1);
    s.one.counted.recorded(1);
    const auto asked = s.redial();
    CHECK(asked.connection == "second");
    CHECK(asked.seq == 2);
}

TEST_CASE("P1: a hello with the same id goes on", "[mattermost]") {
    connection_script s;
    s.connect();
    s.hear(1);
    s.one.counted.recorded(1);
    s.redial();
    s.greet("first", 2);
    s.hear(3);

    CHECK(s.count<report_gap>() == 1);
    CHECK(s.one.resumed == 1);
}

TEST_CASE("P1: a hello that comes after the ping's answer is a gap all the same", "[mattermost]") {
    connection_script s;
    s.connect();
    s.redial();
    s.answer();
    s.greet("second");

    CHECK(s.count<report_gap>() == 2);
    CHECK(s.one.id == "second");
}

TEST_CASE("P7: what is told again is handed out again and leaves no gap", "[mattermost]") {
    connection_script s;
    s.connect();
    for (int seq = 1; seq <= 3; ++seq) s.hear(seq);
    s.redial();
    for (int seq = 1; seq <= 4; ++seq) s.hear(seq);

    CHECK(s.handed_out() == numbers{1, 2, 3, 1, 2, 3, 4});
    CHECK(s.count<report_gap>() == 1);
}

TEST_CASE("F21: a missing number within a connection is a gap", "[mattermost]") {
    connection_script s;
    s.connect();
    s.hear(1);
    s.hear(4);
    s.hear(5);

    CHECK(s.count<report_gap>() == 2);
    CHECK(s.one.gaps == 1);
    CHECK(s.handed_out() == numbers{1, 4, 5});
}

TEST_CASE("an event without a number is handed out and not counted", "[mattermost]") {
    connection_script s;
    s.connect();
    s.hear(-1);
    s.hear(1);

    CHECK(s.handed_out() == numbers{-1, 1});
    CHECK(s.count<report_gap>() == 1);
}

TEST_CASE("an old server begins anew every time", "[mattermost]") {
    connection_script s;
    s.connect("");
    s.hear(1);
    const auto asked = s.redial();
    CHECK(asked.connection.empty());
    CHECK(asked.seq == 0);
    s.answer();
    CHECK(s.one.at == phase::greeting);
    s.greet("");

    CHECK(s.one.at == phase::ready);
    CHECK(s.one.resumed == 0);
    CHECK(s.count<report_gap>() == 2);
}

TEST_CASE("an attempt that fails keeps the connection for the next", "[mattermost]") {
    connection_script s;
    s.connect();
    s.hear(1);
    s.lose();
    for (int i = 0; i < 3; ++i) {
        s.pass_to_attempt();
        s.tell(socket_failed{s.attempt()});
    }
    s.pass(1min);

    CHECK(s.all<open_socket>().back().connection == "first");
    CHECK(s.all<open_socket>().back().seq == 1);
}
