// A record in the place of another: at every moment one of the two, and the old one is kept.
#include "bot/store/sqlite/replacing.hpp"

#include "bot/store/sqlite/schema.hpp"
#include "bot/store/sqlite/sqlite_store.hpp"
#include "embedded/sqlite_migrations.hpp"
#include "tests/contract/fresh_folder.hpp"
#include "tests/contract/store_contract.hpp"

using namespace bot;
using namespace bot::test;

namespace {

const instant noon{std::chrono::seconds(1'769'860'800)};  // 2026-01-31T12:00:00Z

// A record whose last words stand in its WAL only, as a kill leaves it, and a backup from before.
struct two_records {
    two_records() {
        auto s = need(open_sqlite_store(path, open_mode::read_write));
        say(*s, inc7, "old");
        in_batch(*s, [&] { need(s->queue(post_to(inc7, 5, "to be sent"))); });
        need(need(record_copy::make(path, backup, [](auto) {})).put_in_place(false));
        say(*s, inc8, "newer");
        // While it is open the WAL is as a kill would leave it.
        for (const auto* side : {"", "-wal", "-shm"})
            std::filesystem::copy_file(path + side, folder.file("killed") + side);
        s.reset();
        for (const auto* side : {"", "-wal", "-shm"}) {
            std::filesystem::remove(path + side);
            std::filesystem::rename(folder.file("killed") + side, path + side);
        }
    }
    void begin(const numbers_given& before = {8, 500}) {
        auto copy = need(record_copy::make(backup, place_of_new(path), [](auto) {}));
        need(make_successor(copy, before));
        need(begin_replacing(std::move(copy), path, noon));
    }
    std::size_t logs_in(const std::string& record) const {
        return need(need(open_sqlite_store(record, open_mode::read_write))->logs()).size();
    }

    fresh_folder folder;
    std::string path = folder.file("scribe.db"), backup = folder.file("backup.db");
    std::string kept = path + ".before-restore-20260131T120000Z";
};

}  // namespace

TEST_CASE("a backup takes the record's place, which is kept with what only its WAL had") {
    two_records on;
    REQUIRE_FALSE(bytes_of_file(on.path + "-wal").empty());
    const auto old = bytes_of_file(on.path), wal = bytes_of_file(on.path + "-wal");

    on.begin();
    CHECK(need(finish_replacing(on.path)) == on.kept);

    CHECK(bytes_of_file(on.kept) == old);
    CHECK(bytes_of_file(on.kept + "-wal") == wal);
    CHECK(on.logs_in(on.kept) == 2);
    CHECK_FALSE(std::filesystem::exists(on.path + "-shm"));
    CHECK_FALSE(std::filesystem::exists(on.path + "-wal"));
    CHECK(on.logs_in(on.path) == 1);
    CHECK(need(finish_replacing(on.path)).empty());
}

TEST_CASE("a replacement that was cut off is ended by whoever opens the record to write") {
    // What had been moved when the end came.
    const std::size_t moved = GENERATE(0U, 1U, 2U);
    two_records on;
    on.begin();
    for (std::size_t i = 0; i < moved; ++i) {
        const std::string side = std::array{"-wal", ""}.at(i);
        std::filesystem::rename(on.path + side, on.kept + side);
    }

    const auto reading = open_sqlite_store(on.path, open_mode::read_only);
    CHECK(code_of(reading) == errc::unavailable);
    CHECK_THAT(reading.error().detail, Catch::Contains("scribe serve"));
    CHECK(code_of(contents_of_record(on.path)) == errc::unavailable);

    CHECK(on.logs_in(on.path) == 1);
    CHECK(on.logs_in(on.kept) == 2);
    CHECK_FALSE(std::filesystem::exists(place_of_new(on.path)));
}

TEST_CASE("until the new record is whole, the old one is the record") {
    two_records on;
    {
        const auto copy = need(record_copy::make(on.backup, place_of_new(on.path), [](auto) {}));
        need(make_successor(copy, {8, 500}));
        CHECK(on.logs_in(on.path) == 2);
    }
    CHECK(on.logs_in(on.path) == 2);
    CHECK_FALSE(std::filesystem::exists(on.kept));
}

TEST_CASE("two replacements at the same time of day keep both old records") {
    two_records on;
    on.begin();
    need(finish_replacing(on.path));
    on.begin();
    const auto second = need(finish_replacing(on.path));
    CHECK(second == on.path + ".before-restore-20260131T120001Z");
    CHECK(on.logs_in(on.kept) == 2);
    CHECK(on.logs_in(second) == 1);
}

TEST_CASE("where there was no record there is one afterwards, and none is kept") {
    two_records on;
    for (const auto* side : {"", "-wal", "-shm"}) std::filesystem::remove(on.path + side);
    on.begin();
    CHECK(need(finish_replacing(on.path)).empty());
    CHECK(on.logs_in(on.path) == 1);
}

TEST_CASE("a successor gives no number again that was given before it") {
    two_records on;
    on.begin({.incident = 12, .effect = 500});
    need(finish_replacing(on.path));

    auto s = need(open_sqlite_store(on.path, open_mode::read_write));
    CHECK(need(s->last_effect()) == 500);
    CHECK(need(s->effects()).size() == 1);
    CHECK(need(contents_of_record(on.path)).last_incident == 12);
    CHECK(need(contents_of_record(on.backup)).last_incident == 7);
}

TEST_CASE("a successor of an older version is brought up to ours, without a copy of its own") {
    fresh_folder folder;
    const auto path = folder.file("scribe.db");
    const auto ours = embedded::sqlite_migrations();
    need(migrate(
        *need(sqlite_database::open(folder.file("old.db"), open_mode::read_write, true)),
        ours.subspan(0, 1)
    ));
    auto copy = need(record_copy::make(folder.file("old.db"), place_of_new(path), [](auto) {}));
    need(make_successor(copy, {3, 4}));
    need(begin_replacing(std::move(copy), path, noon));
    need(finish_replacing(path));

    CHECK(need(open_sqlite_store(path, open_mode::read_only)));
    CHECK(need(contents_of_record(path)).last_effect == 4);
    for (const auto& each : std::filesystem::directory_iterator(folder.file("")))
        CHECK_THAT(each.path().string(), !Catch::Contains("before-v"));
}
