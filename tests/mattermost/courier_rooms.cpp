// An incident's channel: made once, never somebody else's, with whom it could not let in named.
#include "bot/platforms/mattermost/errands/room.hpp"
#include "tests/mattermost/courier_stage.hpp"

#include <catch2/catch.hpp>

using namespace bot;
using namespace bot::test;
using namespace bot::mattermost;
using verdict = outcome::verdict;
using Catch::Matchers::Contains;

namespace {

courier_options with_console() {
    auto options = courier_stage::house_h1();
    options.console_url = "https://scribe.example.org";
    return options;
}

}  // namespace

TEST_CASE("P10: a channel's name has 2 to 64 letters Mattermost takes, never 65", "[mattermost]") {
    CHECK(channel_name("inc-7-db") == "inc-7-db");
    CHECK(channel_name("inc-7-db", 2) == "inc-7-db-2");
    const std::string longest(64, 'a');
    CHECK(channel_name(longest + "a") == longest);
    CHECK(channel_name(longest, 12).size() == 64);
    CHECK(channel_name(longest, 12).ends_with("-12"));
    CHECK(channel_name("INC 7: Größe") == room_name("INC 7: Größe", 1, 64));
    for (const auto* odd : {"a", "_x", "-7", "", "é", "数据库"}) {
        const auto name = channel_name(odd);
        INFO(name);
        CHECK(name.size() >= 2);
        CHECK(name.size() <= 64);
        CHECK(std::isalnum(static_cast<unsigned char>(name.front())));
    }
}

