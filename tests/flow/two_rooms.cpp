// One incident followed from two platforms: what is said in one room is shown once in the other.
#include "tests/support/house.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace bot;
using test::house;
using words = std::vector<std::string>;

namespace {

// INC-1 was declared on "chat"; #war on "talk" follows it.
struct followed {
    house in;
    std::string home;
    explicit followed(const std::string& what = "P2 Cache down in checkout") {
        in.declare(what);
        home = in.room;
        there();
        in.go_to("19:10:00");
        in.type("ana", "follow #1");
        in.heard();
    }
    house& here() {
        in.go("chat", home);
        return in;
    }
    house& there() {
        in.go("talk", "war");
        return in;
    }
    words at_home() { return in.copies("chat", home); }
    words at_war() { return in.copies("talk", "war"); }
    std::size_t said(std::string_view what) {
        const auto heard = in.heard();
        return static_cast<std::size_t>(std::ranges::count_if(heard, [&](const auto& line) {
            return line.text.find(what) != std::string::npos;
        }));
    }
};

}  // namespace

TEST_CASE("a message is shown once in the other room, with who said it and where") {
    followed an;

    an.here().say("li", "m1", "the hit rate fell");
    an.there().say("ana", "m1", "we see timeouts");

    CHECK(an.at_war() == words{"**li** (Chat): the hit rate fell"});
    CHECK(an.at_home() == words{"**ana** (Talk): we see timeouts"});
}

TEST_CASE("what begins a block of its own keeps its lines in a copy") {
    followed an;

    an.here().say("li", "m1", "```\nGET /\n```");
    an.here().say("li", "m2", "- one\n- two");
    an.here().say("li", "m3", "2 of 3 are up\nthe third is not");

    CHECK(
        an.at_war() ==
        words{
            "**li** (Chat):\n```\nGET /\n```",
            "**li** (Chat):\n- one\n- two",
            "**li** (Chat): 2 of 3 are up\nthe third is not"}
    );
}

TEST_CASE("a name is a name in a copy, whatever it contains") {
    followed an;

    an.here().say("**li** <!here>", "m1", "it fell");

    REQUIRE(an.at_war().size() == 1);
    CHECK(an.at_war()[0].find("**\\*\\*li") == 0);
    CHECK(an.at_war()[0].find(" <!here>") == std::string::npos);
}

TEST_CASE("a file is shown by its name") {
    followed an;

    an.here().receive(an.in.from("li", in_file{"m1", "", "graph.png", "", "image/png", 9, "see"}));

    CHECK(an.at_war() == words{"**li** (Chat): 📎 graph.png\nsee"});
}

TEST_CASE("a file the console keeps is shown with a link where people reach the console") {
    followed an;
    an.in.rules.console_url = "https://scribe.example.org";

    an.here().receive(an.in.from("li", in_file{"m1", "", "graph.png", "abc", "image/png", 9, ""}));

    CHECK(
        an.at_war() ==
        words{"**li** (Chat): 📎 [graph.png](https://scribe.example.org/files/abc/graph-png)"}
    );
}

TEST_CASE("messages of one id on two platforms are two messages") {
    followed an;
    an.here().say("li", "m1", "the hit rate fell");
    an.there().say("ana", "m1", "we see timeouts");

    an.there().pin("ana", "m1");
    an.there().edit("ana", "m1", "we see many timeouts");
    an.here().remove("li", "m1");

    CHECK(an.in.table() == words{"19:10 we see many timeouts"});
    CHECK(an.at_home() == words{"**ana** (Talk): we see many timeouts"});
    CHECK(an.at_war().empty());
}

TEST_CASE("an edit changes the copy, and a delete takes it and its words away") {
    followed an;
    an.here().say("li", "m1", "the hitt rate fell");

    an.here().edit("li", "m1", "the hit rate fell");
    CHECK(an.at_war() == words{"**li** (Chat): the hit rate fell"});

    an.here().remove("li", "m1");
    CHECK(an.at_war().empty());
    CHECK(an.in.raw_log().find("rate fell") == std::string::npos);
}

