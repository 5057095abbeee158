// A disk that answers with errors: with the real store, through the engine.
#include "tests/engine/rough_day.hpp"

#include <catch2/catch.hpp>
#include <spdlog/spdlog.h>

#include <iostream>

using namespace bot;
using namespace bot::test;

TEST_CASE(
    "F34 whichever change of the disk fails, the record ends and keeps what it promised", "[faults]"
) {
    spdlog::set_level(spdlog::level::off);
    constexpr int batches = 12;
    const bool power_goes = GENERATE(false, true);
    rough_plan plan;
    plan.seed = 34;

    std::int64_t nth = 1;
    for (bool failed = true; failed; ++nth) {
        rough_day day(plan);
        const auto fault = day.fail_at(nth, batches, power_goes);
        INFO("change " << nth << ": " << fault.value_or(""));
        REQUIRE_FALSE(fault);
        failed = day.was_touched();
    }
    std::cout << "disk errors: " << nth - 1 << " changes failed in turn" << std::endl;
    CHECK(nth > 150);
}
