#include "bot/platforms/slack/errands/room.hpp"
#include "tests/wire_slack/courier_stage.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace bot;
using namespace bot::test;
using verdict = outcome::verdict;

namespace {

open_room wished(const std::string& name, std::vector<person> invite = {}) {
    return {name, "Cache bug", std::move(invite), false};
}

// Channels our bot has made, by name.
std::vector<std::string> made_by_us(const courier_stage& at) {
    std::vector<std::string> names;
    for (const auto* each : at.space.channels())
        if (each->creator == at.space.bot_user()) names.push_back(each->name);
    return names;
}

bool is_member(const emulator::slack::channel& in, const std::string& user) {
    return std::find(in.members.begin(), in.members.end(), user) != in.members.end();
}

}  // namespace

TEST_CASE("S48: a name becomes one that Slack allows, with room for a suffix") {
    using bot::slack::channel_name;
    CHECK(channel_name("inc-7-cache_bug") == "inc-7-cache_bug");
    CHECK(channel_name("INC 7: Cache, Größe!") == "inc-7-cache-gre");
    CHECK(channel_name("inc-7-db", 2) == "inc-7-db-2");
    const auto longest = channel_name("inc-7-" + std::string(100, 'x'));
    CHECK(longest.size() == 80);
    const auto second = channel_name("inc-7-" + std::string(100, 'x'), 12);
    CHECK(second.size() == 80);
    CHECK(second.ends_with("x-12"));
    CHECK(channel_name("") == "untitled");
}

TEST_CASE("S48: a taken name gets a suffix, and nobody's channel is taken over") {
    courier_stage at;
    const auto theirs = at.space.add_channel("inc-7-db");
    at.space.add_channel("inc-7-db-2");

    REQUIRE(at.carry(wished("inc-7-db")).is == verdict::delivered);

    REQUIRE(at.record.bound.size() == 1);
    CHECK(at.record.bound[0].name == "inc-7-db-3");
    CHECK(at.record.bound[0].channel != theirs);
    CHECK(at.space.find_channel(theirs)->topic.empty());
    CHECK(made_by_us(at) == std::vector<std::string>{"inc-7-db-3"});
}

TEST_CASE("a room has its mark, its topic and its people, and is recorded") {
    courier_stage at;
    const auto ana = at.space.add_user("ana");
    const auto ben = at.space.add_user("ben");

    REQUIRE(at.carry(wished("inc-7-db", {{ana, "ana"}, {"", "ben"}})).is == verdict::delivered);

    const auto* room = at.space.find_channel("inc-7-db");
    REQUIRE(room);
    CHECK(room->topic == "Cache bug");
    CHECK(room->purpose.find("h1/INC-7") != std::string::npos);
    CHECK(is_member(*room, ana));
    CHECK(is_member(*room, ben));
    const auto opened = at.record.all_of<in_room_opened>();
    REQUIRE(opened.size() == 1);
    CHECK(opened[0].key == "fx:1:opened");
    CHECK(opened[0].channel == room->id);
}

TEST_CASE("a room that cannot be recorded lets nobody in") {
    courier_stage at;
    const auto ana = at.space.add_user("ana");
    at.record.is_shut = true;

    const auto what = at.wish_for(wished("inc-7-db", {{ana, "ana"}}));
    CHECK(at.carry(what).is == verdict::retry);
    CHECK_FALSE(is_member(*at.space.find_channel("inc-7-db"), ana));

    at.record.is_shut = false;
    auto again = what;
    again.attempt = 2;
    CHECK(at.carry(again).is == verdict::delivered);
    CHECK(is_member(*at.space.find_channel("inc-7-db"), ana));
    CHECK(made_by_us(at).size() == 1);
}

TEST_CASE("a private incident's room is private") {
    courier_stage at;
    auto room = wished("inc-7-db");
    room.is_private = true;

    REQUIRE(at.carry(room).is == verdict::delivered);

    CHECK(at.space.find_channel("inc-7-db")->is == emulator::slack::channel::kind::closed);
}

TEST_CASE("a room is made once, whatever answer is lost on the way") {
    const auto method = GENERATE(
        as<std::string>(),
        "conversations.create",
        "conversations.setPurpose",
        "conversations.setTopic",
        "conversations.invite",
        "bookmarks.add"
    );
    CAPTURE(method);
    auto how = house_h1();
    how.console_url = "https://scribe.example.org";
    courier_stage at(how);
    const auto ana = at.space.add_user("ana");
    at.arm("drop_after", method);

    CHECK(at.carry_on(at.wish_for(wished("inc-7-db", {{ana, "ana"}}))) == 2);

    CHECK(made_by_us(at) == std::vector<std::string>{"inc-7-db"});
    const auto* room = at.space.find_channel("inc-7-db");
    CHECK(is_member(*room, ana));
    CHECK(room->purpose.find("h1/INC-7") != std::string::npos);
    REQUIRE(room->bookmarks.size() == 1);
    CHECK(room->bookmarks[0].link == "https://scribe.example.org/#/incident/7");
    CHECK(at.record.all_of<in_room_opened>().size() == 1);
}

TEST_CASE("a room that was marked is found by its mark, even after it was renamed") {
    courier_stage at;
    const auto what = at.wish_for(wished("inc-7-db"));
    REQUIRE(at.carry(what).is == verdict::delivered);
    at.record.bound.clear();
    at.record.taken.clear();
    const auto* room = at.space.find_channel("inc-7-db");
    at.space.edit_channel(room->id).name = "what-happened";

    auto again = what;
    again.attempt = 2;
    REQUIRE(at.carry(again).is == verdict::delivered);

    CHECK(made_by_us(at) == std::vector<std::string>{"what-happened"});
    CHECK(at.record.bound.at(0).channel == room->id);
}

