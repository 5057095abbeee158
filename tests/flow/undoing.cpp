// `undo`: one's own last action, with what it led to; and what is not taken back.
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
        auto answer = in.type(who, command);
        return answer.empty() ? in.echo() : answer;
    }
};

// What people would see of an incident.
std::string looks(house& in) {
    const auto& of = in.about();
    std::string text = of.severity + "|" + of.service + "|" + in.card;
    for (const auto& name : of.services) text += "," + name;
    for (const auto& line : in.table()) text += "\n" + line;
    for (const auto& row : of.rows) text += row.external && row.visible() ? "\nexternal" : "";
    for (const auto& [key, figure] : of.impact) text += "\n" + key + "=" + figure;
    for (const auto& texts : of.sections)
        for (const auto& each : texts) text += "\n" + each;
    for (const auto& item : of.actions)
        if (!item.removed) text += "\n" + item.text + (item.done ? " done" : "");
    for (const auto& link : of.links)
        if (!link.removed) text += "\n" + link.target;
    for (const auto& [role, who] : of.roles) text += "\n" + role + who.name;
    return text + of.rca_author.value_or("") + of.rca_date.value_or("") +
           of.rca_template.value_or("");
}

}  // namespace

TEST_CASE("everything a command does is taken back as a whole") {
    const std::string typed = GENERATE(
        "severity P1 worse",
        "started at 19:00",
        "mitigated failed over",
        "investigating",
        "detected at 19:06",
        "note lag grows",
        "decision roll back",
        "note 19:05 a\n19:06 b",
        "role comms @li",
        "take lead",
        "role lead @bo",
        "handover @li",
        "services add search",
        "services rm orders",
        "service search",
        "impact users=7 tickets=",
        "summary it broke",
        "rootcause a typo",
        "resolution second step",
        "lesson well quick",
        "action add P1 write a test",
        "action done 1",
        "link runbook",
        "update all is well",
        "timeline edit 1 other words",
        "timeline move 1 19:00",
        "timeline hide 1",
        "timeline external 1",
        "rca author=\"Ops Team\" date=2025-09-30 template=full"
    );
    during an;
    for (const auto* before :
         {"note first",
          "detected at 19:05",
          "investigating at 19:07",
          "mitigated at 19:08",
          "services add orders",
          "impact tickets=3",
          "summary before",
          "resolution first step",
          "action add P2 tidy up",
          "role lead @ana"})
        an.types(before);
    const auto before = looks(an.in);

    an.types(typed);
    INFO(typed);
    REQUIRE(looks(an.in) != before);
    CHECK_THAT(an.types("undo"), Catch::StartsWith("dana took back: "));

    CHECK(looks(an.in) == before);
}

TEST_CASE("undo goes back step by step, as far as the one who types has come") {
    during an;
    an.types("note one");
    an.types("note two");

    CHECK(an.types("undo") == "dana took back: note two");
    CHECK(an.types("undo") == "dana took back: note one");
    CHECK(an.in.table().empty());
    // What was done first was the declaration.
    CHECK_THAT(an.types("undo"), Catch::Contains("`declare`") && Catch::Contains("not taken back"));
    CHECK(an.types("undo", "li") == "You have done nothing in INC-1 that could be taken back.");
}

TEST_CASE("what others did in between stays") {
    struct round {
        std::string mine, theirs, left;
    };
    const auto wanted = GENERATE(
        round{"services add a", "services add b", "checkout b"},
        round{"services rm checkout", "services add b", "checkout b"},
        round{"resolution mine", "resolution theirs", "theirs"},
        round{"lesson well mine", "lesson well theirs", "theirs"},
        round{"impact users=1", "impact tickets=2", "tickets=2"},
        round{"note mine", "note theirs", "theirs"},
        round{"action add P1 mine", "action add P1 theirs", "theirs"},
        round{"link mine", "link theirs", "theirs"}
    );
    during an;
    an.types("services add checkout orders");
    an.types("services rm orders");

    an.types(wanted.mine, "ana");
    an.types(wanted.theirs, "li");
    INFO(wanted.mine << ", " << wanted.theirs);
    CHECK_THAT(an.types("undo", "ana"), Catch::StartsWith("ana took back: "));

    const auto& of = an.in.about();
    std::string left;
    const auto add = [&](const std::string& word) { left += (left.empty() ? "" : " ") + word; };
    if (wanted.mine.starts_with("services"))
        for (const auto& name : of.services) add(name);
    for (const auto& texts : of.sections)
        for (const auto& each : texts) add(each);
    for (const auto& [key, figure] : of.impact) add(key + "=" + figure);
    for (const auto& line : an.in.table()) add(line.substr(6));
    for (const auto& item : of.actions)
        if (!item.removed) add(item.text);
    for (const auto& link : of.links)
        if (!link.removed) add(link.target);
    auto sorted = left;
    if (wanted.mine == "services rm checkout") {
        CHECK_THAT(left, Catch::Contains("checkout") && Catch::Contains("b"));
    } else {
        CHECK(sorted == wanted.left);
    }
}

