#include "bot/store/sqlite/replacing.hpp"

#include "bot/incident/given_numbers.hpp"
#include "bot/store/sqlite/durable_file.hpp"
#include "bot/store/sqlite/schema.hpp"
#include "embedded/sqlite_migrations.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>

namespace bot {
namespace {

// What belongs to a database besides its file. The index of a WAL (-shm) is made anew from it.
constexpr std::array side_files{"-wal", "-journal"};

bool is_there(const std::string& path) {
    struct stat found {};
    return ::lstat(path.c_str(), &found) == 0;
}

// "scribe.db.before-restore-20260131T031500Z"
std::string kept_name(const std::string& record, std::time_t at) {
    std::tm parts{};
    ::gmtime_r(&at, &parts);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &parts);
    return record + ".before-restore-" + text.data();
}

bool is_free(const std::string& name) {
    return !is_there(name) &&
           std::ranges::none_of(side_files, [&](auto side) { return is_there(name + side); });
}

// The name the old record will get is that of this moment, which the new one carries with it: a
// second process, which ends what the first began, comes to the same.
result<void> stamp(const std::string& part, const std::string& record, instant now) {
    auto at = std::chrono::floor<seconds>(now).time_since_epoch().count();
    while (!is_free(kept_name(record, at))) ++at;
    const timespec moment{at, 0};
    const std::array both{moment, moment};
    if (::utimensat(AT_FDCWD, part.c_str(), both.data(), 0) == 0) return {};
    return fail(errc::unavailable, "cannot set the time of " + part + ": " + std::strerror(errno));
}

// A reader that is there before the first writer would keep it from doing so.
result<void> enter_wal(const std::string& part) {
    auto db = sqlite_database::open(part, open_mode::read_write);
    if (!db) return tl::unexpected(std::move(db).error());
    return (*db)->run_script("PRAGMA journal_mode = WAL");
}

result<void> write_numbers(sqlite_database& db, const numbers_given& before) {
    auto done = db.run(
        "INSERT INTO sqlite_sequence (name, seq) SELECT 'effect', 0 WHERE NOT EXISTS "
        "(SELECT 1 FROM sqlite_sequence WHERE name = 'effect')"
    );
    if (done)
        done = db.run(
            "UPDATE sqlite_sequence SET seq = max(seq, ?1) WHERE name = 'effect'", before.effect
        );
    if (done)
        done = db.run(
            "INSERT INTO memo (key, value) VALUES (?1, ?2) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            incidents_given_key,
            std::string_view(std::to_string(before.incident))
        );
    return done;
}

}  // namespace

std::string place_of_new(const std::string& record) {
    return record + ".restore";
}

result<void> make_successor(const record_copy& copy, const numbers_given& before) {
    auto db = sqlite_database::open(copy.part(), open_mode::read_write);
    if (!db) return tl::unexpected(std::move(db).error());
    if (auto done = migrate_copy(**db, embedded::sqlite_migrations()); !done) return done;
    if (auto begun = (*db)->run("BEGIN IMMEDIATE"); !begun) return begun;
    auto done = write_numbers(**db, before);
    if (done) done = (*db)->run("COMMIT");
    if (!done && (*db)->in_transaction()) static_cast<void>((*db)->run("ROLLBACK"));
    return done;
}

result<void> begin_replacing(record_copy copy, const std::string& record, instant now) {
    auto done = enter_wal(copy.part());
    if (done) done = stamp(copy.part(), record, now);
    if (done) done = copy.put_in_place(true);
    return done;
}

result<std::string> finish_replacing(const std::string& record) {
    const auto next = place_of_new(record);
    struct stat found {};
    if (::lstat(next.c_str(), &found) != 0) return std::string();
    const auto kept = kept_name(record, found.st_mtime);
    // The WAL first: it would be taken for the new record's.
    for (const std::string side : {"-wal", "-journal", ""}) {
        if (!is_there(record + side)) continue;
        if (auto moved = rename_durably(record + side, kept + side, false); !moved)
            return tl::unexpected(std::move(moved).error());
    }
    std::error_code ignored;
    std::filesystem::remove(record + "-shm", ignored);
    if (auto moved = rename_durably(next, record, true); !moved)
        return tl::unexpected(std::move(moved).error());
    return is_there(kept) ? kept : std::string();
}

result<void> check_not_replacing(const std::string& record) {
    if (!is_there(place_of_new(record))) return {};
    return fail(
        errc::unavailable,
        "a restore of " + record +
            " is going on, or was cut off. `scribe serve` finishes it, and so does `scribe "
            "restore`."
    );
}

}  // namespace bot
