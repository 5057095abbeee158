#include "bot/store/sqlite/schema.hpp"

#include "bot/store/sqlite/copying.hpp"

#include <cassert>
#include <charconv>
#include <filesystem>

namespace bot {
namespace {

std::int64_t version_of(const embedded::file& migration) {
    std::int64_t version = 0;
    std::from_chars(migration.path.data(), migration.path.data() + migration.path.size(), version);
    return version;
}

std::int64_t newest(std::span<const embedded::file> migrations) {
    const auto count = static_cast<std::int64_t>(migrations.size());
    assert(count > 0 && version_of(migrations.back()) == count && "migrations leave no gap");
    return count;
}

// The file's version; 0 for a file with nothing in it. An error when it is not ours.
result<std::int64_t> version_of_file(sqlite_database& db) {
    const auto application = db.number("PRAGMA application_id");
    if (!application) return application;
    const auto version = db.number("PRAGMA user_version");
    if (!version) return version;
    const auto tables = db.number("SELECT count(*) FROM sqlite_schema");
    if (!tables) return tables;
    const bool empty = *application == 0 && *version == 0 && *tables == 0;
    if (empty) return 0;
    if (*application == sqlite_application_id && *version > 0) return version;
    return fail(
        errc::invalid,
        db.path() +
            " is a database of another program, so it was left as it is. Give the path "
            "of a Scribe database or of a file that does not exist yet."
    );
}

std::string copy_before(const sqlite_database& db, std::int64_t version) {
    return db.path() + ".before-v" + std::to_string(version);
}

tl::unexpected<error> too_new(const sqlite_database& db, std::int64_t has, std::int64_t known) {
    const auto aside = copy_before(db, has);
    std::error_code unseen;
    const auto older = std::filesystem::exists(aside, unseen)
                           ? aside + ", made before the upgrade: what came since is not in it."
                           : "a backup made before the upgrade.";
    return fail(
        errc::invalid,
        db.path() + " has schema version " + std::to_string(has) +
            ", written by a newer Scribe; this one knows versions up to " + std::to_string(known) +
            ". Start the newer one, or restore " + older
    );
}

result<void> apply_all(
    sqlite_database& db, std::span<const embedded::file> migrations, std::int64_t from
) {
    for (const auto& migration : migrations) {
        if (version_of(migration) <= from) continue;
        if (auto ran = db.run_script(migration.bytes); !ran) return ran;
    }
    return db.run_script(
        "PRAGMA application_id = " + std::to_string(sqlite_application_id) +
        "; PRAGMA user_version = " + std::to_string(newest(migrations))
    );
}

result<void> migrate_from(
    sqlite_database& db, std::span<const embedded::file> migrations, bool copies_aside
) {
    const auto has = version_of_file(db);
    if (!has) return tl::unexpected(has.error());
    const auto wanted = newest(migrations);
    if (*has > wanted) return too_new(db, *has, wanted);
    if (*has == wanted) return {};
    if (*has > 0 && copies_aside) {
        if (auto copied = copy_sqlite(db, copy_before(db, wanted)); !copied) return copied;
    }
    if (auto begun = db.run("BEGIN IMMEDIATE"); !begun) return begun;
    auto done = apply_all(db, migrations, *has);
    if (done) done = db.run("COMMIT");
    if (!done && db.in_transaction()) static_cast<void>(db.run("ROLLBACK"));
    return done;
}

}  // namespace

result<void> migrate(sqlite_database& db, std::span<const embedded::file> migrations) {
    return migrate_from(db, migrations, true);
}

result<void> migrate_copy(sqlite_database& db, std::span<const embedded::file> migrations) {
    return migrate_from(db, migrations, false);
}

result<void> check_schema(sqlite_database& db, std::span<const embedded::file> migrations) {
    const auto has = version_of_file(db);
    if (!has) return tl::unexpected(has.error());
    const auto wanted = newest(migrations);
    if (*has > wanted) return too_new(db, *has, wanted);
    if (*has == wanted) return {};
    return fail(
        errc::invalid,
        db.path() + " has schema version " + std::to_string(*has) + ", this Scribe reads version " +
            std::to_string(wanted) + ". Start `scribe serve` on it once: that brings it up to date."
    );
}

result<void> check_copyable(sqlite_database& db, std::span<const embedded::file> migrations) {
    const auto has = version_of_file(db);
    if (!has) return tl::unexpected(has.error());
    const auto wanted = newest(migrations);
    if (*has > wanted) return too_new(db, *has, wanted);
    if (*has > 0) return {};
    return fail(errc::invalid, db.path() + " has no record in it; check the path.");
}

}  // namespace bot
