#include "bot/store/sqlite/sqlite_store.hpp"
#include "tests/contract/fault_vfs.hpp"
#include "tests/contract/fresh_folder.hpp"
#include "tests/contract/store_contract.hpp"

#include <sqlite3.h>

#include <algorithm>

using namespace bot;
using namespace bot::test;

namespace {

struct failing_disk {
    std::unique_ptr<store> open() { return need(open_sqlite_store(path, open_mode::read_write)); }

    fault_vfs disk;
    fresh_folder folder;
    std::string path = folder.file("scribe.db");
    std::unique_ptr<store> s = open();
};

}  // namespace

TEST_CASE("a commit has reached the disk before it returns") {
    failing_disk on;
    const int before = fault_vfs::syncs();
    say(*on.s, inc7, "x");
    CHECK(fault_vfs::syncs() > before);
}

TEST_CASE("F34 after a failed fsync nothing is promised any more", "[faults]") {
    failing_disk on;
    say(*on.s, inc7, "kept");
    need(on.s->begin());
    add(*on.s, line_of(inc7, 1, message_posted{"not promised"}));
    fault_vfs::fail_syncs("-wal", SQLITE_IOERR_FSYNC);

    const auto committed = on.s->commit();
    on.s->rollback();
    fault_vfs::heal();

    REQUIRE_FALSE(committed);
    CHECK(committed.error().code == errc::internal);
    CHECK_THAT(committed.error().detail, Catch::Contains(on.path) && Catch::Contains("disk"));
    CHECK(code_of(on.s->begin()) == errc::internal);  // healed or not: only a new process may go on
    on.s.reset();
    on.s = on.open();
    CHECK(need(on.s->head(inc7))->seq >= 1);
    CHECK(need(on.s->verify(inc7)).faults.empty());
}

TEST_CASE("a full disk is not for ever: nothing is kept of the batch, the next one works") {
    failing_disk on;
    say(*on.s, inc7, "kept");
    need(on.s->begin());
    add(*on.s, line_of(inc7, 1, message_posted{"too much"}));
    fault_vfs::fail_writes("-wal", SQLITE_FULL);

    const auto committed = on.s->commit();
    on.s->rollback();

    REQUIRE_FALSE(committed);
    CHECK(committed.error().code == errc::unavailable);
    CHECK_THAT(committed.error().detail, Catch::Contains("Free space"));
    CHECK(need(on.s->head(inc7))->seq == 1);
    fault_vfs::heal();
    CHECK(say(*on.s, inc7, "room again") == 2);
    CHECK(need(on.s->verify(inc7)).faults.empty());
}

TEST_CASE("F34 an fsync that fails in a checkpoint is as final as one in a commit", "[faults]") {
    failing_disk on;
    fault_vfs::fail_syncs("scribe.db", SQLITE_IOERR_FSYNC);
    result<void> committed;
    int batches = 0;
    for (; committed && batches < 100; ++batches) {
        need(on.s->begin());
        for (int i = 0; i < 40; ++i)
            add(*on.s, line_of(inc7, 1, message_posted{std::string(12'000, 'x')}));
        committed = on.s->commit();
    }

    CHECK(batches > 1);
    REQUIRE_FALSE(committed);
    CHECK(committed.error().code == errc::internal);
    CHECK(code_of(on.s->begin()) == errc::internal);
    fault_vfs::heal();
    on.s.reset();
    CHECK(need(on.open()->head(inc7))->seq == batches * 40);
}

TEST_CASE("a disk too full for a checkpoint keeps what was committed and goes on") {
    failing_disk on;
    fault_vfs::fail_writes("scribe.db", SQLITE_FULL);
    for (int batch = 0; batch < 60; ++batch)
        in_batch(*on.s, [&] {
            for (int i = 0; i < 40; ++i)
                add(*on.s, line_of(inc7, 1, message_posted{std::string(12'000, 'x')}));
        });
    CHECK(need(on.s->verify(inc7)).records == 2400);
}

TEST_CASE("the WAL does not grow without bound") {
    failing_disk on;
    for (int batch = 0; batch < 60; ++batch)
        in_batch(*on.s, [&] {
            for (int i = 0; i < 40; ++i)
                add(*on.s, line_of(inc7, 1, message_posted{std::string(12'000, 'x')}));
        });
    CHECK(std::filesystem::file_size(on.path + "-wal") < 20U * 1024 * 1024);
    CHECK(std::filesystem::file_size(on.path) > 10U * 1024 * 1024);
}

TEST_CASE("who tidies up between batches never waits for a checkpoint in a commit") {
    failing_disk on;
    const int before = fault_vfs::syncs();
    need(on.s->tidy());
    CHECK(fault_vfs::syncs() == before);  // nothing to do yet

    int longest_commit = 0;
    for (int batch = 0; batch < 60; ++batch) {
        need(on.s->begin());
        for (int i = 0; i < 40; ++i)
            add(*on.s, line_of(inc7, 1, message_posted{std::string(12'000, 'x')}));
        const int begun = fault_vfs::syncs();
        need(on.s->commit());
        longest_commit = std::max(longest_commit, fault_vfs::syncs() - begun);
        need(on.s->tidy());
    }

    // The WAL, and its header when it begins anew; a checkpoint flushes the file as well.
    CHECK(longest_commit == 2);
    CHECK(std::filesystem::file_size(on.path) > 10U * 1024 * 1024);
    CHECK(std::filesystem::file_size(on.path + "-wal") < 20U * 1024 * 1024);
}

TEST_CASE(
    "F34 an fsync that fails while tidying up ends it; what was committed is there", "[faults]"
) {
    failing_disk on;
    fault_vfs::fail_syncs("scribe.db", SQLITE_IOERR_FSYNC);
    result<void> tidied;
    int batches = 0;
    for (; tidied && batches < 100; ++batches) {
        in_batch(*on.s, [&] {
            for (int i = 0; i < 40; ++i)
                add(*on.s, line_of(inc7, 1, message_posted{std::string(12'000, 'x')}));
        });
        tidied = on.s->tidy();
    }

    CHECK(batches > 1);
    REQUIRE_FALSE(tidied);
    CHECK(tidied.error().code == errc::internal);
    CHECK(code_of(on.s->begin()) == errc::internal);
    fault_vfs::heal();
    on.s.reset();
    CHECK(need(on.open()->head(inc7))->seq == batches * 40);
}
