// Channels of people's own that follow an incident, and rooms that are named in words.
#include "tests/wire_mattermost/world.hpp"

#include <catch2/catch.hpp>

namespace bot::mattermost::test {

using Catch::Matchers::Contains;
using channel_kind = emulator::mattermost::channel::kind;
using namespace std::chrono_literals;

TEST_CASE("a private incident is followed from private channels alone", "[story]") {
    world w;
    const auto open = w.space.add_channel("talk"),
               closed = w.space.add_channel("war", channel_kind::closed);
    for (const auto& where : {open, closed})
        for (const auto& who : {w.ana, w.space.bot_user()}) w.space.let_in(where, who);
    const auto room = w.declare("ana", "P1 Breach private");
    const bool is_written = GENERATE(false, true);
    INFO((is_written ? "written as a message" : "a slash command"));
    const auto follow = [&](const std::string& where) {
        if (!is_written) return w.command("ana", where, "/incident follow #1");
        w.says("ana", where, "!incident follow #1");
        w.until_heard();
        w.settle();
        return std::string();
    };

    const auto refused = follow(open);
    if (!is_written) CHECK_THAT(refused, Contains("others may read in this channel"));
    w.settle();
    CHECK(w.about(1).rooms.size() == 1);
    CHECK(follow(closed) == "");
    w.settle();
    CHECK(w.about(1).rooms.size() == 2);
    w.advance(1s);
    w.says("ana", room, "it came through the proxy");
    w.settle();
    CHECK(w.reads(closed, "it came through the proxy"));
    CHECK_FALSE(w.reads(open, "it came through the proxy"));
}

TEST_CASE("a channel that nobody can tell the kind of counts as open", "[story]") {
    world w;
    const auto closed = w.space.add_channel("war", channel_kind::closed);
    w.space.let_in(closed, w.ana);  // and Scribe is not
    w.declare("ana", "P1 Breach private");
    CHECK_THAT(
        w.command("ana", closed, "/incident follow #1"), Contains("others may read in this channel")
    );
    CHECK(w.about(1).rooms.size() == 1);
}

TEST_CASE("what the server said too late of a channel is not believed later", "[story]") {
    world w;
    const auto war = w.space.add_channel("war", channel_kind::closed);
    for (const auto& who : {w.ana, w.space.bot_user()}) w.space.let_in(war, who);
    w.declare("ana", "P1 Breach private");
    emulator::fault slow;
    slow.name = "slow";
    slow.only = "GET /channels/{channel}";
    slow.value = "1000";
    REQUIRE(w.mattermost->arm(slow));
    CHECK_THAT(w.command("ana", war, "/incident follow #1"), Contains("others may read"));
    w.run_until([&] { return w.mattermost->faults().struck("slow") == 1; }, "the late answer");

    w.space.edit_channel("war").is = channel_kind::open;
    const auto asked = w.space.calls("GET /channels/{channel}").size();
    CHECK_THAT(w.command("ana", war, "/incident follow #1"), Contains("others may read"));
    CHECK(w.space.calls("GET /channels/{channel}").size() > asked);
    w.space.edit_channel("war").is = channel_kind::closed;
    CHECK(w.command("ana", war, "/incident #1 follow #1") != "");
    CHECK(w.command("ana", war, "/incident follow #1") == "");
}

TEST_CASE("a room is named so that Mattermost makes a link of it", "[story]") {
    world w;
    const auto room = w.declare("ana", "P2 Disk full in checkout");
    const auto link = "~" + w.space.find_channel(room)->name;

    CHECK(w.reads(w.incidents, link));
    CHECK_THAT(w.command("ben", "ops", "/incident list"), Contains(link));
    CHECK_FALSE(w.reads(w.incidents, "#" + w.space.find_channel(room)->name));
}

}  // namespace bot::mattermost::test
