#include "bot/incident/timeline.hpp"

#include "tests/support/incident_builder.hpp"

#include <catch2/catch.hpp>

using namespace bot;
using test::declared_incident;
using test::incident_builder;

namespace {

std::vector<std::string> readings(const row_refs& rows, const settings& with = {}) {
    std::vector<std::string> texts;
    for (const auto* row : rows)
        texts.push_back(format_hhmm(row->at) + " " + reading_of(*row, with));
    return texts;
}
using texts = std::vector<std::string>;

row_added told_row(row_kind kind, instant at, std::string text) {
    return {kind, at, std::move(text), {"U-li", "li"}, "command", false};
}

}  // namespace

TEST_CASE("each kind of row reads its own way in the table") {
    struct reading {
        row_kind kind;
        std::string expected;
    };
    const auto wanted = GENERATE(
        reading{row_kind::note, "failing over"},
        reading{row_kind::message, "failing over"},
        reading{row_kind::decision, "Decision: failing over"},
        reading{row_kind::hypothesis, "Hypothesis: failing over"},
        reading{row_kind::ruled_out, "Ruled out: failing over"},
        reading{row_kind::cause, "Cause: failing over"},
        reading{row_kind::fix, "Fix: failing over"},
        reading{row_kind::update, "Update: failing over"},
        reading{row_kind::deploy, "Deploy: failing over"}
    );
    auto build = declared_incident();
    build.did(told_row(wanted.kind, build.time("19:10"), "failing over"));

    CHECK(readings(table_rows(build)) == texts{"19:10 " + wanted.expected});
}

TEST_CASE("pages name the team, alerts count, milestones carry their note") {
    auto build = declared_incident();
    alert_notice alert{
        "prod", "f1", "HitRate", "", "fell to 2 %", "", "", true, build.time("19:01"), {}};
    build.did(alert_attached{alert, false}).did(alert_repeated{1, true, {}, build.time("19:02")});
    build.at("19:05").did(paged_team{"backend", "please look"}).did(paged_team{"dba", ""});
    build.at("19:13").reached(milestone::identified, "19:12", source::command, "stale keys");

    CHECK(
        readings(table_rows(build)) ==
        texts{
            "19:01 HitRate: fell to 2 % (×2)",
            "19:05 Paged backend: please look",
            "19:05 Paged dba",
            "19:12 Root cause identified: stale keys"}
    );
}

TEST_CASE("milestones read as the team's settings say") {
    settings with;
    with.phrases.mitigated = "Bleeding stopped";
    auto build = declared_incident();
    build.reached(milestone::mitigated, "20:00");

    CHECK(readings(table_rows(build), with) == texts{"20:00 Bleeding stopped"});
}

TEST_CASE("rows of one moment stand milestones first in their order, then as they were said") {
    auto build = declared_incident();
    build.at("19:10").promoted(row_kind::message, "first said");
    build.promoted(row_kind::note, "then this");
    build.reached(milestone::investigating, "19:10").reached(milestone::paged, "19:10");

    CHECK(
        readings(table_rows(build)) ==
        texts{
            "19:10 On-call engineer paged",
            "19:10 Initial investigation started",
            "19:10 first said",
            "19:10 then this"}
    );
}

TEST_CASE("a message promoted late stands where it was posted among those of its moment") {
    auto build = declared_incident();
    build.at("19:10").did(told_row(row_kind::note, build.time("19:10"), "told second"));
    record promotion;
    promotion.seq = build.made().last_seq + 1;
    promotion.origin = 1;
    promotion.what = told_row(row_kind::message, build.time("19:10"), "posted first");
    incident with_promotion = build;
    apply(with_promotion, promotion);

    CHECK(readings(table_rows(with_promotion)) == texts{"19:10 posted first", "19:10 told second"});
}

