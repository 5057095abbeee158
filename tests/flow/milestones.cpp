// Milestones: at once and after the fact, forward and backward.
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
    std::string types(std::string_view command) {
        auto answer = in.type("dana", command);
        return answer.empty() ? in.echo() : answer;
    }
};

}  // namespace

TEST_CASE("a milestone's time is said the way people say it, and the answer gives it in UTC") {
    struct saying {
        std::string typed, wanted;
    };
    const auto wanted = GENERATE(
        saying{"mitigated", "**mitigated** at 19:10 UTC by dana"},
        saying{"mitigated failed over", "**mitigated** at 19:10 UTC by dana: failed over"},
        saying{"mitigated at 19:08", "**mitigated** at 19:08 UTC by dana"},
        saying{"mitigated failed over at 19:08", "**mitigated** at 19:08 UTC by dana: failed over"},
        saying{"mitigated failed over 10m ago", "**mitigated** at 19:00 UTC by dana: failed over"},
        saying{"mitigated yesterday 23:50", "**mitigated** at 2025-09-26 23:50 UTC by dana"},
        saying{"mitigated at 2025-09-27T21:08+02:00", "**mitigated** at 19:08 UTC by dana"},
        saying{
            "status mitigated failed over at 7:08pm",
            "**mitigated** at 19:08 UTC by dana: failed over"},
        saying{
            "mitigated looked at the office",
            "**mitigated** at 19:10 UTC by dana: looked at the office"}
    );
    during an;

    CHECK(an.types(wanted.typed) == wanted.wanted);
}

TEST_CASE("a time that cannot be read or has not come is refused, and nothing is set") {
    struct mistake {
        std::string typed, wanted;
    };
    const auto wanted = GENERATE(
        mistake{"mitigated at 25:61", "'25:61' is not a time; write it like 19:08"},
        mistake{
            "mitigated at 2025-09-27T22:00Z", "is in the future: it is 2025-09-27 19:10 UTC now"},
        mistake{"mitigated at 2011-01-01T00:00Z", "more than ten years ago"},
        mistake{"status mitgated", "Did you mean `mitigated`?"},
        mistake{"status", "Set a milestone with `/incident status MILESTONE`"}
    );
    during an;

    CHECK_THAT(an.types(wanted.typed), Catch::Contains(wanted.wanted));
    CHECK(an.in.table().empty());
}

TEST_CASE("card and topic follow a milestone, and so does the timeline") {
    during an;

    an.types("identified bad deploy");

    CHECK_THAT(an.in.card, Catch::Contains("state: **identified**"));
    CHECK(an.in.topic == "INC-1 P2 identified | Cache down");
    CHECK(an.in.table() == words{"19:10 Root cause identified: bad deploy"});
}

TEST_CASE("a milestone may go backward, and both stand on the timeline") {
    during an;
    an.types("mitigated failed over");
    an.in.go_to("19:30:00");

    CHECK(
        an.types("investigating it is back") == "**investigating** at 19:30 UTC by dana: it is back"
    );
    CHECK_THAT(an.in.card, Catch::Contains("state: **mitigated**"));
    an.in.go_to("19:40:00");
    CHECK(
        an.types("investigating again") == "**investigating** at 19:40 UTC by dana: again (again)"
    );
    CHECK_THAT(an.in.card, Catch::Contains("state: **investigating**"));
    an.in.go_to("19:50:00");
    an.types("mitigated");

    CHECK(
        an.in.table() ==
        words{
            "19:10 Mitigation applied: failed over",
            "19:30 Initial investigation started: it is back",
            "19:40 Initial investigation started: again",
            "19:50 Mitigation applied"}
    );
    // Found out once, held at last.
    CHECK(format_hhmm(an.in.about().reached(milestone::investigating)->at) == "19:30");
    CHECK(format_hhmm(an.in.about().reached(milestone::mitigated)->at) == "19:50");
}

TEST_CASE("a correction says what was there before, and keeps the note when it brings none") {
    during an;
    an.types("mitigated failed over");

    CHECK(
        an.types("mitigated at 19:07") ==
        "**mitigated** at 19:07 UTC by dana: failed over (was 19:10 UTC)"
    );
    CHECK(
        an.types("mitigated rolled back at 19:08") ==
        "**mitigated** at 19:08 UTC by dana: rolled back (was 19:07 UTC)"
    );
    CHECK(an.in.table() == words{"19:08 Mitigation applied: rolled back"});
}

TEST_CASE("an order that cannot be is refused on a correction") {
    struct order {
        std::string typed, wanted;
    };
    const auto wanted = GENERATE(
        order{"detected at 19:10", "`detected` at 2025-09-27 19:10 UTC would be after `mitigated`"},
        order{
            "mitigated at 19:01", "`mitigated` at 2025-09-27 19:01 UTC would be before `detected`"},
        order{"started at 19:07", "would be after `detected` (2025-09-27 19:05 UTC)"}
    );
    during an;
    an.types("detected at 19:05");
    an.types("mitigated at 19:08");
    const auto before = an.in.table();

    CHECK_THAT(
        an.types(wanted.typed),
        Catch::Contains(wanted.wanted) && Catch::Contains("Nothing was changed")
    );
    CHECK(an.in.table() == before);
}

TEST_CASE("how it began is not now, once it is known to have been noticed") {
    during an;
    an.types("mitigated at 19:08");

    CHECK_THAT(
        an.types("detected"), Catch::Contains("say when it was: `/incident detected at HH:MM`")
    );
    CHECK(an.types("detected at 19:02") == "**detected** at 19:02 UTC by dana");
}

TEST_CASE("pages, looks and finds may overlap") {
    during an;
    an.types("identified at 19:06");

    CHECK(an.types("investigating at 19:07") == "**investigating** at 19:07 UTC by dana");
    CHECK(an.types("paged at 19:08") == "**paged** at 19:08 UTC by dana");
}

TEST_CASE("a resolved incident's milestone is corrected by saying its time") {
    during an;
    an.types("mitigated");
    an.in.go_to("19:30:00");
    an.types("resolve");

    CHECK_THAT(an.types("mitigated"), Catch::Contains("`/incident reopen REASON`"));
    CHECK(an.types("mitigated at 19:20") == "**mitigated** at 19:20 UTC by dana (was 19:10 UTC)");
    CHECK(
        an.types("status resolved at 19:25") ==
        "**resolved** corrected to 2025-09-27 19:25 UTC by dana"
    );
    CHECK(format_hhmm(*an.in.about().intervals.back().to) == "19:25");
}

TEST_CASE("after a reopening the times of the first round do not stand in the way") {
    during an;
    an.types("mitigated");
    an.in.go_to("19:30:00");
    an.types("resolve");
    an.in.go_to("20:00:00");
    an.types("reopen it is back");
    an.in.go_to("20:30:00");

    CHECK(an.types("mitigated at 20:20") == "**mitigated** at 20:20 UTC by dana (again)");
    an.types("resolve");
    CHECK(an.in.echo() == "**Resolved** by dana");
    CHECK(format_hhmm(an.in.about().reached(milestone::mitigated)->at) == "20:20");
}

TEST_CASE("moving the row of the first resolution of a reopened incident does not resolve it") {
    during an;
    an.types("resolve");
    an.in.go_to("20:00:00");
    an.types("reopen it is back");
    int row = 0;
    for (const auto& each : an.in.about().rows)
        if (each.of == milestone::resolved) row = each.number;

    an.types("timeline move " + std::to_string(row) + " 19:09");

    CHECK(an.in.about().state == lifecycle::open);
    CHECK(format_hhmm(an.in.about().find_row(row)->at) == "19:09");
}
