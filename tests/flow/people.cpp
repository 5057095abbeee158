// Roles, handover and catch-up: who does what, and what they are told.
#include "tests/support/house.hpp"

#include <catch2/catch.hpp>

using namespace bot;
using test::house;

namespace {

struct during {
    house in;
    during() {
        in.declare("P2 Cache down in checkout");
        in.go_to("19:10:00");
        in.heard();
    }
};

}  // namespace

TEST_CASE("a role is given in public, its instructions go to the one who got it") {
    during an;

    CHECK(an.in.type("dana", "role lead @ana") == "");

    const auto heard = an.in.heard();
    REQUIRE(heard.size() == 2);
    CHECK(heard[0].where == "inc-1-cache-down");
    CHECK(heard[0].text == "**lead** is now ana (given by dana)");
    CHECK(heard[1].where == "@ana");
    CHECK_THAT(heard[1].text, Catch::StartsWith("You lead."));
    CHECK(an.in.about().lead()->name == "ana");
    CHECK(an.in.topic == "INC-1 P2 open | Cache down | lead: ana");
}

TEST_CASE("somebody named by the platform is known by their id and shown by their name") {
    house in;
    in.declare("P1 Leaked key private");

    in.type("dana", "role lead <@U7|ana>");

    CHECK(in.about().lead()->id == "U7");
    CHECK(in.echo() == "**lead** is now ana (given by dana)");
    auto asked = in.from("ana", in_command{"show #1"});
    asked.who.id = "U7";
    asked.channel = "random";
    CHECK_THAT(in.receive(asked).reply->text, Catch::Contains("Leaked key"));
}

TEST_CASE("names of people with blanks are whole, and nobody who shares one is taken for another") {
    during an;

    an.in.type("dana", "role comms <@U7|Ana Lopez>");
    an.in.type("dana", "role ops <@U9|dana>");
    an.in.type("dana", "note <@U7|Ana Lopez> is in <#C1|ops>, <!here>");

    CHECK(an.in.about().roles.at("comms").name == "Ana Lopez");
    CHECK(an.in.about().roles.at("ops").id == "U9");
    CHECK(an.in.table().back() == "19:10 @Ana Lopez is in #ops, @here");
    CHECK_THAT(an.in.raw_log(), !Catch::Contains("<@U7") && !Catch::Contains("<!here"));
}

TEST_CASE("who gets something to do is invited to the room where it is done") {
    during an;
    an.in.invited.clear();

    an.in.type("dana", "role comms <@U7|Ana Lopez>");
    an.in.type("dana", "handover @bo");
    an.in.type("dana", "take ops");

    REQUIRE(an.in.invited.size() == 2);
    CHECK(an.in.invited[0].id == "U7");
    CHECK(an.in.invited[1].id.empty());
    CHECK(an.in.invited[1].name == "bo");
}

TEST_CASE("who is known by name only is written to by name") {
    during an;

    an.in.type("dana", "role lead @ana");
    an.in.type("dana", "handover <@U8|bo>");

    REQUIRE(an.in.written_to.size() == 2);
    CHECK(an.in.written_to[0].id.empty());
    CHECK(an.in.written_to[0].name == "ana");
    CHECK(an.in.written_to[1].id == "U8");
}

TEST_CASE("a role taken comes with its instructions in the answer") {
    during an;

    CHECK_THAT(an.in.type("dana", "take comms"), Catch::StartsWith("You speak to the outside."));
    CHECK(an.in.echo() == "**comms** is now dana");
    CHECK(
        an.in.type("dana", "take comms") == "dana has the role comms already; nothing was changed."
    );
}

TEST_CASE("a role that is not understood says how it is given") {
    struct mistake {
        std::string typed, wanted;
    };
    const auto wanted = GENERATE(
        mistake{
            "role",
            "Say the role and whom: `/incident role lead @ana`. There are: lead, comms, scribe, "
            "ops."},
        mistake{"role lead", "Say the role and whom"},
        mistake{"role laed @ana", "Did you mean `lead`?"},
        mistake{"role lead @ana @bo", "One person for a role"},
        mistake{"take", "Which role? `/incident take lead`."},
        mistake{"take cook", "There is no role `cook`."},
        mistake{"handover", "Say to whom: `/incident handover @ana`."},
        mistake{"handover ana and bo", "Say to whom"}
    );
    during an;

    CHECK_THAT(an.in.type("dana", wanted.typed), Catch::Contains(wanted.wanted));
    CHECK(an.in.about().roles.empty());
}

