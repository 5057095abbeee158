#include "bot/store/sqlite/sqlite.hpp"

#include <climits>

#include <cassert>
#include <utility>

namespace bot {
namespace {

errc code_of(int extended) {
    switch (extended & 0xFF) {
        case SQLITE_CONSTRAINT:
            return errc::conflict;
        case SQLITE_FULL:
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return errc::unavailable;
        case SQLITE_READONLY:
            return errc::forbidden;
        case SQLITE_NOTADB:
            return errc::invalid;
        default:
            return errc::internal;
    }
}

std::string_view remedy_for(int extended) {
    switch (extended & 0xFF) {
        case SQLITE_FULL:
            return "Free space on its disk.";
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return "Another program holds the file; it is tried again.";
        case SQLITE_CANTOPEN:
            return "Check that the folder exists and may be written to.";
        case SQLITE_NOTADB:
            return "This is no SQLite file, or its beginning is damaged: check the path, or "
                   "restore "
                   "a backup (`scribe restore`).";
        case SQLITE_CORRUPT:
            return "The file is damaged; restore a backup (`scribe restore`).";
        case SQLITE_IOERR:
            return "The disk failed; check it before starting again.";
        case SQLITE_READONLY:
            return "It was opened for reading, or its mode forbids writing.";
        default:
            return "";
    }
}

// A null pointer would bind NULL, and an empty view may have one.
const char* start_of(std::string_view value) {
    return value.data() ? value.data() : "";
}

}  // namespace

sqlite_statement::~sqlite_statement() {
    if (!held_) return;
    sqlite3_reset(held_);
    sqlite3_clear_bindings(held_);
    from_->idle_[sqlite3_sql(held_)].push_back(held_);
}

void sqlite_statement::bind(int place, std::string_view text) {
    note(sqlite3_bind_text64(
        held_, place, start_of(text), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8
    ));
}

void sqlite_statement::bind_bytes(int place, std::string_view bytes) {
    note(sqlite3_bind_blob64(held_, place, start_of(bytes), bytes.size(), SQLITE_TRANSIENT));
}

void sqlite_statement::lend(int place, std::string_view text) {
    note(sqlite3_bind_text64(held_, place, start_of(text), text.size(), SQLITE_STATIC, SQLITE_UTF8)
    );
}

void sqlite_statement::lend_bytes(int place, std::string_view bytes) {
    note(sqlite3_bind_blob64(held_, place, start_of(bytes), bytes.size(), SQLITE_STATIC));
}

result<bool> sqlite_statement::step() {
    if (problem_ != SQLITE_OK) return from_->failure(problem_, sqlite3_sql(held_));
    const int code = sqlite3_step(held_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return from_->failure(sqlite3_extended_errcode(from_->held_), sqlite3_sql(held_));
}

result<void> sqlite_statement::run() {
    auto stepped = step();
    if (!stepped) return tl::unexpected(std::move(stepped).error());
    sqlite3_reset(held_);
    return {};
}

std::string_view sqlite_statement::text(int column) const {
    const auto* start = reinterpret_cast<const char*>(sqlite3_column_text(held_, column));
    return {start ? start : "", static_cast<std::size_t>(sqlite3_column_bytes(held_, column))};
}

std::string_view sqlite_statement::bytes(int column) const {
    const auto* start = static_cast<const char*>(sqlite3_column_blob(held_, column));
    return {start ? start : "", static_cast<std::size_t>(sqlite3_column_bytes(held_, column))};
}

sqlite_database::~sqlite_database() {
    for (auto& [sql, statements] : idle_)
        for (auto* statement : statements) sqlite3_finalize(statement);
    [[maybe_unused]] const int code = sqlite3_close(held_);
    assert(code == SQLITE_OK && "a statement outlives its connection");
}

result<std::unique_ptr<sqlite_database>> sqlite_database::open(
    const std::string& path, open_mode mode, bool create
) {
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    flags |= mode == open_mode::read_write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    if (create) flags |= SQLITE_OPEN_CREATE;
    sqlite3* held = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &held, flags, nullptr);
    std::unique_ptr<sqlite_database> made(new sqlite_database(path, held));
    if (code != SQLITE_OK) return made->failure(code, "opening it");
    sqlite3_busy_timeout(held, sqlite_patience_ms);
    // Two connections that checkpoint at once can damage the file (SQLite before 3.51.3), so
    // only the one that writes ever does.
    if (mode == open_mode::read_only)
        sqlite3_db_config(held, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    return made;
}

result<sqlite_statement> sqlite_database::prepare(std::string_view sql) {
    if (auto found = idle_.find(sql); found != idle_.end() && !found->second.empty()) {
        auto* held = found->second.back();
        found->second.pop_back();
        return sqlite_statement(*this, held);
    }
    assert(sql.size() < INT_MAX && "our own statements are short");
    sqlite3_stmt* held = nullptr;
    const int length = static_cast<int>(sql.size());
    const int code =
        sqlite3_prepare_v3(held_, sql.data(), length, SQLITE_PREPARE_PERSISTENT, &held, nullptr);
    if (code != SQLITE_OK) return failure(code, sql);
    return sqlite_statement(*this, held);
}

result<std::int64_t> sqlite_database::number(std::string_view sql) {
    auto asked = prepare(sql);
    if (!asked) return tl::unexpected(std::move(asked).error());
    auto row = asked->step();
    if (!row) return tl::unexpected(std::move(row).error());
    return *row ? asked->number(0) : 0;
}

result<void> sqlite_database::run_script(std::string_view sql) {
    const std::string script(sql);
    const int code = sqlite3_exec(held_, script.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return failure(code, script.substr(0, 200));
    return {};
}

tl::unexpected<error> sqlite_database::failure(int code, std::string_view doing) const {
    std::string detail = path_;
    detail.append(": ").append(held_ ? sqlite3_errmsg(held_) : "out of memory");
    detail.append(" (SQLite ").append(std::to_string(code)).append(") while running: ");
    detail.append(doing);
    if (const auto remedy = remedy_for(code); !remedy.empty()) detail.append(". ").append(remedy);
    return fail(code_of(code), std::move(detail));
}

}  // namespace bot