TEST_CASE("a reply stands in the thread of what it replies to, in both rooms") {
    followed an;
    an.here().say("li", "m1", "the hit rate fell");
    const auto copy = an.in.copy_of("hit rate", "talk", "war");

    an.here().say("li", "m2", "to 3 %", "m1");
    an.there().say("ana", "t1", "ours, too", copy);
    an.there().say("ana", "t2", "by the way");
    an.here().say("li", "m3", "what?", an.in.copy_of("by the way", "chat", an.home));

    CHECK(an.in.shown("talk", "war").back().parent == "t2");
    CHECK(an.in.shown("talk", "war")[an.in.shown("talk", "war").size() - 2].parent == copy);
    const auto home = an.in.shown("chat", an.home);
    CHECK(
        std::ranges::find(home, "**ana** (Talk): ours, too", &house::shown_line::text)->parent ==
        "m1"
    );
}

TEST_CASE("a mark on a copy counts for the message, at the time it was posted, once") {
    followed an;
    an.here().say("li", "m1", "the hit rate fell");
    const auto copy = an.in.copy_of("hit rate", "talk", "war");
    an.in.go_to("19:20:00");

    an.there().react("ana", copy, "pushpin");
    CHECK(an.in.table() == words{"19:10 the hit rate fell"});
    an.here().react("ana", "m1", "pushpin");
    an.here().pin("li", "m1");
    CHECK(an.in.table() == words{"19:10 the hit rate fell"});

    an.here().unreact("ana", "m1", "pushpin");
    an.here().unpin("li", "m1");
    CHECK(an.in.table() == words{"19:10 the hit rate fell"});
    an.there().unreact("ana", copy, "pushpin");
    CHECK(an.in.table().empty());
}

TEST_CASE("pins in two rooms are two pins") {
    followed an;
    an.here().say("li", "m1", "the hit rate fell");
    const auto copy = an.in.copy_of("hit rate", "talk", "war");

    an.there().pin("ana", copy);
    an.here().pin("li", "m1");
    an.here().unpin("li", "m1");
    CHECK(an.in.table() == words{"19:10 the hit rate fell"});

    an.there().unpin("ana", copy);
    CHECK(an.in.table().empty());
}

TEST_CASE("whoever takes away a copy takes nothing from the one who said it") {
    followed an;
    an.here().say("li", "m1", "the hit rate fell");
    const auto copy = an.in.copy_of("hit rate", "talk", "war");

    an.there().remove("ana", copy);
    an.there().edit("ana", copy, "it did not");
    CHECK(an.in.raw_log().find("the hit rate fell") != std::string::npos);
    CHECK(an.in.raw_log().find("it did not") == std::string::npos);

    // Gone there is gone: it does not come back with the next edit.
    const auto before = an.in.shown("talk", "war").size();
    an.here().edit("li", "m1", "the hit rate fell to 3 %");
    CHECK(an.in.shown("talk", "war").size() == before);
}

TEST_CASE("the bot's own words stand in every room once, and the private ones where asked") {
    followed an;

    CHECK(an.there().type("ana", "catchup").find("**INC-1**") == 0);
    an.in.heard();
    CHECK(an.there().type("ana", "note failing over") == "");

    const auto heard = an.in.heard();
    REQUIRE(heard.size() == 2);
    CHECK(heard[0].where == an.home);
    CHECK(heard[1].where == "war");
    CHECK(heard[0].text == heard[1].text);
    CHECK(an.at_home().empty());
    CHECK(an.at_war().empty());
}

TEST_CASE("commands from either room are about the one incident") {
    followed an;

    an.there().type("ana", "take lead");
    an.here().type("li", "mitigated at 19:09 failed over");
    an.there().type("ana", "resolve all is well");

    CHECK(an.in.about().lead()->name == "ana");
    CHECK(an.in.about().state == lifecycle::resolved);
    CHECK(an.in.published.size() == 2);
    CHECK(an.in.published[0].text == an.in.published[1].text);
}

TEST_CASE("a channel that follows is told, and says so; its topic stays as it was") {
    house in;
    in.declare("P2 Cache down in checkout");
    const auto home = in.room;
    in.heard();
    int topics = 0, cards = 0;
    in.script = [&](const delivery& out) -> std::optional<outcome> {
        topics += std::holds_alternative<set_topic>(out.what.what) && out.channel == "war";
        cards += std::holds_alternative<show_card>(out.what.what) && out.channel == "war";
        return std::nullopt;
    };

    in.go("talk", "war");
    CHECK(in.type("ana", "follow #1") == "");

    const auto heard = in.heard();
    REQUIRE(heard.size() == 2);
    CHECK(heard[0].where == home);
    CHECK(heard[0].text == "**Followed** in #war (Talk) as well, by ana");
    CHECK(heard[1].where == "war");
    CHECK(heard[1].text.find("This channel follows **INC-1** P2: Cache down") == 0);
    CHECK(cards == 1);
    CHECK(topics == 0);
    CHECK_THAT(in.rca("full"), Catch::Contains("followed in war"));
    CHECK(in.table().empty());
}