TEST_CASE("what somebody has changed since is not taken back over their heads") {
    struct round {
        std::string mine, theirs;
    };
    const auto wanted = GENERATE(
        round{"severity P1", "severity P4"},
        round{"role lead @bo", "role lead @cy"},
        round{"mitigated at 19:05", "mitigated at 19:07"},
        round{"summary mine", "summary theirs"},
        round{"rootcause mine", "rootcause theirs"},
        round{"impact users=1", "impact users=2"},
        round{"service a", "service b"},
        round{"timeline edit 1 mine", "timeline edit 1 theirs"},
        round{"timeline move 1 19:05", "timeline move 1 19:06"}
    );
    during an;
    an.types("note first");
    an.types(wanted.mine, "ana");
    an.types(wanted.theirs, "li");
    const auto before = looks(an.in);

    INFO(wanted.mine << ", " << wanted.theirs);
    CHECK_THAT(
        an.types("undo", "ana"), Catch::Contains("has been changed since; nothing was taken back")
    );
    CHECK(looks(an.in) == before);
    CHECK_THAT(an.types("undo", "li"), Catch::StartsWith("li took back: "));
}

TEST_CASE("resolving and reopening are not taken back, and the answer says what to do instead") {
    during an;
    an.types("resolve");
    CHECK(
        an.types("undo") ==
        "Your last action was `resolve`, which is not taken back: `/incident reopen REASON` opens "
        "it "
        "again."
    );
    an.types("reopen it is back");
    CHECK(
        an.types("undo") ==
        "Your last action was `reopen`, which is not taken back: `/incident resolve` closes it "
        "again."
    );
}

TEST_CASE("a milestone reached again and taken back is reached once, at its first time") {
    during an;
    an.types("mitigated failed over");
    an.in.go_to("19:20:00");
    an.types("mitigated once more");
    an.types("undo");

    CHECK(an.in.table() == words{"19:10 Mitigation applied: failed over"});
    CHECK(format_hhmm(an.in.about().reached(milestone::mitigated)->at) == "19:10");
    an.types("mitigated at 19:12");
    CHECK(an.in.table() == words{"19:12 Mitigation applied: failed over"});
}

TEST_CASE("going back to an earlier milestone is taken back with the state") {
    during an;
    an.types("investigating");
    an.types("mitigated");
    an.in.go_to("19:20:00");
    an.types("investigating");
    REQUIRE_THAT(an.in.card, Catch::Contains("state: **investigating**"));

    an.types("undo");

    CHECK_THAT(an.in.card, Catch::Contains("state: **mitigated**"));
}

TEST_CASE("each message put on the timeline is taken back on its own") {
    during an;
    an.in.say("li", "m1", "first");
    an.in.say("li", "m2", "second");
    an.in.promote("dana", "m1", row_kind::note);
    an.in.promote("dana", "m2", row_kind::note);

    CHECK(an.types("undo") == "dana took back: what came from a message");

    CHECK(an.in.table() == words{"19:10 first"});
}

TEST_CASE("an undo stands in the audit, not on the timeline") {
    during an;
    an.types("note one");
    an.types("undo");

    CHECK(an.in.table().empty());
    CHECK_THAT(an.in.rca("full"), Catch::Contains("took back: note one"));
}
