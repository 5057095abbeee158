// `list`, `show`, `find`, `stats`, `help`; and private incidents, which outsiders do not see.
#include "handlers/commands/commands.hpp"
#include "tests/support/house.hpp"

#include <catch2/catch.hpp>

using namespace bot;
using test::house;

TEST_CASE("the list has the open incidents, newest first, with lead and room") {
    house in;
    in.declare("P2 Cards refused in checkout");
    in.go_to("19:30:00");
    in.declare("P1 Orders lost in orders drill");
    in.type("dana", "take lead");
    in.declare("P4 Typo");
    in.type("dana", "resolve");
    in.go_to("19:40:00");

    CHECK(
        in.type("bo", "list") ==
        "Open incidents, newest first:\n"
        "- INC-2 P1 Orders lost in orders (drill), 10 min, lead dana, #inc-2-orders-lost\n"
        "- INC-1 P2 Cards refused in checkout, 36 min, no lead, #inc-1-cards-refused"
    );
}

TEST_CASE("an incident is shown with its state, people, times and actions") {
    house in;
    in.declare("P2 Cards refused in checkout");
    in.type("dana", "detected at 19:01");
    in.type("dana", "role comms @li");
    in.type("dana", "action add P1 call the bank");
    in.room = "random";

    CHECK(
        in.type("bo", "show #1") ==
        "**INC-1** P2: Cards refused in checkout\n"
        "- state: **detected**, declared 2025-09-27 19:04 UTC by dana\n"
        "- lead: nobody yet, `/incident take lead`\n"
        "- comms: li\n"
        "- detected 19:01\n"
        "- open actions: 1\n"
        "\n"
        "Actions:\n"
        "- 1. P1 call the bank, due 2025-10-04"
    );
}

TEST_CASE("words are found in titles, messages and rows, newest first") {
    house in;
    in.declare("P2 Cards refused in checkout");
    in.say("li", "m1", "the Bank is down");
    in.go_to("19:10:00");
    in.type("dana", "note called the bank");

    const auto answer = in.type("bo", "find bank");

    CHECK_THAT(
        answer,
        Catch::StartsWith("Found for `bank`, newest first:") &&
            Catch::Contains("INC-1 2025-09-27 19:10 dana: called the bank") &&
            Catch::Contains("INC-1 2025-09-27 19:04 li: the Bank is down")
    );
    CHECK_THAT(in.type("bo", "find"), Catch::Contains("`/incident find WORDS`"));
    CHECK(in.type("bo", "find zebra") == "Nothing was found for `zebra`.");
}

TEST_CASE("the figures leave drills out and never stand without their n") {
    house in;
    for (const auto* words : {"P2 One", "P2 Two", "P2 Three drill"}) {
        in.declare(words);
        in.type("dana", "started at 19:00");
        in.type("dana", "detected at 19:02");
        in.type("dana", "resolve");
    }
    in.go_to("20:00:00");

    const auto answer = in.type("bo", "stats 30d");

    CHECK_THAT(
        answer,
        Catch::StartsWith("The last 30 days: 2 incidents, drills left out.") &&
            Catch::Contains("time to detect: median 2 min, 90 % within 2 min (n = 2)") &&
            Catch::Contains("time to acknowledge: nothing known yet")
    );
    for (const auto* typed : {"stats soon", "stats 0d", "stats -1", "stats 99999999999d"}) {
        INFO(typed);
        CHECK_THAT(in.type("bo", typed), Catch::Contains("is not a number of days"));
    }
}

TEST_CASE("a private incident is not there for outsiders, and is for those named in it") {
    house in;
    in.declare("P1 Leaked key in checkout private");
    in.type("dana", "note the zebra key");
    in.type("dana", "started at 19:00");
    in.type("dana", "detected at 19:02");
    in.type("dana", "role ops @li");
    in.room = "random";

    for (const auto* typed :
         {"list",
          "show #1",
          "find zebra",
          "stats",
          "rca #1",
          "catchup #1",
          "timeline #1",
          "note #1 hi",
          "resolve #1",
          "#1"}) {
        const auto told = in.type("eve", typed);
        INFO(typed << " gives " << told);
        CHECK_THAT(
            told,
            !Catch::Contains("Leaked") && !Catch::Contains("the zebra") &&
                !Catch::Contains("1 incident")
        );
    }
    CHECK_THAT(in.type("eve", "show #1"), Catch::StartsWith("There is no INC-1."));
    CHECK(in.type("eve", "show #1").substr(18) == in.type("eve", "show #8").substr(18));
    for (const auto* who : {"dana", "li"}) {
        CHECK_THAT(in.type(who, "list"), Catch::Contains("INC-1"));
        CHECK_THAT(in.type(who, "find zebra"), Catch::Contains("INC-1"));
        CHECK_THAT(in.type(who, "show #1"), Catch::Contains("Leaked key"));
    }
    in.rules.may_read_private = {"eve"};
    CHECK_THAT(in.type("eve", "show #1"), Catch::Contains("Leaked key"));
}

TEST_CASE("where we are the platform, outsiders neither read nor write a private room") {
    house in;
    in.keeps_rooms = true;
    in.declare("P1 Leaked key private");

    CHECK(in.say("eve", "m1", "hello?") == "There is no such room for you; nothing was written.");
    CHECK(in.type("eve", "timeline") == "There is no such room for you; nothing was written.");
    CHECK_THAT(in.raw_log(), !Catch::Contains("hello?"));
}

TEST_CASE("hits of private incidents do not crowd out the others") {
    house in;
    in.declare("P3 Public matter");
    in.type("dana", "note zebra in public");
    in.go_to("19:30:00");
    in.declare("P1 Leaked key private");
    for (int i = 0; i < 150; ++i) in.type("dana", "note zebra " + std::to_string(i));

    CHECK_THAT(in.type("eve", "find zebra"), Catch::Contains("zebra in public"));
}

TEST_CASE("help names every command, and each command's help says how it is typed") {
    house in;
    const auto all = in.type("dana", "help");

    for (const auto& row : commands()) {
        INFO(row.word);
        CHECK_THAT(all, Catch::Contains("- `" + std::string(row.word) + "` "));
        const auto one = in.type("dana", "help " + std::string(row.word));
        CHECK_THAT(one, Catch::StartsWith("`/incident " + std::string(row.usage) + "`: "));
    }
    CHECK_THAT(
        in.type("dana", "help resovle"), Catch::Contains("Did you mean `/incident help resolve`?")
    );
    CHECK(in.type("dana", "") == all);
    CHECK_THAT(in.type("dana", "help mitigated"), Catch::Contains("`at 19:08`"));
}
