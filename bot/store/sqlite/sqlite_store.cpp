#include "bot/store/sqlite/sqlite_store.hpp"

#include "bot/store/sqlite/durable_file.hpp"
#include "bot/store/sqlite/replacing.hpp"
#include "bot/store/sqlite/schema.hpp"
#include "bot/store/sqlite/sqlite_tables.hpp"
#include "embedded/sqlite_migrations.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

namespace bot {
namespace {

namespace fs = std::filesystem;

// A checkpoint costs tens of milliseconds, so it belongs between two batches: once in some
// hundred, since the first commit after it flushes twice. A commit does it only for one who never
// tidies up.
constexpr int checkpoint_pages = 4000;
constexpr int pages_untidied = 500;
constexpr int pages_between_tries = 1000;  // when a reader was in the way

// One statement each: run_script stops at the first that fails. No spill: a batch that needs more
// than the cache keeps it until its commit; pages written early would be written twice.
constexpr std::string_view writer_settings =
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = FULL;"
    "PRAGMA journal_size_limit = 33554432;"
    "PRAGMA secure_delete = ON;"
    "PRAGMA wal_autocheckpoint = 0;"
    "PRAGMA cache_spill = OFF;";

tl::unexpected<error> cannot_create(const fs::path& what) {
    return fail(
        errc::unavailable,
        "cannot create " + what.string() + ": " + std::strerror(errno) +
            ". Make it writable for this user or configure another path."
    );
}

// With its mode from the first moment on; SQLite's own side files follow it.
result<void> make_file(const fs::path& path) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return cannot_create(path);
    ::close(fd);
    // A name that only the folder's cache knows would be gone after a power cut.
    return sync_folder_of(path.string());
}

result<std::unique_ptr<store>> open_for_writing(const std::string& path) {
    if (auto made = make_private_folders(fs::path(path).parent_path()); !made)
        return tl::unexpected(std::move(made).error());
    auto lock = file_lock::take(path);
    if (!lock) return tl::unexpected(std::move(lock).error());
    if (auto ended = finish_replacing(path); !ended)
        return tl::unexpected(std::move(ended).error());
    if (auto made = make_file(path); !made) return tl::unexpected(std::move(made).error());
    auto db = sqlite_database::open(path, open_mode::read_write);
    if (!db) return tl::unexpected(std::move(db).error());
    // First whose file it is: nothing is set in one that is not ours.
    if (auto set = (*db)->run_script(common_settings); !set)
        return tl::unexpected(std::move(set).error());
    if (auto done = migrate(**db, embedded::sqlite_migrations()); !done)
        return tl::unexpected(std::move(done).error());
    if (auto set = (*db)->run_script(writer_settings); !set)
        return tl::unexpected(std::move(set).error());
    return std::make_unique<sqlite_store>(*std::move(db), *std::move(lock));
}

result<std::unique_ptr<sqlite_database>> open_for_reading(const std::string& path) {
    if (auto may = check_not_replacing(path); !may) return tl::unexpected(std::move(may).error());
    if (!fs::exists(path))
        return fail(
            errc::not_found,
            "there is no file " + path + ". Give the path `scribe serve` writes to; it says which."
        );
    auto db = sqlite_database::open(path, open_mode::read_only);
    if (!db) return db;
    if (auto set = (*db)->run_script(common_settings); !set)
        return tl::unexpected(std::move(set).error());
    if (auto fits = check_schema(**db, embedded::sqlite_migrations()); !fits)
        return tl::unexpected(std::move(fits).error());
    return db;
}

}  // namespace

result<std::unique_ptr<store>> open_sqlite_store(const std::string& path, open_mode mode) {
    if (mode == open_mode::read_write) return open_for_writing(path);
    auto db = open_for_reading(path);
    if (!db) return tl::unexpected(std::move(db).error());
    return std::make_unique<sqlite_store>(*std::move(db), std::nullopt);
}