TEST_CASE("what was said before a channel follows is not part of the incident") {
    house in;
    in.declare("P2 Cache down in checkout");
    in.go("talk", "war");
    in.say("ana", "t0", "lunch?");
    in.go_to("19:10:00");
    in.type("ana", "follow #1");

    // Told late: as a platform does that reads a channel back, or brings along what is pinned.
    auto late = in.from("ana", in_message{"t1", "", "see you at twelve"});
    late.at -= std::chrono::minutes(5);
    in.receive(late);

    CHECK(in.raw_log().find("lunch") == std::string::npos);
    CHECK(in.raw_log().find("twelve") == std::string::npos);
    CHECK(in.copies("chat", "inc-1-cache-down").empty());
}

TEST_CASE("a channel that is let go says so and hears no more; what was said stays") {
    followed an;
    an.there().say("ana", "t1", "we see timeouts");
    an.here().say("li", "m1", "the hit rate fell");
    an.in.heard();

    CHECK(an.there().type("ana", "unfollow") == "");
    // Two lanes: neither waits for the other.
    auto heard = an.in.heard();
    REQUIRE(heard.size() == 2);
    if (heard[0].where == "war") std::swap(heard[0], heard[1]);
    CHECK(heard[0].text == "**No longer followed** in #war (Talk), by ana");
    CHECK(heard[1].where == "war");

    an.there().say("ana", "t2", "pizza?");
    an.here().say("li", "m2", "it is back");
    CHECK(an.at_war() == words{"**li** (Chat): the hit rate fell"});
    CHECK(an.at_home() == words{"**ana** (Talk): we see timeouts"});
    CHECK(an.in.raw_log().find("pizza") == std::string::npos);
    CHECK(an.in.raw_log().find("we see timeouts") != std::string::npos);
    CHECK(an.in.about().rooms.size() == 1);
}

TEST_CASE("words that are deleted go from a channel that was let go as well") {
    followed an;
    an.here().say("li", "m1", "the password is on the board");
    an.there().type("ana", "unfollow");

    an.here().remove("li", "m1");

    CHECK(an.at_war().empty());
}

TEST_CASE("a channel follows one incident at a time, and an incident's room none") {
    followed an;
    an.in.declare("P3 Slow checkout");
    const auto second = an.in.room;

    CHECK_THAT(an.in.type("dana", "follow #1"), Catch::Contains("This is the room of INC-2"));
    CHECK_THAT(an.in.type("dana", "follow #2"), Catch::Contains("room of INC-2 already"));
    CHECK_THAT(an.there().type("ana", "follow #2"), Catch::Contains("follows INC-1"));
    CHECK_THAT(an.there().type("ana", "follow #1"), Catch::Contains("already"));
    CHECK_THAT(an.here().type("li", "unfollow"), Catch::Contains("not a channel that follows"));
    CHECK(an.in.about(1).rooms.size() == 2);
    CHECK(an.in.about(2).rooms.size() == 1);
}

TEST_CASE("follow and unfollow say what is missing") {
    house in;
    in.declare("P2 Cache down");
    in.go("talk", "war");

    CHECK_THAT(in.type("ana", "follow"), Catch::Contains("`/incident follow #7`"));
    CHECK_THAT(in.type("ana", "follow #9"), Catch::Contains("There is no INC-9"));
    CHECK_THAT(in.type("ana", "follow #1 and tell me"), Catch::Contains("no more"));
    CHECK_THAT(in.type("ana", "unfollow"), Catch::Contains("follows no incident"));
    CHECK(in.about().rooms.size() == 1);
}