TEST_CASE("P10: a header is never longer than Mattermost takes", "[mattermost]") {
    CHECK(header_text({"Cache bug", ""}) == "Cache bug");
    CHECK(
        header_text({"Cache bug", "[a](https://a)\n[b](https://b)"}) ==
        "Cache bug | [a](https://a) | [b](https://b)"
    );
    CHECK(header_text({"", "[a](https://a)"}) == "[a](https://a)");
    std::string many;
    for (int n = 0; n < 100; ++n) many += link_of("a runbook", "https://example.org/x") + "\n";
    const auto full = header_text({std::string(5'000, 'x'), many});
    CHECK(full.size() <= 1'024);
    CHECK(full.ends_with(")"));
    CHECK(link_of("x]y", "javascript:alert(1)").empty());
}

TEST_CASE(
    "a room is opened with its header and its mark, and is bound before anybody comes in",
    "[mattermost]"
) {
    courier_stage at(with_console());
    at.add_person("ana");
    REQUIRE(
        at.carry(open_room{"inc-7-db", "**Cache** bug", {{"", "ana"}}, true}).is ==
        verdict::delivered
    );
    REQUIRE(at.record.bound.size() == 1);
    auto& made = at.channels[at.record.bound[0].channel];
    CHECK(made.shown["type"] == "P");
    CHECK(made.shown["name"] == "inc-7-db");
    CHECK(made.shown["team_id"] == at.me.team);
    CHECK(
        made.shown["header"] ==
        "**Cache** bug | [INC-7 in the console](https://scribe.example.org/#/incident/7)"
    );
    CHECK_THAT(std::string(made.shown["purpose"]), Contains("[h1/INC-7]"));
    CHECK(std::string(made.shown["purpose"]).size() <= 250);
    CHECK(made.members.contains(at.people["ana"]));
    CHECK(at.headers_said.empty());
    CHECK(at.known.channel(at.record.bound[0].channel) == "inc-7-db");
}

TEST_CASE("a channel whose answer never came is the one that is used", "[mattermost]") {
    courier_stage at;
    at.arm("POST /channels", GENERATE(as<std::string>(), "after", "html", "cut"));
    CHECK(at.carry_on(at.wish_for(open_room{"inc-7-db", "Cache bug", {}, false})) == 2);
    CHECK(at.channels.size() == 1);
    CHECK(at.record.bound.size() == 1);
}

TEST_CASE("a channel that was never made is made", "[mattermost]") {
    courier_stage at;
    at.arm("POST /channels", GENERATE(as<std::string>(), "before", "429"));
    CHECK(at.carry_on(at.wish_for(open_room{"inc-7-db", "Cache bug", {}, false})) == 2);
    CHECK(at.channels.size() == 1);
}

TEST_CASE("30: a taken name gets a suffix, and nobody's channel is taken over", "[mattermost]") {
    courier_stage at;
    const auto squatted = at.add_channel("inc-7-db");
    // With our mark in its purpose, and Scribe let in.
    at.channels[squatted].shown["purpose"] = "[h1/INC-7]";
    at.channels[squatted].members.insert(at.me.user);
    auto wish = at.wish_for(open_room{"inc-7-db", "Cache bug", {}, true});
    wish.attempt = 2;
    REQUIRE(at.carry(wish).is == verdict::delivered);
    REQUIRE(at.record.bound.size() == 1);
    CHECK(at.record.bound[0].channel != squatted);
    CHECK(at.record.bound[0].name == "inc-7-db-2");
}

TEST_CASE("when all names are taken or it may not be made, the room is refused", "[mattermost]") {
    courier_stage at;
    SECTION("all names") {
        for (int n = 1; n <= most_suffixes; ++n) at.add_channel(channel_name("inc-7-db", n));
    }
    SECTION("no right") {
        at.chat.tell("POST /channels", {no(403, "api.context.permissions.app_error")});
    }
    const auto end = at.carry(open_room{"inc-7-db", "Cache bug", {}, false});
    CHECK(end.is == verdict::refused);
    const auto told = at.record.all_of<in_room_refused>();
    REQUIRE(told.size() == 1);
    CHECK(at.record.bound.empty());
}

TEST_CASE("whom the room could not let in is said in it, once", "[mattermost]") {
    courier_stage at;
    at.add_person("ana");
    at.add_person("ben", false);
    at.arm("POST /posts", "after");
    CHECK(
        at.carry_on(at.wish_for(open_room{
            "inc-7-db", "", {{"", "ana"}, {"", "ben"}, {"", "zoe"}, {"", "ana"}}, false})) == 2
    );
    const auto channel = at.record.bound[0].channel;
    CHECK(at.channels[channel].members.contains(at.people["ana"]));
    const auto said = at.lines(channel);
    REQUIRE(said.size() == 1);
    CHECK_THAT(said[0], Contains("ben") && Contains("add them to the team"));
    CHECK_THAT(said[0], Contains("zoe") && Contains("nobody in Mattermost"));
    CHECK_THAT(said[0], !Contains("ana"));
}

TEST_CASE("people can be invited later, and twice does no harm", "[mattermost]") {
    courier_stage at;
    at.open();
    at.add_person("ana");
    at.arm("POST /channels/*/members", GENERATE(as<std::string>(), "before", "after", "html"));
    CHECK(at.carry_on(at.wish_for(invite{{{"", "ana"}}})) == 2);
    CHECK(at.channels[at.room].members.contains(at.people["ana"]));
    CHECK(at.lines(at.room).empty());
}

TEST_CASE("each change of the header is a line for all: the same again is none", "[mattermost]") {
    courier_stage at(with_console());
    at.open();
    REQUIRE(at.carry(set_topic{"Cache bug"}).is == verdict::delivered);
    CHECK(at.headers_said.empty());
    REQUIRE(at.carry(set_topic{"Cache bug, mitigated"}).is == verdict::delivered);
    REQUIRE(at.carry(set_topic{"Cache bug, mitigated"}).is == verdict::delivered);
    REQUIRE(at.headers_said.size() == 1);
    // What was kept in sight stays.
    CHECK_THAT(at.headers_said[0], Contains("mitigated") && Contains("in the console"));
    at.arm("PUT /channels/*/patch", GENERATE(as<std::string>(), "before", "after", "cut"));
    CHECK(at.carry_on(at.wish_for(set_topic{"resolved"})) == 2);
    CHECK(at.headers_said.size() == 2);
}

TEST_CASE("links are kept in the header, each once", "[mattermost]") {
    courier_stage at;
    at.open();
    REQUIRE(at.carry(pin_link{"Runbook", "https://wiki/cache"}).is == verdict::delivered);
    REQUIRE(at.carry(pin_link{"Runbook", "https://wiki/cache"}).is == verdict::delivered);
    REQUIRE(at.headers_said.size() == 1);
    CHECK(at.headers_said[0] == "Cache bug | [Runbook](https://wiki/cache)");
    REQUIRE(at.carry(set_topic{"mitigated"}).is == verdict::delivered);
    CHECK(at.headers_said[1] == "mitigated | [Runbook](https://wiki/cache)");
}

TEST_CASE("what is wished first into a room is there first", "[mattermost]") {
    courier_stage at;
    at.open();
    for (const auto* words : {"1", "2", "3"})
        REQUIRE(at.carry(post{words}).is == verdict::delivered);
    CHECK(at.lines(at.room) == std::vector<std::string>{"1", "2", "3"});
}