TEST_CASE("hidden, withdrawn and erased rows are left out of both views") {
    const auto change =
        GENERATE(event(row_hidden{1}), event(row_withdrawn{1}), event(row_erased{1}));
    auto build = declared_incident();
    build.promoted(row_kind::note, "gone").promoted(row_kind::note, "stays").did(event(change));

    CHECK(readings(table_rows(build)) == texts{"19:04 stays"});
    CHECK(readings(log_rows(build)) == texts{"19:04 stays"});
}

TEST_CASE("roles, severities and assumed milestones stand in the log alone") {
    auto build = declared_incident();
    build.did(role_given{"lead", {"U-ana", "ana"}}).did(severity_changed{"P2", ""});
    build.reached(milestone::detected, "19:03", source::assumed);
    build.reached(milestone::mitigated, "19:30");

    CHECK(readings(table_rows(build)) == texts{"19:30 Mitigation applied"});
    CHECK(
        readings(log_rows(build)) ==
        texts{
            "19:03 Monitoring alert triggered",
            "19:04 lead: ana",
            "19:04 P3 → P2",
            "19:30 Mitigation applied"}
    );
}

TEST_CASE("an assumed milestone is a row like any other once somebody tells its time") {
    auto build = declared_incident();
    build.reached(milestone::detected, "19:03", source::assumed);
    build.reached(milestone::detected, "19:01", source::command);

    CHECK(readings(table_rows(build)) == texts{"19:01 Monitoring alert triggered"});
}

TEST_CASE("a reopening is a row with its reason, a milestone reached again is a second row") {
    auto build = declared_incident();
    build.at("21:00").did(
        milestone_set{milestone::resolved, build.time("21:00"), source::command, {}, false},
        resolved{}
    );
    build.at("22:00").did(reopened{"it came back"});
    build.at("23:00").did(
        milestone_set{milestone::resolved, build.time("23:00"), source::command, {}, true},
        resolved{}
    );

    CHECK(
        readings(table_rows(build)) ==
        texts{
            "21:00 Incident resolved",
            "22:00 Incident reopened: it came back",
            "23:00 Incident resolved"}
    );
}

TEST_CASE("rows show their date from the twenty-fourth hour on") {
    struct stretch {
        std::string first, last;
        bool dated;
    };
    const auto wanted = GENERATE(
        stretch{"2025-09-27T19:00:00Z", "2025-09-28T18:59:59Z", false},
        stretch{"2025-09-27T19:00:00Z", "2025-09-28T19:00:00Z", true},
        stretch{"2025-09-27T19:00:00Z", "2025-10-03T19:00:00Z", true}
    );
    auto build = declared_incident();
    build.did(told_row(row_kind::note, build.time(wanted.first), "a"));
    build.did(told_row(row_kind::note, build.time(wanted.last), "b"));

    CHECK(needs_dates(build, table_rows(build)) == wanted.dated);
}

TEST_CASE("dates are needed when only assumed times stretch over a day") {
    auto build = declared_incident();
    build.reached(milestone::detected, "2025-09-27T10:00Z", source::assumed);
    build.reached(milestone::resolved, "2025-09-28T11:00Z");

    CHECK(needs_dates(build, table_rows(build)));
    CHECK_FALSE(needs_dates(declared_incident(), {}));
}

TEST_CASE("labels are spelled to the minute, in full to the second") {
    const incident_builder clock;
    time_labels plain(false), dated(true);

    CHECK(plain.short_label(clock.time("23:59:59")) == "23:59");
    CHECK(plain.full_label(clock.time("23:59:59")) == "2025-09-27 23:59:59");
    CHECK(plain.short_label(clock.time("2025-09-28T00:00:00Z")) == "00:00");
    CHECK(plain.full_label(clock.time("2025-09-28T00:00:07Z")) == "2025-09-28 00:00:07");
    CHECK(dated.short_label(clock.time("23:59:59")) == "2025-09-27 23:59");
    CHECK(dated.full_label(instant(milliseconds(-1))) == "1969-12-31 23:59:59");
}
