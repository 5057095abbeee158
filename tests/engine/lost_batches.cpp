#include "bot/engine/engine.hpp"
#include "bot/store/memory/memory_store.hpp"
#include "tests/engine/failing_store.hpp"
#include "tests/engine/rehearsal.hpp"

#include <catch2/catch.hpp>
#include <spdlog/spdlog.h>

using namespace bot;
using namespace bot::test;
using way = failing_store::way;

namespace {

// A bit of everything: rooms, notes, edits, deletions, cards, timers, alerts, failures of
// handlers and of couriers, and a batch that touches several incidents.
void play_scenario(rehearsal& play) {
    play.give(command("k1", "alert Cache"));
    play.give(std::vector<work_item>{
        command("d1", "declare Cache"), command("d2", "declare Db"), command("d1", "declare Cache")}
    );
    play.deliver_all();
    auto kept_room = message("r1", "hello", "c7");
    kept_room.keeps_room = true;
    play.give(std::vector<work_item>{
        message("m1", "note one"),
        message("m2", "note two", "c2"),
        message("m3", "throw"),
        kept_room,
        message("m4", "card a"),
        message("m5", "say hello"),
        message("m6", "timer tea 60")});
    play.deliver_all();
    play.give(std::vector<work_item>{edit("m1", "note uno"), deletion("m2", "c2")});
    play.give(std::vector<work_item>{
        command("s", "severity P1", "c1"), message("m7", "whisper psst"), deletion("m1")});
    auto out = play.take();
    play.give(std::vector<work_item>{settled(out[0], outcome::verdict::retry)});
    play.now = at_second(300);
    play.give({work_item(play.run->due_timers(play.now).front())});
    out = play.take();
    play.give(std::vector<work_item>{
        settled(out[0], outcome::verdict::refused), command("r", "resolve done", "c2")});
    play.deliver_all();
}

void check_equal(rehearsal& play, store& keep, const std::string& wanted) {
    const auto live = dump(*play.run, keep);
    CHECK(live == wanted);
    play.reopen();
    CHECK(dump(*play.run, keep) == live);
    const auto logs = *keep.logs();
    for (const auto log : logs) CHECK(keep.verify(log)->faults.empty());
}

}  // namespace

TEST_CASE("whichever call of the store fails, trying again ends as if none had") {
    spdlog::set_level(spdlog::level::off);
    auto calm = make_memory_store();
    rehearsal untouched(*calm);
    play_scenario(untouched);
    const auto wanted = dump(*untouched.run, *calm);
    const auto how = GENERATE(way::plainly, way::after_the_fact);

    std::int64_t nth = 1;
    for (bool failed = true; failed; ++nth) {
        CAPTURE(nth);
        auto under = make_memory_store();
        failing_store keep(*under);
        keep.fail_at(nth, how);
        rehearsal play(keep);
        play_scenario(play);
        failed = keep.has_failed();
        keep.fail_at(0);
        CHECK(play.losses == (failed ? 1 : 0));
        check_equal(play, *under, wanted);
    }
    CHECK(nth > 150);
}

TEST_CASE("after a lost batch memory is what the store is") {
    spdlog::set_level(spdlog::level::off);
    const std::vector<work_item> batch{
        command("d2", "declare Db"),
        message("m1", "note one"),
        message("m2", "timer tea 60"),
        message("m3", "say it")};
    std::int64_t nth = 1;
    for (bool failed = true; failed; ++nth) {
        CAPTURE(nth);
        auto under = make_memory_store();
        failing_store keep(*under);
        rehearsal play(keep);
        play.give(command("d1", "declare Cache"));
        play.deliver_all();
        const auto before = dump(*play.run, *under);

        keep.fail_at(nth);
        const auto done = play.try_once(batch);
        failed = keep.has_failed();
        keep.fail_at(0);

        REQUIRE(done.has_value() == !failed);
        if (!failed) break;
        CHECK(done.error().code == errc::unavailable);
        CHECK(play.run->take_notice().empty());
        // Timers and lanes are loaded again by the next batch; an empty one has nothing to do.
        play.give(message("x", "just talk", "elsewhere"));
        CHECK(dump(*play.run, *under) == before);
        CHECK(play.take().empty());
    }
    CHECK(nth > 20);
}

TEST_CASE("a store that is out for long answers every batch with its error, then all goes on") {
    spdlog::set_level(spdlog::level::off);
    auto under = make_memory_store();
    failing_store keep(*under);
    rehearsal play(keep);
    play.give(command("d1", "declare Cache"));
    play.deliver_all();
    play.give(message("m1", "say one"));
    const auto out = play.take();

    keep.be_out(true);
    for (int i = 0; i < 3; ++i) {
        CHECK(play.try_once({message("m2", "note two")}).error().code == errc::unavailable);
        CHECK(play.try_once({delivered(out[0])}).error().code == errc::unavailable);
    }
    CHECK(play.take().empty());
    keep.be_out(false);

    CHECK(play.give({delivered(out[0])})[0].is == processed::verdict::done);
    CHECK(play.give(message("m2", "note two")).is == processed::verdict::done);
    CHECK(play.run->look().find(incident_id{1})->rows.back().text == "two");
}

TEST_CASE("a batch commits once, whatever its size") {
    auto under = make_memory_store();
    failing_store keep(*under);
    rehearsal play(keep);
    std::vector<work_item> many;
    for (int i = 0; i < 500; ++i) many.emplace_back(command("d" + std::to_string(i), "declare T"));

    play.give(many);

    CHECK(keep.commits == 1);
    CHECK(play.run->look().next_incident() == incident_id{501});
}
