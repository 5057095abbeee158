// Updates to the stakeholders, the reminder when none come, deliveries told twice.
#include "tests/support/house.hpp"

#include <catch2/catch.hpp>

using namespace bot;
using namespace std::chrono_literals;
using test::house;
using words = std::vector<std::string>;

TEST_CASE("an update goes to the broadcast channel and onto the timeline") {
    house in;
    in.declare("P2 Cache down in checkout");
    in.heard();

    CHECK(in.type("dana", "update Cards are slow; we are on it.") == "");

    const auto heard = in.heard();
    REQUIRE(heard.size() == 2);
    CHECK(heard[0].where == "incidents");
    CHECK(heard[0].text == "**INC-1** P2 Cache down: Cards are slow; we are on it.");
    CHECK(heard[1].text == "**Update** by dana: Cards are slow; we are on it.");
    CHECK(in.table() == words{"19:04 Update: Cards are slow; we are on it."});
    CHECK_THAT(in.rca("customer"), Catch::Contains("Cards are slow; we are on it."));
    CHECK(
        in.type("dana", "update") == "What should the stakeholders know? `/incident update TEXT`"
    );
}

TEST_CASE("an update of a private incident stays on its timeline") {
    house in;
    in.declare("P2 Leaked key private");
    in.heard();

    CHECK_THAT(in.type("dana", "update rotated"), Catch::Contains("it was not broadcast"));
    CHECK(in.heard().size() == 1);
}

TEST_CASE("who leads is reminded of an update until the incident is resolved") {
    house in;
    in.declare("P2 Cache down");
    in.type("dana", "take lead");
    in.heard();

    in.advance(29min);
    CHECK(in.heard().empty());
    in.advance(1min);
    auto heard = in.heard();
    REQUIRE(heard.size() == 1);
    CHECK(
        heard[0].text ==
        "@dana No update to the stakeholders for 30 min. `/incident update TEXT` sends one."
    );
    in.advance(20min);
    in.type("dana", "update still on it");
    in.heard();
    in.advance(29min);
    CHECK(in.heard().empty());
    in.advance(1min);
    CHECK(in.heard().size() == 1);
    in.type("dana", "resolve");
    in.heard();
    in.advance(3h);
    CHECK(in.heard().empty());
    in.type("dana", "reopen it is back");
    in.heard();
    in.advance(30min);
    CHECK(in.heard().size() == 1);
}

TEST_CASE("after a long outage one reminder goes out, and the next in its time") {
    house in;
    in.declare("P2 Cache down");
    in.heard();

    in.now += 10h;
    in.advance(0s);

    const auto heard = in.heard();
    REQUIRE(heard.size() == 1);
    CHECK_THAT(heard[0].text, Catch::Contains("No update to the stakeholders for 10 h"));
    in.advance(29min);
    CHECK(in.heard().empty());
    in.advance(1min);
    CHECK(in.heard().size() == 1);
}

TEST_CASE("without a rhythm nobody is reminded") {
    auto rules = test::house_rules();
    rules.update_every = 0min;
    house in(rules);
    in.declare("P2 Cache down");
    in.heard();

    in.advance(5h);

    CHECK(in.heard().empty());
}

TEST_CASE("a redelivered command is acknowledged twice and done once") {
    house in;
    in.declare("P2 Cache down");
    auto told = in.from("dana", in_command{"note once"});

    const auto first = in.receive(told);
    in.heard();
    const auto second = in.receive(told);

    CHECK(first.is == processed::verdict::done);
    CHECK(second.is == processed::verdict::duplicate);
    REQUIRE(second.reply);
    CHECK(second.reply->text == "That was done already (delivered twice).");
    CHECK(in.table() == words{"19:04 once"});
    CHECK(in.heard().empty());
}

TEST_CASE("a redelivered declaration opens one incident") {
    house in;
    auto told = in.from("dana", in_command{"declare P2 Cache down"});
    in.receive(told);
    in.receive(told);

    CHECK(in.declared_so_far() == 1);
}

TEST_CASE("a redelivered message promotes itself once") {
    house in;
    in.declare("P2 Cache down");
    auto told = in.from("dana", in_message{"m1", "", "!note once"});
    in.receive(told);
    in.receive(told);

    CHECK(in.table() == words{"19:04 once"});
}

TEST_CASE("what a platform refuses to carry is told in the room, and the rest goes on") {
    house in;
    in.declare("P2 Cache down");
    in.heard();
    in.script = [](const delivery& what) -> std::optional<outcome> {
        if (!std::holds_alternative<set_topic>(what.what.what)) return std::nullopt;
        return outcome{outcome::verdict::refused, "not allowed", {}, {}};
    };

    in.type("dana", "mitigated");

    const auto heard = in.heard();
    REQUIRE(heard.size() == 2);
    CHECK(heard[0].text == "**mitigated** at 19:04 UTC by dana");
    CHECK(heard[1].text == "Could not set the topic: not allowed");
}

TEST_CASE("a page without a pager pages nobody and says how to go on") {
    house in;
    in.declare("P2 Cache down");

    CHECK(
        in.type("dana", "page payments") ==
        "No pager is configured, nobody was paged. Call payments the way you are used to, then "
        "record it with `/incident paged`."
    );
    CHECK(in.type("dana", "page") == "Say whom: `/incident page TEAM [TEXT]`");
}

namespace {

// No word reaches the rooms of incidents.
std::optional<outcome> closed_rooms(const delivery& what) {
    if (!std::holds_alternative<post>(what.what.what)) return std::nullopt;
    if (!std::holds_alternative<to_incident_room>(what.what.where)) return std::nullopt;
    return outcome{outcome::verdict::refused, "the channel is archived.", {}, {}};
}

}  // namespace

TEST_CASE("F27 words that a room does not take are told of where everybody reads, once") {
    house in;
    in.declare("P2 Cache down");
    in.heard();
    in.script = closed_rooms;

    in.type("dana", "mitigated");
    in.type("dana", "note still slow");
    const auto heard = in.heard();
    REQUIRE(heard.size() == 1);
    CHECK(heard[0].where == "incidents");
    CHECK(
        heard[0].text ==
        "Scribe cannot write in the room of **INC-1** on Chat: the channel is archived. What it "
        "could not say there is lost; all that was said is on record (`/incident show #1`)."
    );

    in.advance(std::chrono::minutes(11));
    in.type("dana", "recovered");
    CHECK(in.heard().size() == 1);
}

TEST_CASE("F27 what a private room does not take is told to its lead alone") {
    house in;
    in.declare("P2 Cache down private");
    in.type("dana", "role lead @lee");
    in.heard();
    in.script = closed_rooms;

    in.type("dana", "mitigated");

    const auto heard = in.heard();
    REQUIRE(heard.size() == 1);
    CHECK(heard[0].where == "@lee");
}

TEST_CASE("F27 a notice that is refused as well is no reason for another") {
    house in;
    in.declare("P2 Cache down");
    in.heard();
    int tried = 0;
    in.script = [&](const delivery& what) -> std::optional<outcome> {
        if (!std::holds_alternative<post>(what.what.what)) return std::nullopt;
        ++tried;
        return outcome{outcome::verdict::refused, "nobody may write.", {}, {}};
    };

    in.type("dana", "mitigated");

    CHECK(in.heard().empty());
    CHECK(tried == 2);
    CHECK(in.run().out().waiting() == 0);
}
