#include "bot/store/sqlite/record_file.hpp"

#include "bot/incident/given_numbers.hpp"
#include "bot/store/codec.hpp"
#include "bot/store/sqlite/copying.hpp"
#include "bot/store/sqlite/durable_file.hpp"
#include "bot/store/sqlite/replacing.hpp"
#include "bot/store/sqlite/schema.hpp"
#include "bot/store/sqlite/sqlite_tables.hpp"
#include "embedded/sqlite_migrations.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

namespace bot {
namespace {

result<std::unique_ptr<sqlite_database>> open_to_copy(const std::string& path) {
    if (auto may = check_not_replacing(path); !may) return tl::unexpected(std::move(may).error());
    if (!std::filesystem::exists(path))
        return fail(errc::not_found, "there is no file " + path + "; check the path.");
    auto db = sqlite_database::open(path, open_mode::read_only);
    if (!db) return db;
    if (auto fits = check_copyable(**db, embedded::sqlite_migrations()); !fits)
        return tl::unexpected(std::move(fits).error());
    if (auto set = (*db)->run_script(common_settings); !set)
        return tl::unexpected(std::move(set).error());
    return db;
}

// A figure, and the number in words that a memo may hold.
result<std::int64_t> last_incident(sqlite_database& db) {
    const auto last = db.number("SELECT max(id) FROM log WHERE id > 0");
    const auto has_memos = db.number("SELECT count(*) FROM sqlite_schema WHERE name = 'memo'");
    if (!last || !has_memos || *has_memos == 0) return last;
    auto asked = db.prepare_with("SELECT value FROM memo WHERE key = ?1", incidents_given_key);
    if (!asked) return tl::unexpected(std::move(asked).error());
    const auto row = asked->step();
    if (!row) return tl::unexpected(row.error());
    return *row ? std::max(*last, incidents_given_in(asked->text(0))) : *last;
}

result<record_contents> contents_of(sqlite_database& db) {
    record_contents found;
    const auto ask = [&](std::int64_t& into, std::string_view sql) {
        return db.number(sql).map([&](std::int64_t figure) { into = figure; });
    };
    std::int64_t pages = 0, page_size = 0, newest = 0;
    auto done = ask(found.incidents, "SELECT count(*) FROM log WHERE id > 0");
    if (done) done = ask(found.records, "SELECT count(*) FROM record");
    if (done) done = ask(newest, "SELECT recorded_at FROM record ORDER BY id DESC LIMIT 1");
    if (done) done = ask(found.waiting, "SELECT count(*) FROM effect WHERE dead = 0");
    if (done)
        done = ask(found.last_effect, "SELECT seq FROM sqlite_sequence WHERE name = 'effect'");
    if (done) done = ask(pages, "PRAGMA page_count");
    if (done) done = ask(page_size, "PRAGMA page_size");
    if (!done) return tl::unexpected(std::move(done).error());
    const auto last = last_incident(db);
    if (!last) return tl::unexpected(last.error());
    found.last_incident = *last;
    found.bytes = pages * page_size;
    if (found.records > 0) found.newest = to_instant(newest);
    return found;
}

result<void> check_pages(sqlite_database& db, std::vector<std::string>& faults) {
    auto asked = db.prepare("PRAGMA integrity_check");
    if (!asked) return tl::unexpected(std::move(asked).error());
    while (true) {
        const auto row = asked->step();
        if (!row) return tl::unexpected(row.error());
        if (!*row) return {};
        if (asked->text(0) != "ok") faults.emplace_back(asked->text(0));
    }
}

// Those with an end and no record, and those with records and no end, as well.
result<std::vector<incident_id>> all_logs(sqlite_database& db) {
    auto asked = db.prepare("SELECT id FROM log UNION SELECT log FROM record");
    if (!asked) return tl::unexpected(std::move(asked).error());
    std::vector<incident_id> found;
    while (true) {
        const auto row = asked->step();
        if (!row) return tl::unexpected(row.error());
        if (!*row) return found;
        found.push_back(static_cast<incident_id>(asked->number(0)));
    }
}

result<std::vector<std::string>> uploads_in(sqlite_database& db) {
    auto asked =
        db.prepare("SELECT kind, payload FROM record WHERE kind = 'file_shared' AND erased = 0");
    if (!asked) return tl::unexpected(std::move(asked).error());
    std::set<std::string> found;
    while (true) {
        const auto row = asked->step();
        if (!row) return tl::unexpected(row.error());
        if (!*row) return std::vector<std::string>(found.begin(), found.end());
        record line;
        if (auto read = decode_payload(line, asked->text(0), asked->bytes(1)); !read)
            return tl::unexpected(std::move(read).error());
        const auto& shared = std::get<file_shared>(line.what);
        if (!shared.sha256.empty()) found.insert(shared.sha256);
    }
}

result<void> check_chains(
    std::unique_ptr<sqlite_database> held, inspection& found, const progress_note& tell
) {
    const auto logs = all_logs(*held);
    if (!logs) return tl::unexpected(logs.error());
    sqlite_store keep(std::move(held), std::nullopt);
    for (const auto log : *logs) {
        tell("checking " + log_label(log));
        auto one = keep.verify(log);
        if (!one) return tl::unexpected(std::move(one).error());
        std::ranges::move(one->faults, std::back_inserter(found.faults));
    }
    return {};
}

result<void> look_through(const std::string& path, inspection& found, const progress_note& tell) {
    auto db = open_to_copy(path);
    if (!db) return tl::unexpected(std::move(db).error());
    tell("checking its pages");
    // Where pages are wrong, what stands in them says nothing.
    if (auto done = check_pages(**db, found.faults); !done || !found.faults.empty()) return done;
    auto holds = contents_of(**db);
    if (!holds) return tl::unexpected(std::move(holds).error());
    found.holds = *holds;
    auto uploads = uploads_in(**db);
    if (!uploads) return tl::unexpected(std::move(uploads).error());
    found.uploads = *std::move(uploads);
    return check_chains(*std::move(db), found, tell);
}

void remove_half_made(const std::string& to) {
    std::error_code ignored;
    for (const auto& name : names_of_half_made(to)) std::filesystem::remove(name, ignored);
}

}  // namespace

result<record_contents> contents_of_record(const std::string& path) {
    auto db = open_to_copy(path);
    if (!db) return tl::unexpected(std::move(db).error());
    return contents_of(**db);
}

std::vector<std::string> names_of_half_made(const std::string& to) {
    const auto part = to + ".part";
    return {part, part + "-journal", part + "-wal", part + "-shm"};
}

result<record_copy> record_copy::make(
    const std::string& record, const std::string& to, const progress_note& tell
) {
    auto from = open_to_copy(record);
    if (!from) return tl::unexpected(std::move(from).error());
    remove_half_made(to);
    record_copy made(to);
    // Its mode before its content: the copy holds the same words.
    if (auto begun = make_new_file(made.part()); !begun)
        return tl::unexpected(std::move(begun).error());
    made.is_ours_ = true;
    const auto in_percent = [&](int pages, int of_all) {
        tell("copying, " + std::to_string(of_all == 0 ? 100 : 100LL * pages / of_all) + " %");
    };
    if (auto copied = copy_pages(**from, made.part(), in_percent); !copied)
        return tl::unexpected(std::move(copied).error());
    return made;
}

record_copy::~record_copy() {
    if (is_ours_) remove_half_made(to_);
}

result<inspection> record_copy::inspect(const progress_note& tell) const {
    inspection found;
    auto done = look_through(part(), found, tell);
    if (done) return found;
    // What SQLite or the codec cannot read is a fault of the copy, not of the looking.
    if (done.error().code != errc::internal && done.error().code != errc::invalid)
        return tl::unexpected(std::move(done).error());
    found.faults.push_back(std::move(done.error().detail));
    return found;
}

result<void> record_copy::put_in_place(bool replaces) {
    if (auto synced = sync_file(part()); !synced) return synced;
    auto done = rename_durably(part(), to_, replaces);
    std::error_code ignored;
    // It has its name, but perhaps not for long: what is not durable is not there.
    if (!done && !std::filesystem::exists(part(), ignored)) std::filesystem::remove(to_, ignored);
    if (done) is_ours_ = false;
    return done;
}

}  // namespace bot