TEST_CASE("no other room is taken for the one that got lost") {
    courier_stage at;
    const auto ana = at.space.add_user("ana");
    at.space.add_channel("inc-7-db");  // somebody else made it
    at.as_bot("conversations.create", {{"name", "inc-7-db-2"}});
    const auto* other = at.space.find_channel("inc-7-db-2");
    const auto purpose = GENERATE(as<std::string>(), "[h2/INC-7]", "a place for cats");
    at.as_bot("conversations.setPurpose", {{"channel", other->id}, {"purpose", purpose}});

    auto what = at.wish_for(wished("inc-7-db", {{ana, "ana"}}));
    what.attempt = 2;
    REQUIRE(at.carry(what).is == verdict::delivered);

    CHECK(at.record.bound.at(0).name == "inc-7-db-3");
    CHECK_FALSE(is_member(*other, ana));
}

TEST_CASE("another incident's room is not taken for the one that got lost") {
    courier_stage at;
    at.as_bot("conversations.create", {{"name", "inc-7-db"}});
    const auto* other = at.space.find_channel("inc-7-db");
    at.record.bound.push_back({"slack", other->id, incident_id{8}, "inc-7-db"});

    auto what = at.wish_for(wished("inc-7-db"));
    what.attempt = 2;
    REQUIRE(at.carry(what).is == verdict::delivered);

    CHECK(at.record.bound.back().name == "inc-7-db-2");
}

TEST_CASE("where apps may not make channels the room is refused, with what to do about it") {
    courier_stage at;
    at.space.policy().app_may_create = false;

    const auto end = at.carry(wished("inc-7-db"));

    CHECK(end.is == verdict::refused);
    const auto told = at.record.all_of<in_room_refused>();
    REQUIRE(told.size() == 1);
    CHECK(told[0].key == "fx:1:refused");
    const auto& reason = std::get<in_room_refused>(told[0].what).reason;
    INFO(reason);
    CHECK(reason.find("admin") != std::string::npos);
    CHECK(reason.ends_with('.'));  // more is said after it
    CHECK(at.record.bound.empty());
}

TEST_CASE("a missing scope refuses the room and names the scope") {
    courier_stage at;
    at.space.edit_token(at.space.bot_token()).scopes.erase("channels:manage");

    const auto end = at.carry(wished("inc-7-db"));

    CHECK(end.is == verdict::refused);
    CHECK(end.reason.find("channels:manage") != std::string::npos);
    CHECK(at.record.all_of<in_room_refused>().size() == 1);
}

TEST_CASE("the room hears whom it could not let in, once") {
    courier_stage at;
    const auto ana = at.space.add_user("ana");
    const auto gone = at.space.add_user("gone");
    at.space.edit_user(gone).deactivated = true;
    at.arm("drop_after", "chat.postMessage");

    auto what = at.wish_for(wished("inc-7-db", {{ana, "ana"}, {gone, "gone"}, {"", "nobody"}}));
    REQUIRE(at.carry_on(what) == 2);

    const auto* room = at.space.find_channel("inc-7-db");
    CHECK(is_member(*room, ana));
    const auto said = at.lines(room->id);
    REQUIRE(said.size() == 1);
    INFO(said[0]);
    CHECK(said[0].find("gone") != std::string::npos);
    CHECK(said[0].find("nobody") != std::string::npos);
    CHECK(said[0].find("ana") == std::string::npos);
}

TEST_CASE("a trifle that never works does not hold up the room for long") {
    const auto method = GENERATE(
        as<std::string>(), "conversations.setPurpose", "conversations.setTopic", "bookmarks.add"
    );
    CAPTURE(method);
    auto how = house_h1();
    how.console_url = "https://scribe.example.org";
    courier_stage at(how);
    const auto ana = at.space.add_user("ana");
    at.arm("error", method, "internal_error", 0, 100);

    CHECK(at.carry_on(at.wish_for(wished("inc-7-db", {{ana, "ana"}}))) == 3);

    CHECK(is_member(*at.space.find_channel("inc-7-db"), ana));
}

TEST_CASE("a room into which nobody can be invited says so") {
    courier_stage at;
    const auto ana = at.space.add_user("ana");
    at.arm("error", "conversations.invite", "restricted_action");

    REQUIRE(at.carry(wished("inc-7-db", {{ana, "ana"}})).is == verdict::delivered);

    const auto said = at.lines(at.space.find_channel("inc-7-db")->id);
    REQUIRE(said.size() == 1);
    INFO(said[0]);
    CHECK(said[0].find("Could not invite anybody") == 0);
    CHECK(said[0].find("admin") != std::string::npos);
}

TEST_CASE("more people than one call takes are let in by several") {
    courier_stage at;
    at.open();
    invite all;
    for (int i = 0; i < 250; ++i) {
        const auto name = "user" + std::to_string(i);
        all.people.push_back({at.space.add_user(name), name});
    }

    REQUIRE(at.carry(all).is == verdict::delivered);

    CHECK(at.calls("conversations.invite") == 3);
    CHECK(at.space.find_channel(at.room)->members.size() == 251);
    REQUIRE(at.carry(all).is == verdict::delivered);  // already_in_channel is no failure
    CHECK(at.lines(at.room).empty());
}
