// `resolve`, `reopen`, `rca`: never blocked, nothing invented, both intervals kept.
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
    }
    std::string types(std::string_view command, std::string_view who = "dana") {
        return in.type(who, command);
    }
};

}  // namespace

TEST_CASE("resolving fills what is missing, labels it assumed, and lists what is open") {
    during an;
    an.in.heard();

    const auto list = an.types("resolve rolled the deploy back");

    CHECK(an.in.about().state == lifecycle::resolved);
    for (const auto which : {milestone::detected, milestone::mitigated, milestone::recovered}) {
        const auto& reached = an.in.about().reached(which);
        REQUIRE(reached);
        CHECK(reached->from == source::assumed);
    }
    for (const auto* part :
         {"Still open, now or tomorrow morning:",
          "`detected` was never said; assumed 2025-09-27 19:04 UTC. When was it? `/incident "
          "detected at HH:MM`",
          "`mitigated` was never said",
          "What caused the incident?"}) {
        INFO(list);
        CHECK_THAT(list, Catch::Contains(part));
    }
    CHECK(an.in.table() == words{"19:10 Incident resolved"});
    REQUIRE(an.in.published.size() == 1);
    CHECK_THAT(an.in.published[0].text, Catch::Contains("rolled the deploy back"));
    CHECK_THAT(an.in.card, Catch::Contains("state: **resolved**"));
}

TEST_CASE("a resolution is told in the room and to the stakeholders") {
    during an;
    an.types("detected at 19:02");
    an.in.heard();

    an.types("resolve");

    const auto heard = an.in.heard();
    REQUIRE(heard.size() == 2);
    CHECK(heard[0].where == "incidents");
    CHECK(heard[0].text == "**INC-1** P2 Cache down: resolved");
    CHECK(heard[1].where == "inc-1-cache-down");
    CHECK(heard[1].text == "**Resolved** by dana after 8 min");
}

TEST_CASE("a complete incident is resolved without a word of what is open") {
    during an;
    for (const auto* each :
         {"detected at 19:01",
          "investigating at 19:02",
          "identified at 19:03",
          "mitigated at 19:05",
          "recovered at 19:06",
          "rootcause a typo",
          "resolution fixed it",
          "lesson well quick",
          "lesson improve tests",
          "impact requests=5% users=3 errors=1",
          "action add P1 test owner=li",
          "link runbook",
          "rca author=Ops"})
        an.types(each);

    CHECK(an.types("resolve") == "");
    CHECK_THAT(an.in.rca(), !Catch::Contains("<!--"));
}

TEST_CASE("an order that cannot be is warned about and does not keep it open") {
    during an;
    an.types("mitigated at 19:09");

    const auto answer = an.types("resolve at 19:07");

    CHECK(an.in.about().state == lifecycle::resolved);
    CHECK_THAT(
        answer, Catch::Contains("`mitigated` (2025-09-27 19:09 UTC) is after the resolution")
    );
    CHECK_THAT(an.in.rca(), Catch::Contains("19:07"));
}

TEST_CASE("a resolution after the fact says its time, and the incident was open until then") {
    during an;
    an.types("detected at 19:02");
    an.in.go_to("21:00:00");

    an.types("resolve fixed at 20:17");

    CHECK_THAT(an.in.raw_log(), Catch::Contains("fixed"));
    CHECK(format_hhmm(an.in.about().reached(milestone::resolved)->at) == "20:17");
    CHECK(format_hhmm(*an.in.about().intervals.back().to) == "20:17");
    CHECK_THAT(an.in.rca(), Catch::Contains("duration_minutes: 75"));
}

TEST_CASE("only those allowed may resolve and reopen") {
    auto rules = test::house_rules();
    rules.may_resolve = {"ana"};
    house in(rules);
    in.declare("P2 Cache down");

    CHECK(in.type("dana", "resolve") == "You may not resolve incidents. Ask one of: ana.");
    CHECK(in.about().state == lifecycle::open);
    in.type("ana", "resolve");
    CHECK(in.type("dana", "reopen why not") == "You may not reopen incidents. Ask one of: ana.");
    CHECK(in.about().state == lifecycle::resolved);
}

TEST_CASE("words given with the resolution that replace a summary are said to do so") {
    during an;
    an.types("summary The long story.");

    CHECK_THAT(
        an.types("resolve all good"), Catch::StartsWith("The summary told before was replaced")
    );
}

TEST_CASE("a reopened incident keeps both intervals and all it knew") {
    during an;
    an.types("detected at 19:02");
    an.types("rootcause a typo");
    an.types("resolve");
    an.in.go_to("20:00:00");
    an.in.heard();

    an.types("reopen it came back", "li");

    const auto heard = an.in.heard();
    CHECK(heard[0].text == "**INC-1** P2 Cache down: reopened, it came back");
    CHECK(heard[1].text == "**Reopened** by li: it came back");
    CHECK_THAT(an.in.card, Catch::Contains("state: **investigating**"));
    an.in.go_to("20:30:00");
    an.types("resolve");
    const auto& of = an.in.about();
    REQUIRE(of.intervals.size() == 2);
    CHECK(format_hhmm(*of.intervals[0].to) == "19:10");
    CHECK(format_hhmm(of.intervals[1].from) == "20:00");
    CHECK(format_hhmm(*of.intervals[1].to) == "20:30");
    CHECK(
        an.in.table() ==
        words{
            "19:02 Monitoring alert triggered",
            "19:10 Incident resolved",
            "20:00 Incident reopened: it came back",
            "20:30 Incident resolved"}
    );
    CHECK_THAT(an.in.rca(), Catch::Contains("duration_minutes: 88") && Catch::Contains("a typo"));
}

TEST_CASE("reopening asks why") {
    during an;
    an.types("resolve");

    CHECK(an.types("reopen") == "Why? `/incident reopen REASON`");
    CHECK(an.in.about().state == lifecycle::resolved);
}

TEST_CASE("the RCA is written when asked for, previewed for one person, and signed as told") {
    during an;
    an.types("resolve");
    an.in.published.clear();

    an.types("rca author=\"Ops Team\" date=2025-09-30");
    CHECK(an.in.echo() == "**RCA** (default) asked for by dana, author Ops Team, dated 2025-09-30");
    REQUIRE(an.in.published.size() == 1);
    CHECK_THAT(
        an.in.published[0].text, Catch::EndsWith("*RCA prepared by Ops Team on 2025-09-30*\n")
    );
    CHECK_THAT(
        an.types("rca preview template=full"),
        Catch::Contains("(full) is on its way, for you alone")
    );
    an.types("rca");
    CHECK(an.in.echo() == "**RCA** (default) asked for by dana");
    CHECK_THAT(an.types("rca publsh"), Catch::Contains("`publsh` is not understood"));
    CHECK_THAT(an.types("rca date=30.9.2025"), Catch::Contains("30.9.2025"));
}

TEST_CASE("a template that does not exist is said in the room") {
    during an;
    an.in.heard();

    an.types("rca template=fulll");

    CHECK_THAT(
        an.in.heard().back().text,
        Catch::StartsWith("Could not publish the RCA: ") && Catch::Contains("fulll")
    );
}

TEST_CASE("what was said about it after the resolution reaches the draft, deletions above all") {
    during an;
    an.in.say("li", "m1", "the secret plan");
    an.in.pin("li", "m1");
    an.types("resolve");
    REQUIRE_THAT(an.in.published.back().text, Catch::Contains("secret plan"));

    an.in.remove("li", "m1");

    CHECK_THAT(an.in.published.back().text, !Catch::Contains("secret plan"));
}
