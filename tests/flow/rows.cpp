// Rows told by people, pasted lines, and the curation of the timeline.
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
        in.go_to("19:30:00");
    }
    std::string types(std::string_view command, std::string_view who = "dana") {
        auto answer = in.type(who, command);
        return answer.empty() ? in.echo() : answer;
    }
};

}  // namespace

TEST_CASE("each kind of row is echoed in the room and stands in the table in its own words") {
    struct kind {
        std::string typed, echo, row;
    };
    const auto wanted = GENERATE(
        kind{"note lag grows", "**note** by dana: lag grows", "19:30 lag grows"},
        kind{"decision roll back", "**decision** by dana: roll back", "19:30 Decision: roll back"},
        kind{
            "hypothesis the cache",
            "**hypothesis** by dana: the cache",
            "19:30 Hypothesis: the cache"},
        kind{"ruled-out network", "**ruled-out** by dana: network", "19:30 Ruled out: network"},
        kind{"cause a typo", "**cause** by dana: a typo", "19:30 Cause: a typo"},
        kind{"fix typo gone", "**fix** by dana: typo gone", "19:30 Fix: typo gone"},
        kind{
            "note lag grows at 19:20",
            "**note** by dana at 19:20 UTC: lag grows",
            "19:20 lag grows"},
        kind{"note 19:20 lag grows", "**note** by dana at 19:20 UTC: lag grows", "19:20 lag grows"},
        kind{
            "note lag grew yesterday 23:50",
            "**note** by dana at 2025-09-26 23:50 UTC: lag grew",
            "23:50 lag grew"},
        kind{
            "note met at the office",
            "**note** by dana: met at the office",
            "19:30 met at the office"},
        kind{
            "note first line\nsecond line",
            "**note** by dana: first line\nsecond line",
            "19:30 first line\nsecond line"}
    );
    during an;

    CHECK(an.types(wanted.typed) == wanted.echo);
    CHECK(an.in.table() == words{wanted.row});
}

TEST_CASE("several lines with their times become several rows at once") {
    during an;

    const auto echo = an.types(
        "note\n19:05 pods restarted\n- 19:08: cache cold\n[19:20] traffic moved\n\nyesterday 23:50 "
        "deploy"
    );

    CHECK(
        echo ==
        "4 rows by dana:\n- 19:05 UTC pods restarted\n- 19:08 UTC cache cold\n- 19:20 UTC traffic "
        "moved\n- 2025-09-26 23:50 UTC deploy"
    );
    CHECK(
        an.in.table() ==
        words{"23:50 deploy", "19:05 pods restarted", "19:08 cache cold", "19:20 traffic moved"}
    );
    CHECK(an.types("undo") == "dana took back: note pods restarted");
    CHECK(an.in.table().empty());
}

TEST_CASE("a paste with a time that cannot be is refused as a whole") {
    during an;

    CHECK_THAT(
        an.types("note 19:05 pods restarted\n25:99 cache cold"),
        Catch::Contains("'25:99' is not a time")
    );
    CHECK(an.in.table().empty());
}

TEST_CASE("lines of which not all begin with a time are one text") {
    during an;

    an.types("note 19:05 pods restarted\nand stayed up");

    CHECK(an.in.table().size() == 1);
}

TEST_CASE("a row without words is asked for them") {
    during an;

    CHECK(an.types("note") == "What should stand there? `/incident note TEXT [at 19:08]`");
    CHECK(
        an.types("fix at 19:20") == "There is a time but no text: `/incident fix TEXT [at 19:08]`"
    );
}

TEST_CASE("rows have numbers by which they are reworded, moved, hidden and shown") {
    during an;
    an.types("note lag grows");
    an.types("note pods restarted");

    CHECK_THAT(
        an.types("timeline"), Catch::Contains("- 19:30 (1) lag grows\n- 19:30 (2) pods restarted")
    );
    CHECK(an.types("timeline edit 1 lag grows fast") == "Row 1 now says: lag grows fast (dana)");
    CHECK(an.types("timeline move 2 19:25") == "Row 2 moved to 2025-09-27 19:25 UTC (dana)");
    CHECK(an.in.table() == words{"19:25 pods restarted", "19:30 lag grows fast"});
    CHECK(an.types("timeline hide 2") == "Row 2 is now hidden (dana): pods restarted");
    CHECK(an.in.table() == words{"19:30 lag grows fast"});
    CHECK_THAT(an.types("timeline"), Catch::Contains("Hidden: 2 (`timeline show N`)"));
    CHECK(an.types("timeline hide 2") == "Row 2 is hidden already; nothing was changed.");
    an.types("timeline show 2");
    CHECK(an.in.table().size() == 2);
    CHECK(
        an.types("timeline external 1") == "Row 1 is now for customers, too (dana): lag grows fast"
    );
    CHECK_THAT(
        an.in.rca("customer"),
        Catch::Contains("lag grows fast") && !Catch::Contains("pods restarted")
    );
}

TEST_CASE("what cannot be done to a row says what can") {
    struct mistake {
        std::string typed, wanted;
    };
    const auto wanted = GENERATE(
        mistake{
            "timeline edit 7 x", "There is no row `7`. `/incident timeline` shows their numbers."},
        mistake{"timeline edit", "Say which row."},
        mistake{"timeline edit one x", "There is no row `one`."},
        mistake{"timeline edit 1", "What should it say? `/incident timeline edit 1 TEXT`"},
        mistake{"timeline move 1", "no time was given"},
        mistake{"timeline move 1 soon", "'soon' is not a time"},
        mistake{"timeline hied 1", "Did you mean `timeline hide`?"},
        mistake{"timeline 1", "`timeline hide N`"},
        mistake{"timeline hide 0", "There is no row `0`."},
        mistake{"timeline hide 99999999999999999999", "There is no row"}
    );
    during an;
    an.types("note lag grows");

    CHECK_THAT(an.types(wanted.typed), Catch::Contains(wanted.wanted));
    CHECK(an.in.table() == words{"19:30 lag grows"});
}

TEST_CASE("to reword or move a milestone's row is to correct the milestone") {
    during an;
    an.types("mitigated failed over");

    an.types("timeline edit 1 moved the traffic");
    CHECK(
        an.types("timeline move 1 19:25") ==
        "**mitigated** at 19:25 UTC by dana: moved the traffic (was 19:30 UTC)"
    );

    CHECK(an.in.table() == words{"19:25 Mitigation applied: moved the traffic"});
    CHECK(format_hhmm(an.in.about().reached(milestone::mitigated)->at) == "19:25");
}

TEST_CASE("curating a row made of a message does not say its words again") {
    during an;
    an.in.say("li", "m1", "the secret plan");
    an.in.pin("dana", "m1");

    an.types("timeline hide 1");
    CHECK(an.in.echo() == "Row 1 is now hidden (dana): a message by li");
    an.in.remove("li", "m1");

    CHECK_THAT(an.in.raw_log(), !Catch::Contains("secret plan"));
}