TEST_CASE("a private incident is followed by its lead alone, and from a private channel alone") {
    house in;
    in.declare("P2 Breach private");
    in.type("dana", "role lead @ana");
    in.go("talk", "war");
    const auto follow = [&](std::string_view who, bool is_private) {
        auto asked = in.from(who, in_command{"follow #1"});
        asked.is_private_channel = is_private;
        const auto done = in.receive(asked);
        return done.reply ? done.reply->text : "";
    };

    CHECK_THAT(follow("li", true), Catch::Contains("There is no INC-1"));
    CHECK_THAT(follow("dana", true), Catch::Contains("only its lead, ana"));
    CHECK_THAT(follow("ana", false), Catch::Contains("others may read in this channel"));
    CHECK(in.about().rooms.size() == 1);
    CHECK(follow("ana", true) == "");
    CHECK(in.about().rooms.size() == 2);
}

TEST_CASE("a room of a platform that keeps all rooms goes back to its own log") {
    house in;
    in.declare("P2 Cache down");
    in.keeps_rooms = true;
    in.go("board", "general");
    in.say("ana", "b1", "lunch?");
    in.go_to("19:10:00");

    in.type("ana", "follow #1");
    in.say("ana", "b2", "the board is red");
    in.type("ana", "unfollow");
    in.say("ana", "b3", "pizza?");
    in.pin("ana", "b1");

    CHECK(in.copies("chat", "inc-1-cache-down") == words{"**ana** (Board): the board is red"});
    CHECK(in.raw_log().find("lunch") == std::string::npos);
    CHECK(in.raw_log().find("pizza") == std::string::npos);
    const auto log = in.run().look().log_of_room("board", "general");
    REQUIRE(log);
    CHECK_FALSE(is_incident(*log));
    CHECK(in.run().look().message("board", "general", "b1")->log == *log);
    CHECK(in.run().look().message("board", "general", "b3")->log == *log);
}

TEST_CASE("the platforms the team names get a room of every incident, the first stays the first") {
    auto rules = test::house_rules();
    rules.follow_on = {"board", "chat"};
    house in(rules);
    words opened;
    in.script = [&](const delivery& out) -> std::optional<outcome> {
        if (!std::holds_alternative<open_room>(out.what.what)) return std::nullopt;
        opened.push_back(out.what.platform);
        return std::nullopt;
    };

    CHECK_THAT(in.declare("P2 Cache down"), Catch::Contains("Its room is #inc-1-cache-down"));
    in.say("li", "m1", "the hit rate fell");

    std::ranges::sort(opened);
    CHECK(opened == words{"board", "chat"});
    REQUIRE(in.about().rooms.size() == 2);
    CHECK(in.about().rooms[0].platform == "chat");
    CHECK(in.copies("board", "inc-1-cache-down") == words{"**li** (Chat): the hit rate fell"});
}

TEST_CASE("words said before a further room is there wait for it, in order") {
    auto rules = test::house_rules();
    rules.follow_on = {"board"};
    house in(rules);
    bool is_away = true;
    in.script = [&](const delivery& out) -> std::optional<outcome> {
        if (!is_away || out.what.platform != "board") return std::nullopt;
        return outcome{outcome::verdict::retry, "away", {}, {}};
    };
    in.declare("P2 Cache down");
    in.say("li", "m1", "one");
    in.say("li", "m2", "two");
    in.edit("li", "m1", "first");

    is_away = false;
    in.advance(std::chrono::hours(1));

    CHECK(
        in.copies("board", "inc-1-cache-down") ==
        words{"**li** (Chat): first", "**li** (Chat): two"}
    );
}

TEST_CASE("a further room that is refused is told about in the first, once") {
    auto rules = test::house_rules();
    rules.follow_on = {"board"};
    house in(rules);
    in.script = [](const delivery& out) -> std::optional<outcome> {
        if (out.what.platform != "board") return std::nullopt;
        return outcome{outcome::verdict::refused, "no platform 'board' is configured", {}, {}};
    };

    in.declare("P2 Cache down");
    in.say("li", "m1", "one");

    int told = 0;
    for (const auto& line : in.heard())
        told += line.text == "There is no room for it on Board: no platform 'board' is configured";
    CHECK(told == 1);
    CHECK(in.about().awaited.empty());
    CHECK(in.copies("board", "inc-1-cache-down").empty());
}

TEST_CASE("a private incident opens no further room") {
    auto rules = test::house_rules();
    rules.follow_on = {"board"};
    house in(rules);

    in.declare("P2 Breach private");

    CHECK(in.about().rooms.size() == 1);
    CHECK(in.about().awaited.empty());
}
