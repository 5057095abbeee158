// Memory that runs out at any allocation: a batch is recorded whole or not at all, and what is told
// about it is true.
#include "bot/engine/engine.hpp"
#include "bot/store/store_table.hpp"
#include "tests/config/temp_folder.hpp"
#include "tests/engine/rehearsal.hpp"
#include "tests/support/seed.hpp"

#include <catch2/catch.hpp>
#include <spdlog/spdlog.h>

#include <cstdlib>
#include <exception>
#include <filesystem>
#include <new>
#include <sys/wait.h>
#include <unistd.h>

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

result<std::unique_ptr<store>> open_at(const std::string& path) {
    return find_store_backend("sqlite")->open(path, open_mode::read_write);
}

// What a new life finds there.
std::string state_at(const std::string& path) {
    auto keep = open_at(path);
    REQUIRE(keep);
    rehearsal play(**keep);
    return dump(*play.run, **keep);
}

enum end { recorded = 0, refused = 1, must_end = 2, had_enough = 10 };

// In a process of its own: a library may end it, and that is no loss either.
int record_with(const std::string& path, long nth) {
    const auto child = ::fork();
    if (child == 0) {
        std::set_terminate([] { ::_exit(must_end); });
        auto keep = open_at(path);
        rehearsal play(**keep);
        allocations_left = nth;
        int how = must_end;
        bool had = false;
        try {
            const auto done = play.try_once(a_batch());
            had = allocations_left != 0;
            if (done) how = recorded;
            if (!done && done.error().code == errc::unavailable) how = refused;
        } catch (const std::bad_alloc&) {
            // What was handed in could not even be taken.
        }
        allocations_left = -1;
        ::_exit(how + (had ? had_enough : 0));
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : must_end;
}

}  // namespace

TEST_CASE("F5 memory that runs out at any allocation leaves a batch whole or not there at all") {
    spdlog::set_level(spdlog::level::off);
    const temp_folder folder;
    const auto begun = folder.path() + "/begun.db", path = folder.path() + "/scribe.db";
    {
        auto keep = open_at(begun);
        REQUIRE(keep);
        rehearsal play(**keep);
        play.give(command("d1", "declare Cache"));
        play.deliver_all();
    }
    const auto before = state_at(begun);
    const auto fresh = [&] {
        for (const auto* part : {"", "-wal", "-shm"}) {
            std::filesystem::remove(path + part);
            if (std::filesystem::exists(begun + part))
                std::filesystem::copy_file(begun + part, path + part);
        }
    };
    fresh();
    REQUIRE(record_with(path, -1) == recorded + had_enough);
    const auto after = state_at(path);

    const auto seed = drawn_seed();
    INFO("SCRIBE_SEED=" << seed);
    constexpr long stride = 11;
    int refusals = 0, ends = 0;
    int how = refused;
    for (long nth = 1 + seed % stride; how < had_enough; nth += stride) {
        CAPTURE(nth);
        fresh();
        how = record_with(path, nth);
        refusals += how == refused ? 1 : 0;
        ends += how == must_end ? 1 : 0;
        const auto now = state_at(path);
        if (how % had_enough == recorded) REQUIRE(now == after);
        if (how == refused) REQUIRE(now == before);
        REQUIRE((now == before || now == after));
    }
    CAPTURE(ends);
    CHECK(refusals > 20);
}