sqlite_store::sqlite_store(std::unique_ptr<sqlite_database> db, std::optional<file_lock> lock)
    : lock_(std::move(lock)), db_(std::move(db)), checkpoint_at_(checkpoint_pages) {
    const auto note_size = [](void* pages, sqlite3*, const char*, int count) {
        *static_cast<int*>(pages) = count;
        return SQLITE_OK;
    };
    sqlite3_wal_hook(db_->handle(), note_size, &pages_in_wal_);
}

result<void> sqlite_store::begin() {
    if (broken_) return tl::unexpected(*broken_);
    if (!lock_) return fail(errc::forbidden, db_->path() + " was opened for reading only");
    if (db_->in_transaction())
        return fail(
            errc::internal, "a batch was begun inside another one: commit or roll back first"
        );
    return db_->run("BEGIN IMMEDIATE");
}

result<void> sqlite_store::may_write() const {
    if (db_->in_transaction()) return {};
    return fail(errc::internal, "the store was written to outside of begin and commit");
}

result<void> sqlite_store::commit() {
    if (auto may = may_write(); !may) return may;
    auto done = write_heads();
    if (done) done = db_->run("COMMIT");
    if (done) {
        new_heads_.clear();
        scrub_due_ = scrub_due_ || erased_now_;
        erased_now_ = false;
        if (scrub_due_ || pages_in_wal_ >= checkpoint_at_ + pages_untidied) done = checkpoint();
    }
    // After a failed fsync the system may have dropped what was written and report success the
    // next time: only a new process, which reads the file again, can tell what is there.
    if (!done && done.error().code == errc::internal) broken_ = done.error();
    return done;
}

result<void> sqlite_store::tidy() {
    if (broken_ || !lock_ || db_->in_transaction() || pages_in_wal_ < checkpoint_at_) return {};
    auto done = checkpoint();
    if (!done && done.error().code == errc::internal) broken_ = done.error();
    return done;
}

void sqlite_store::rollback() {
    new_heads_.clear();
    erased_now_ = false;
    // SQLite has rolled back by itself after some errors; and there is no one to tell of another.
    if (db_->in_transaction()) static_cast<void>(db_->run("ROLLBACK"));
}

result<void> sqlite_store::write_heads() {
    for (const auto& [log, head] : new_heads_) {
        auto put = db_->prepare(
            "INSERT INTO log (id, seq, hash) VALUES (?1, ?2, ?3) "
            "ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash"
        );
        if (!put) return tl::unexpected(std::move(put).error());
        put->bind(1, number_of(log));
        put->bind(2, head.seq);
        put->bind_bytes(3, bytes_of(head.hash));
        if (auto ran = put->run(); !ran) return ran;
    }
    return {};
}

// SQLite's own automatic checkpoint says nothing when its fsync fails, so this one is ours.
result<void> sqlite_store::checkpoint() {
    int in_wal = 0;
    int copied = 0;
    auto* handle = db_->handle();
    // Emptying the WAL takes a moment without readers; it is not waited for but tried again.
    sqlite3_busy_timeout(handle, 0);
    const int code = sqlite3_wal_checkpoint_v2(
        handle,
        nullptr,
        scrub_due_ ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE,
        &in_wal,
        &copied
    );
    sqlite3_busy_timeout(handle, sqlite_patience_ms);
    if (code == SQLITE_OK && in_wal == copied) {
        scrub_due_ = false;
        pages_in_wal_ = 0;
        checkpoint_at_ = checkpoint_pages;
        return {};
    }
    checkpoint_at_ = pages_in_wal_ + pages_between_tries;
    if (code == SQLITE_OK) return {};
    // A reader in the way or a full disk can wait: the batch is durable, in the WAL.
    auto failed = db_->failure(code, "a checkpoint");
    if (failed.value().code != errc::internal) return {};
    return failed;
}

}  // namespace bot
