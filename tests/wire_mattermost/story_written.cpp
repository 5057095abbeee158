// Commands that are written as messages, newer servers, and old rooms.
#include "tests/wire_mattermost/incident_script.hpp"
#include "tests/wire_mattermost/talking.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace bot::mattermost::test {
namespace {

using namespace std::chrono_literals;

std::vector<std::string> live(emulator::mattermost::edition is) {
    world w({.is = is});
    for (const auto& each : incident_steps()) {
        each(w);
        w.advance(1min);
    }
    w.settle();
    CHECK(w.space.duplicates().empty());
    return seen_in_the_end(w);
}

}  // namespace

TEST_CASE("P13: an incident on a newer server is the same incident", "[story]") {
    using emulator::mattermost::edition;
    CHECK(live(edition::current) == live(edition::v5_37));
}

TEST_CASE("where nothing calls us a written command is one, and is answered", "[story]") {
    world w({.callbacks = false});
    w.says("ana", w.incidents, "!incident declare P1 Disk full");
    w.until_heard();
    w.settle();

    const auto room = w.channel_of(1);
    REQUIRE_FALSE(room.empty());
    w.says("ana", room, "!incident note the disk is full");
    w.until_heard();
    w.settle();
    const auto rows = w.about(1).rows;
    CHECK(std::ranges::count(rows, "the disk is full", &timeline_row::text) == 1);
    CHECK(w.reads(room, "the disk is full"));
    CHECK(w.space.duplicates().empty());
}

TEST_CASE("a room that is over for long costs nothing at a start until somebody speaks", "[story]") {
    world w({.on_disk = true});
    const auto room = w.declare("ana", "P1 Disk full");
    int count = talk_for(w, room, 0, 100ms);
    w.until_heard();
    w.command("ana", room, "/incident resolve the disk is empty again");
    w.settle();
    const auto post = w.says("ana", room, "word " + std::to_string(++count));
    w.until_heard();
    w.until_caught_up(room, post);
    w.stop();
    w.advance(std::chrono::hours(24 * 30));
    w.start();
    w.advance(1s);
    const auto calls_before = w.space.calls("GET /channels/{channel}/posts").size();
    w.restart();
    w.settle();
    CHECK(w.space.calls("GET /channels/{channel}/posts").size() == calls_before);
    const auto last = w.says("ana", room, "word " + std::to_string(++count));
    w.until_caught_up(room, last);

    CHECK(w.space.calls("GET /channels/{channel}/posts").size() - calls_before <= 2);
    check_recorded(w, count);
}

}  // namespace bot::mattermost::test
