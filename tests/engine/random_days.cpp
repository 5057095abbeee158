#include "bot/engine/engine.hpp"
#include "bot/store/memory/memory_store.hpp"
#include "tests/engine/failing_store.hpp"
#include "tests/engine/random_day.hpp"

#include <catch2/catch.hpp>
#include <spdlog/spdlog.h>

using namespace bot;
using namespace bot::test;

TEST_CASE("after ten thousand random things a fresh engine knows what the live one knows") {
    spdlog::set_level(spdlog::level::off);
    const auto seed = GENERATE(1u, 2u, 3u);
    CAPTURE(seed);
    auto keep = make_memory_store();
    rehearsal play(*keep, 3);
    random_day day(seed, play);

    std::size_t count = 0;
    for (int step = 0; count < 10'000; ++step) {
        count += day.step();
        if (step % 200 != 0) continue;
        const auto live = dump(*play.run, *keep);
        rehearsal fresh(*keep);
        REQUIRE(dump(*fresh.run, *keep) == live);
    }

    const auto live = dump(*play.run, *keep);
    rehearsal fresh(*keep);
    CHECK(dump(*fresh.run, *keep) == live);
    CHECK(play.run->look().next_incident() > incident_id{5});
    const auto logs = *keep->logs();
    for (const auto log : logs) CHECK(keep->verify(log)->faults.empty());
}

TEST_CASE("a random day with a failing store ends like one with a good store") {
    spdlog::set_level(spdlog::level::off);
    const auto seed = GENERATE(11u, 12u);
    CAPTURE(seed);
    auto good = make_memory_store();
    rehearsal calm(*good);
    random_day calm_day(seed, calm);
    auto under = make_memory_store();
    failing_store bad(*under);
    rehearsal rough(bad);
    random_day rough_day(seed, rough);

    for (int step = 0; step < 300; ++step) {
        calm_day.step();
        bad.fail_at(1 + step % 90);
        rough_day.step();
    }

    bad.fail_at(0);
    CHECK(rough.losses > 50);
    CHECK(dump(*rough.run, *under) == dump(*calm.run, *good));
}
