// What a real server's rules make of rooms, rights and order.
#include "tests/wire_mattermost/courier_stage.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace bot;
using namespace bot::test;
using verdict = outcome::verdict;
using Catch::Matchers::Contains;
using words = std::vector<std::string>;
using kind = emulator::mattermost::channel::kind;

TEST_CASE("30: a squatted name gets a suffix, an archived channel keeps its own", "[mattermost]") {
    courier_stage at;
    at.space.add_channel("inc-7-db");
    at.space.edit_channel(at.space.add_channel("inc-7-db-2")).archived = 5;
    REQUIRE(at.carry(open_room{"inc-7-db", "Cache bug", {}, true}).is == verdict::delivered);
    CHECK(at.record.bound.back().name == "inc-7-db-3");
    CHECK(at.space.find_channel("inc-7-db-3")->is == kind::closed);
}

TEST_CASE("27: a channel that was archived says so, and what an admin can do", "[mattermost]") {
    courier_stage at;
    at.open();
    at.space.archives("admin", at.room, at.chat.now());
    const auto end = at.carry(post{"hello"});
    CHECK(end.is == verdict::refused);
    CHECK_THAT(end.reason, Contains("unarchive"));
}

TEST_CASE("P10: words of any length and any letters arrive whole", "[mattermost]") {
    courier_stage at;
    at.open();
    std::string long_words;
    for (int n = 0; n < 4'000; ++n) long_words += "🔥🔥🔥🔥🔥🔥🔥🔥🔥 ";
    REQUIRE(at.carry(post{long_words}).is == verdict::delivered);
    CHECK(at.said(at.room).size() >= 3);
    REQUIRE(at.carry(post{std::string("a\0b", 3)}).is == verdict::delivered);
    CHECK(at.said(at.room).back() == "ab");
}

TEST_CASE(
    "what goes to a public channel goes in, to a private one only for its members", "[mattermost]"
) {
    courier_stage at;
    at.space.add_channel("incidents");
    at.space.add_channel("board", kind::closed);
    REQUIRE(at.carry(post{"INC-7 is open"}, to_channel{"incidents"}).is == verdict::delivered);
    CHECK(at.said("incidents") == words{"INC-7 is open"});
    const auto end = at.carry(post{"INC-7 is open"}, to_channel{"board"});
    CHECK(end.is == verdict::refused);
    CHECK_THAT(end.reason, Contains("~board") && Contains("invite Scribe"));
    at.space.let_in("board", at.me.user);
    REQUIRE(at.carry(post{"INC-7 is open"}, to_channel{"board"}).is == verdict::delivered);
}

TEST_CASE("who is not in the team is named in the room", "[mattermost]") {
    courier_stage at;
    const auto ana = at.space.add_user("ana");
    emulator::mattermost::user outsider;
    outsider.name = "zoe";
    at.open();
    REQUIRE(at.carry(invite{{{"", "ana"}, {"", "nobody"}}}).is == verdict::delivered);
    const auto& members = at.space.find_channel(at.room)->members;
    CHECK(std::ranges::count(members, ana) == 1);
    const auto said = at.said(at.room);
    REQUIRE(said.size() == 1);
    CHECK_THAT(said[0], Contains("nobody: nobody in Mattermost"));
}

TEST_CASE("a card that was deleted is sent anew, and pinned", "[mattermost]") {
    courier_stage at;
    at.open();
    at.carry(show_card{"INC-7 open"});
    at.space.deletes("admin", at.space.sees(at.room).back()->id, at.chat.now());
    REQUIRE(at.carry(show_card{"INC-7 mitigated"}).is == verdict::delivered);
    CHECK(at.said(at.room) == words{"INC-7 mitigated"});
    CHECK(at.space.sees(at.room).back()->pinned);
}

TEST_CASE("32: what is wished first is there first, although its answer is slow", "[mattermost]") {
    courier_stage at;
    at.open();
    at.arm("slow", "POST /posts", "300");
    std::size_t ended = 0;
    for (const auto* one : {"first", "second", "third"})
        at.start(at.wish_for(post{one}), [&](const outcome&) { ++ended; });
    at.run_until([&] { return ended == 3; });
    CHECK(at.said(at.room) == words{"first", "second", "third"});
}

TEST_CASE("29: a revoked token is said, and not repeated in any sentence", "[mattermost]") {
    courier_stage at;
    at.open();
    at.space.revoke(at.space.bot_token());
    const auto end = at.carry(post{"hello"});
    CHECK(end.is == verdict::retry);
    CHECK(end.after >= std::chrono::minutes(1));
    CHECK_THAT(end.reason, !Contains(std::string(at.token.reveal())));
}
