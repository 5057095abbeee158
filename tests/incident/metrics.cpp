#include "bot/incident/metrics.hpp"

#include "tests/support/incident_builder.hpp"

#include <catch2/catch.hpp>

using namespace bot;
using test::declared_incident;
using enum milestone;

namespace {

std::optional<seconds> span_of(const incident& of, metric m) {
    return measure(of)[static_cast<std::size_t>(m)].span;
}

incident_brief lasting(std::int64_t minutes, bool drill = false) {
    incident_brief brief;
    brief.drill = drill;
    brief.state = lifecycle::resolved;
    brief.milestones[static_cast<std::size_t>(started)] = instant{};
    brief.milestones[static_cast<std::size_t>(milestone::resolved)] =
        instant{} + std::chrono::minutes(minutes);
    return brief;
}

}  // namespace

TEST_CASE("metrics are the spans between their milestones, in seconds") {
    auto build = declared_incident();
    build.reached(started, "19:00:10").reached(detected, "19:03").reached(investigating, "19:08");
    build.reached(mitigated, "20:23").reached(milestone::resolved, "2025-09-28T01:00:00.900Z");

    CHECK(span_of(build, metric::to_detect) == seconds(170));
    CHECK(span_of(build, metric::to_acknowledge) == seconds(300));
    CHECK(span_of(build, metric::to_mitigate) == seconds(4970));
    CHECK(span_of(build, metric::to_resolve) == seconds(21'590));
}

TEST_CASE("what is missing or assumed stays unknown, never zero") {
    auto build = declared_incident();
    build.reached(started, "19:00", source::assumed).reached(detected, "19:03");
    build.reached(milestone::resolved, "20:00");

    for (const auto& measured : measure(build)) {
        CHECK_FALSE(measured.span);
        CHECK_FALSE(measured.backward);
    }
}

TEST_CASE("acknowledging counts from the page while detection is unknown") {
    auto build = declared_incident();
    build.reached(paged, "19:05").reached(investigating, "19:08");
    CHECK(span_of(build, metric::to_acknowledge) == seconds(180));

    build.reached(detected, "19:04", source::assumed);
    CHECK(span_of(build, metric::to_acknowledge) == seconds(180));

    build.reached(detected, "19:03");
    CHECK(span_of(build, metric::to_acknowledge) == seconds(300));
}

TEST_CASE("a span that would be negative is unknown and marked") {
    auto build = declared_incident();
    build.reached(started, "19:10").reached(detected, "19:03").reached(investigating, "19:03");

    const auto measured = measure(build);
    CHECK_FALSE(measured[0].span);
    CHECK(measured[0].backward);
    CHECK(measured[1].span == seconds(0));
    CHECK_FALSE(measured[1].backward);
}

TEST_CASE("an incident and its line in the index measure the same") {
    auto build = test::complete_incident();
    build.reached(started, "19:00", source::assumed);
    const auto whole = measure(build.made()), line = measure(brief_of(build));

    for (std::size_t i = 0; i < metric_count; ++i) {
        CHECK(whole[i].span == line[i].span);
        CHECK(whole[i].from == line[i].from);
    }
}

TEST_CASE("the spread of several incidents takes measured values by nearest rank") {
    struct expectation {
        std::vector<std::int64_t> minutes;
        std::optional<std::int64_t> median, p90;
    };
    const auto wanted = GENERATE(
        expectation{{}, {}, {}},
        expectation{{7}, 7, 7},
        expectation{{9, 1}, 1, 9},
        expectation{{3, 1, 2}, 2, 3},
        expectation{{10, 9, 8, 7, 6, 5, 4, 3, 2, 1}, 5, 9},
        expectation{{11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1}, 6, 10}
    );
    std::vector<incident_brief> briefs;
    for (const auto minutes : wanted.minutes) briefs.push_back(lasting(minutes));
    const auto in_seconds = [](const std::optional<std::int64_t>& minutes) {
        return minutes ? std::optional(seconds(*minutes * 60)) : std::nullopt;
    };

    const auto counted = statistics(briefs);

    CHECK(counted.of(metric::to_resolve).n == wanted.minutes.size());
    CHECK(counted.of(metric::to_resolve).median == in_seconds(wanted.median));
    CHECK(counted.of(metric::to_resolve).p90 == in_seconds(wanted.p90));
}

TEST_CASE("drills are left out of statistics, incidents without a span only of that span") {
    const std::vector<incident_brief> briefs{
        lasting(5), lasting(600, true), incident_brief{}, lasting(-3)};

    const auto counted = statistics(briefs);

    CHECK(counted.incidents == 3);
    CHECK(counted.resolved == 2);
    CHECK(counted.drills_left_out == 1);
    CHECK(counted.of(metric::to_resolve).n == 1);
    CHECK(counted.of(metric::to_resolve).p90 == seconds(300));
    CHECK(counted.of(metric::to_detect).n == 0);
}
