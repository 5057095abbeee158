#include "bot/store/sqlite/copying.hpp"

#include "bot/store/sqlite/durable_file.hpp"

#include <filesystem>

namespace bot {
namespace {

constexpr int pages_a_step = 2048;

result<void> copy_steps(sqlite_database& from, sqlite_database& into, const copy_progress& tell) {
    auto* copying = sqlite3_backup_init(into.handle(), "main", from.handle(), "main");
    if (!copying) return into.failure(SQLITE_ERROR, "copying " + from.path());
    int code = SQLITE_OK;
    while (code == SQLITE_OK) {
        code = sqlite3_backup_step(copying, pages_a_step);
        const int all = sqlite3_backup_pagecount(copying);
        if (tell) tell(all - sqlite3_backup_remaining(copying), all);
    }
    // Says what went wrong on either side; that the last step was done it does not say.
    const int ended = sqlite3_backup_finish(copying);
    if (ended != SQLITE_OK) return into.failure(ended, "copying " + from.path());
    return {};
}

// The copy carries the WAL mode of what it was made from.
result<void> leave_wal(sqlite_database& copy) {
    auto asked = copy.prepare("PRAGMA journal_mode = DELETE");
    if (!asked) return tl::unexpected(std::move(asked).error());
    const auto row = asked->step();
    if (!row) return tl::unexpected(row.error());
    if (*row && asked->text(0) == "delete") return {};
    return fail(errc::internal, copy.path() + " could not be made a file of its own");
}

}  // namespace

result<void> copy_pages(sqlite_database& from, const std::string& into, const copy_progress& tell) {
    auto target = sqlite_database::open(into, open_mode::read_write);
    if (!target) return tl::unexpected(std::move(target).error());
    // Nobody else knows the file, and it is synced once when it is whole.
    if (auto set =
            (*target)->run_script("PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = OFF");
        !set)
        return set;
    // One moment from the first page to the last: if it were let go between two steps, each commit
    // of somebody else would begin the copy anew.
    if (auto begun = from.run("BEGIN"); !begun) return begun;
    auto done = from.number("SELECT count(*) FROM sqlite_schema").map([](auto) {});
    if (done) done = copy_steps(from, **target, tell);
    auto ended = from.run("ROLLBACK");
    if (done && !ended) done = std::move(ended);
    if (done) done = leave_wal(**target);
    return done;
}

result<void> copy_sqlite(sqlite_database& from, const std::string& to) {
    const auto part = to + ".part";
    std::error_code ignored;
    std::filesystem::remove(part, ignored);
    // Its mode before its content: the copy holds the same words.
    if (auto made = make_new_file(part); !made) return made;
    auto done = copy_pages(from, part);
    if (done) done = sync_file(part);
    if (done) done = rename_durably(part, to, true);
    if (!done) std::filesystem::remove(part, ignored);
    return done;
}

}  // namespace bot