TEST_CASE("a change of severity leaves the lead where it is") {
    during an;
    an.in.type("dana", "role lead @ana");

    an.in.type("li", "severity P1 everybody is hit");

    CHECK(an.in.about().lead()->name == "ana");
    CHECK(an.in.echo() == "**Severity P2 → P1** by li: everybody is hit");
    CHECK_THAT(an.in.card, Catch::StartsWith("**INC-1** P1: Cache down in checkout"));
    CHECK(an.in.topic == "INC-1 P1 open | Cache down | lead: ana");
}

TEST_CASE("a severity that does not exist, or is there already, changes nothing") {
    during an;

    CHECK(
        an.in.type("dana", "severity") ==
        "Say which: `/incident severity P2 [REASON]`. There are P1, P2, P3, P4."
    );
    CHECK(an.in.type("dana", "severity P9") == "`P9` is not a severity. There are P1, P2, P3, P4.");
    CHECK(an.in.type("dana", "severity p2") == "It is P2 already; nothing was changed.");
    CHECK(an.in.heard().empty());
}

TEST_CASE("a handover briefs the new lead privately and stands in the record") {
    during an;
    an.in.type("dana", "take lead");
    an.in.type("dana", "detected at 19:02");
    an.in.type("dana", "action add P1 call the vendor owner=li");
    an.in.type("dana", "note cache is cold");
    an.in.say("li", "m1", "a slip of the tongue");
    an.in.pin("li", "m1");
    an.in.heard();

    CHECK(an.in.type("dana", "handover @bo") == "bo was briefed privately.");

    const auto heard = an.in.heard();
    REQUIRE(heard.size() == 2);
    CHECK(heard[0].text == "**lead** is now bo (handed over by dana)");
    CHECK(heard[1].where == "@bo");
    for (const auto* part :
         {"You take over INC-1 from dana.",
          "state: **detected**, 6 min since it was declared",
          "detected 19:02",
          "cache is cold",
          "a message by li",
          "`/incident action list`",
          "You lead."}) {
        INFO(part);
        CHECK_THAT(heard[1].text, Catch::Contains(part));
    }
    CHECK_THAT(heard[1].text, !Catch::Contains("slip of the tongue"));
    CHECK_THAT(an.in.rca("full"), Catch::Contains("handed over to bo"));
    CHECK(an.in.type("dana", "handover @bo") == "bo leads already; nothing was changed.");
}

TEST_CASE("the first catch-up tells everything, the next one what has changed since") {
    during an;
    an.in.type("dana", "role lead @ana");
    an.in.type("dana", "note first");
    an.in.say("li", "m1", "hello");

    const auto first = an.in.type("bo", "catchup");
    CHECK_THAT(
        first,
        Catch::Contains("**INC-1** P2: Cache down in checkout") && Catch::Contains("lead: ana") &&
            Catch::Contains("19:10 first")
    );
    CHECK_THAT(
        an.in.type("bo", "catchup"),
        Catch::Contains("Since you last asked: 0 messages, nothing new on the timeline.")
    );

    an.in.go_to("19:20:00");
    an.in.say("li", "m2", "hello again");
    an.in.type("dana", "note second");
    an.in.type("dana", "detected at 19:01");
    an.in.type("dana", "severity P1");
    an.in.type("dana", "impact users=7");
    an.in.type("dana", "action add P1 call the vendor");
    const auto next = an.in.type("bo", "catchup");
    for (const auto* part :
         {"Since you last asked: 1 message, and on the timeline:",
          "19:20 second",
          "19:01 Monitoring alert triggered",
          "P2 → P1",
          "Also: impact told, action 1 added",
          "1. P1 call the vendor"}) {
        INFO(next);
        CHECK_THAT(next, Catch::Contains(part));
    }
    CHECK_THAT(next, !Catch::Contains("19:10 first"));
    an.in.type("dana", "detected at 19:02");
    CHECK_THAT(an.in.type("bo", "catchup"), Catch::Contains("19:02 Monitoring alert triggered"));
}

TEST_CASE("a catch-up is for the one who asked and changes nothing that others see") {
    during an;
    an.in.type("bo", "catchup");

    CHECK(an.in.heard().empty());
    CHECK(an.in.table().empty());
}
