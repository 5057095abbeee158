// What a power loss leaves: with the real store, through the engine.
#include "tests/engine/rough_day.hpp"
#include "tests/support/seed.hpp"

#include <catch2/catch.hpp>
#include <spdlog/spdlog.h>

#include <cstdlib>
#include <iostream>

using namespace bot;
using namespace bot::test;

namespace {

// Days until so much power was lost; a fault ends it and names its day.
void lose_power(int losses, rough_plan plan, const std::string& what) {
    spdlog::set_level(spdlog::level::off);
    tally sum;
    const auto begun = std::chrono::steady_clock::now();
    for (; sum.losses < losses; ++plan.seed) {
        rough_day day(plan);
        const auto fault = day.lose_power();
        INFO(what << ": again with SCRIBE_SEED=" << plan.seed << ": " << fault.value_or(""));
        REQUIRE_FALSE(fault);
        sum.add(day.counted());
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    std::cout << "power: " << what << ": " << sum.losses << " losses (" << sum.in_batches
              << " in batches, " << sum.in_tidying << " while tidying up, " << sum.in_closing
              << " while closing, " << sum.in_opening << " while starting), " << sum.batches
              << " batches, " << sum.kept << " kept unacknowledged, 0 lost; " << took.count()
              << " s" << std::endl;
}

// Of so many days with a disk or a setting that is not to be trusted: how many show it.
int days_that_lose(int days, rough_plan plan, std::string_view how) {
    spdlog::set_level(spdlog::level::off);
    int found = 0;
    for (int n = 0; n < days; ++n, ++plan.seed) {
        rough_day day(plan);
        const auto fault = day.lose_power();
        if (fault && fault->starts_with(how)) ++found;
    }
    return found;
}

unsigned seed_of_today() {
    const auto seed = drawn_seed();
    std::cout << "power: SCRIBE_SEED=" << seed << std::endl;
    return seed;
}

rough_plan busy_day(unsigned seed) {
    rough_plan plan;
    plan.seed = seed;
    return plan;
}

// Enough words for the checkpoint that nobody waits for, between two batches.
rough_plan wordy_day(unsigned seed) {
    rough_plan plan;
    plan.seed = seed;
    plan.how.deletions = 0;
    plan.how.chatter = 300'000;
    plan.most_changes = 9'000;
    plan.losses = 5;
    return plan;
}

}  // namespace

TEST_CASE(
    "F35 after a power loss what was acknowledged is there, and of the rest no half", "[faults]"
) {
    lose_power(2'000, busy_day(seed_of_today()), "busy days");
}

TEST_CASE("F35 a power loss in the midst of a long checkpoint takes nothing with it", "[faults]") {
    lose_power(10, wordy_day(seed_of_today()), "wordy days");
}

TEST_CASE("F35 many power losses: SCRIBE_LOSSES of them", "[.long][faults]") {
    const auto* told = std::getenv("SCRIBE_LOSSES");
    const int losses = told ? std::atoi(told) : 100'000;
    const auto seed = seed_of_today();
    lose_power(losses - losses / 100, busy_day(seed), "busy days");
    lose_power(losses / 100, wordy_day(seed), "wordy days");
}

TEST_CASE("F35 the control: with synchronous = NORMAL acknowledged things are lost", "[faults]") {
    auto plan = busy_day(seed_of_today());
    plan.syncs_normally = true;
    CHECK(days_that_lose(20, plan, "lost: ") > 10);
}

TEST_CASE("F35 the control: a disk that lies about its syncs is found out", "[faults]") {
    auto plan = busy_day(seed_of_today());
    plan.tells = GENERATE(crash_vfs::lies::about_the_wal, crash_vfs::lies::always);
    CHECK(days_that_lose(20, plan, "") > 10);
}
