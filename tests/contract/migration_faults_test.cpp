#include "bot/store/sqlite/schema.hpp"
#include "bot/store/sqlite/sqlite_store.hpp"
#include "embedded/sqlite_migrations.hpp"
#include "tests/contract/fresh_folder.hpp"
#include "tests/contract/store_contract.hpp"
#include "tests/support/crash_vfs.hpp"

using namespace bot;
using namespace bot::test;

namespace {

const auto newest = static_cast<std::int64_t>(embedded::sqlite_migrations().size());

enum class ending { killed, power_lost };

// A file as an older Scribe has left it, on a disk that may fail.
struct upgrade {
    upgrade(std::uint64_t seed, std::int64_t from) : disk(seed), version(from) {
        const auto known = embedded::sqlite_migrations().first(static_cast<std::size_t>(from));
        auto db = need(sqlite_database::open(path, open_mode::read_write, true));
        need(migrate(*db, known));
        need(db->run_script(
            "PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON; BEGIN;"
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300) "
            "INSERT INTO journal SELECT 'k' || i, 1, i, 0, 0 FROM n;"
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 60) "
            "INSERT INTO effect (incident, platform, collapse, attempts, not_before, dead, reason, "
            "document) SELECT 1, 'console', '', 0, 0, 0, '', "
            "json_object('what', json_object('invite', json_array('ana', 'bo'))) FROM n;"
            "INSERT INTO room (platform, channel, log, name) VALUES ('console', 'c', 1, 'c'); "
            "COMMIT"
        ));
    }

    std::unique_ptr<sqlite_database> open() const {
        return need(sqlite_database::open(path, open_mode::read_write));
    }

    void check(sqlite_database& db, std::int64_t is) {
        CHECK(need(db.number("SELECT count(*) FROM pragma_integrity_check")) == 1);
        CHECK(need(db.number("SELECT count(*) FROM journal")) == 300);
        CHECK(need(db.number("SELECT count(*) FROM room")) == 1);
        const bool has_memo =
            need(db.number("SELECT count(*) FROM sqlite_schema WHERE name = 'memo'")) == 1;
        const bool has_since =
            need(db.number("SELECT count(*) FROM pragma_table_info('room') WHERE name = 'since'")
            ) == 1;
        CHECK(has_memo == (is >= 2));
        CHECK(has_since == (is >= 3));
        CHECK(
            need(db.number("SELECT count(*) FROM effect WHERE "
                           "json_type(document, '$.what.invite[1]') = 'object'")) ==
            (is >= 2 && version < 2 ? 60 : 0)
        );
    }

    crash_vfs disk;
    fresh_folder folder{folder_in_memory()};
    std::string path = folder.file("scribe.db");
    std::int64_t version;
};

// Whether the Nth change of the disk was reached.
bool survives(std::uint64_t seed, std::int64_t from, std::int64_t nth, ending how) {
    upgrade old(seed, from);
    old.disk.lose_power_at(nth);
    { const auto ended = migrate(*old.open(), embedded::sqlite_migrations()); }
    const bool was_reached = old.disk.is_dark();
    if (how == ending::power_lost) old.disk.power_loss();
    old.disk.end_process();
    old.disk.forget(old.path + ".before-v" + std::to_string(newest) + ".part");

    {
        auto db = old.open();
        const auto is = need(db->number("PRAGMA user_version"));
        CHECK((is == from || is == newest));
        old.check(*db, is);
    }
    need(open_sqlite_store(old.path, open_mode::read_write)).reset();
    old.check(*old.open(), newest);
    return was_reached;
}

}  // namespace

TEST_CASE("F42 a migration ended at any change of the disk is done or not begun", "[faults]") {
    const auto how = GENERATE(ending::killed, ending::power_lost);
    int ends = 0;
    for (std::int64_t from = 1; from < newest; ++from) {
        for (std::uint64_t seed = 1; seed <= (how == ending::killed ? 1u : 4u); ++seed) {
            std::int64_t nth = 1;
            while (survives(seed, from, nth, how)) ++nth;
            CAPTURE(from, seed, nth);
            CHECK(nth > 30);
            ends += static_cast<int>(nth) - 1;
        }
    }
    INFO(ends);
    CHECK(ends > 70);
}
