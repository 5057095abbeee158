// The buttons under the card, from declaring to reopening, and links kept in sight.
#include "tests/support/house.hpp"

#include <catch2/catch.hpp>

using namespace bot;
using test::house;
using words = std::vector<std::string>;

namespace {

struct during {
    house in;
    during() {
        in.declare("P2 Cache down in checkout");
        in.go_to("19:10:00");
        in.heard();
    }
    // "Take lead", "*Investigating" for the one most will press.
    words labels() const {
        words all;
        for (const auto& each : in.buttons)
            all.push_back((each.is_primary ? "*" : "") + each.label);
        return all;
    }
};

}  // namespace

TEST_CASE("the card's buttons follow the incident from declaring to reopening") {
    during an;
    CHECK(an.labels() == words{"Take lead", "*Investigating", "Post update", "Resolve"});

    an.in.press("ana", "Take lead");
    CHECK(an.labels() == words{"*Investigating", "Post update", "Resolve"});

    for (const auto* next : {"Investigating", "Identified", "Mitigated", "Recovered"}) {
        INFO(next);
        REQUIRE(an.labels().front() == "*" + std::string(next));
        an.in.advance(std::chrono::minutes(1));
        an.in.press("ana", next);
    }
    CHECK(an.labels() == words{"Post update", "*Resolve"});

    an.in.type("ana", "resolve all is well");
    CHECK(an.labels() == words{"RCA preview", "Reopen"});

    an.in.type("ana", "reopen it is back");
    CHECK(an.labels() == words{"*Identified", "Post update", "Resolve"});
}

TEST_CASE("a button does what it says wherever it is pressed, and only to its own incident") {
    during an;
    const auto first = an.in.buttons;
    an.in.declare("P1 Another one");
    const auto elsewhere = GENERATE("ops", "inc-2-another-one");
    an.in.room = elsewhere;
    an.in.buttons = first;

    an.in.press("ana", "Take lead");
    an.in.buttons = first;
    an.in.press("ana", "Investigating");

    CHECK(an.in.about(1).lead()->name == "ana");
    CHECK(an.in.about(1).status() == milestone::investigating);
    CHECK_FALSE(an.in.about(2).lead());
    CHECK_FALSE(an.in.about(2).status());
}

TEST_CASE("a step that was skipped is not offered any more") {
    during an;

    an.in.type("dana", "mitigated failed over");

    CHECK(an.labels() == words{"Take lead", "*Recovered", "Post update", "Resolve"});
}

TEST_CASE("a step back offers the next one again") {
    during an;
    an.in.type("dana", "investigating");
    an.in.advance(std::chrono::minutes(1));
    an.in.type("dana", "mitigated");
    an.in.advance(std::chrono::minutes(1));

    an.in.type("dana", "investigating it is back");

    CHECK(an.labels() == words{"Take lead", "*Identified", "Post update", "Resolve"});
}

TEST_CASE("a button pressed twice sets its milestone once") {
    during an;
    const auto shown = an.in.buttons;
    an.in.press("ana", "Investigating");
    an.in.advance(std::chrono::seconds(2));
    an.in.buttons = shown;

    CHECK(
        an.in.press("bo", "Investigating").text ==
        "`investigating` stands at 19:10 UTC already; nothing was changed."
    );

    CHECK(an.in.table() == words{"19:10 Initial investigation started"});
}

TEST_CASE("a team without the role of a lead is offered no lead to take") {
    auto rules = test::house_rules();
    rules.roles = {"comms"};
    house in(rules);

    in.declare("P2 Cache down");

    CHECK(in.buttons.front().label == "Investigating");
}

TEST_CASE("buttons that need words open a form, the others need none") {
    during an;

    CHECK(an.in.press("ana", "Post update").fill_in);
    CHECK(an.in.press("ana", "Resolve").fill_in);
    CHECK(an.in.about().state == lifecycle::open);
    CHECK_FALSE(an.in.press("ana", "Take lead").fill_in);
    CHECK_FALSE(an.in.press("ana", "Investigating").fill_in);
    an.in.type("ana", "resolve");
    CHECK(an.in.press("ana", "Reopen").fill_in);
    CHECK_FALSE(an.in.press("ana", "RCA preview").fill_in);
    CHECK(an.in.published.size() == 2);
}

TEST_CASE("a linked address is kept in sight of the room, other material is not") {
    during an;

    an.in.type("dana", "link https://grafana.example.org/d/1 the dashboard");
    an.in.type("dana", "link https://example.org/wiki");
    an.in.type("dana", "link [the wiki](https://example.org/wiki/7)");
    an.in.type("dana", "link #1 the same");
    an.in.type("dana", "link Runbook");

    REQUIRE(an.in.pinned.size() == 3);
    CHECK(an.in.pinned[0].title == "the dashboard");
    CHECK(an.in.pinned[0].url == "https://grafana.example.org/d/1");
    CHECK(an.in.pinned[1].title == "https://example.org/wiki");
    CHECK(an.in.pinned[2].title == "the wiki");
    CHECK(an.in.pinned[2].url == "https://example.org/wiki/7");
}
