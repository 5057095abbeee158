// Memory that runs out at any allocation: a batch is recorded whole or not at all, and what is told
// about it is true.
#include "bot/engine/engine.hpp"
#include "bot/store/memory/memory_store.hpp"
#include "tests/engine/rehearsal.hpp"

#include <catch2/catch.hpp>
#include <spdlog/spdlog.h>

#include <cstdlib>
#include <new>

namespace {

// Of this thread; the one that makes it 0 fails. Negative: none does.
thread_local long allocations_left = -1;

}  // namespace

void* operator new(std::size_t size) {
    if (allocations_left > 0 && --allocations_left == 0) throw std::bad_alloc();
    if (void* const made = std::malloc(size == 0 ? 1 : size)) return made;
    throw std::bad_alloc();
}
void operator delete(void* what) noexcept {
    std::free(what);
}
void operator delete(void* what, std::size_t) noexcept {
    std::free(what);
}

using namespace bot;
using namespace bot::test;

namespace {

const std::vector<work_item>& a_batch() {
    static const std::vector<work_item> batch{
        command("d2", "declare Db"),
        message("m1", "note one"),
        message("m2", "timer tea 60"),
        edit("m1", "note uno"),
        command("s", "severity P1", "c1"),
        message("m3", "say it")};
    return batch;
}

struct played {
    played() {
        play.give(command("d1", "declare Cache"));
        play.deliver_all();
    }
    std::string state() {
        play.reopen();
        return dump(*play.run, *keep);
    }

    std::unique_ptr<store> keep = make_memory_store();
    rehearsal play{*keep};
};

// What try_once gave, or that it threw: the process ends then, which loses nothing either.
enum class end { recorded, refused, must_end };

end run_out_at(played& on, long nth, bool& ran_out) {
    auto how = end::must_end;
    allocations_left = nth;
    try {
        const auto done = on.play.try_once(a_batch());
        ran_out = allocations_left == 0;
        allocations_left = -1;
        how = done                                     ? end::recorded
              : done.error().code == errc::unavailable ? end::refused
                                                       : end::must_end;
    } catch (const std::bad_alloc&) {
        allocations_left = -1;
        ran_out = true;
    }
    return how;
}

}  // namespace

TEST_CASE("F5 memory that runs out at any allocation leaves a batch whole or not there at all") {
    spdlog::set_level(spdlog::level::off);
    played calm;
    const auto before = calm.state();
    calm.play.give(a_batch());
    const auto after = calm.state();

    long nth = 0;
    int refused = 0;
    for (bool ran_out = true; ran_out;) {
        CAPTURE(++nth);
        played on;
        const auto how = run_out_at(on, nth, ran_out);
        refused += how == end::refused ? 1 : 0;
        const auto now = on.state();
        if (how == end::recorded) REQUIRE(now == after);
        if (how == end::refused) REQUIRE(now == before);
        REQUIRE((now == before || now == after));
        on.play.give(a_batch());
        REQUIRE(on.state() == after);
    }
    CHECK(refused > 100);
}
