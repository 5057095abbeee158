// A thin owner of SQLite's C API: a connection, its statements, its errors as results.
#pragma once

#include "bot/base/result.hpp"
#include "bot/store/open_mode.hpp"

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace bot {

inline constexpr int sqlite_patience_ms = 2000;  // for somebody else's lock on the file

class sqlite_database;

// A prepared statement, on loan from its connection, which keeps it for the next time.
// Parameters are bound by their place (?1 is 1) or name ("$seq"); a mistake shows at the next step.
class sqlite_statement {
public:
    sqlite_statement(sqlite_database& from, sqlite3_stmt* held) : from_(&from), held_(held) {}
    sqlite_statement(sqlite_statement&& other) noexcept
        : from_(other.from_), held_(other.held_), problem_(other.problem_) {
        other.held_ = nullptr;
    }
    sqlite_statement& operator=(sqlite_statement&&) = delete;
    ~sqlite_statement();

    void bind(int place, std::int64_t n) { note(sqlite3_bind_int64(held_, place, n)); }
    void bind(int place, int n) { bind(place, std::int64_t{n}); }
    void bind(int place, bool b) { bind(place, std::int64_t{b}); }
    void bind(int place, std::string_view text);
    void bind_bytes(int place, std::string_view bytes);
    // As bind, without a copy: the value has to stay where it is until the statement has run.
    void lend(int place, std::string_view text);
    void lend_bytes(int place, std::string_view bytes);
    template <class T>
    void lend(int place, const T& value) {
        bind(place, value);
    }
    template <class T>
    void bind(const char* name, const T& value) {
        bind(sqlite3_bind_parameter_index(held_, name), value);
    }

    result<bool> step();  // true: there is a row
    result<void> run();   // a statement that gives no rows
    void again() { sqlite3_reset(held_); }

    std::int64_t number(int column) const { return sqlite3_column_int64(held_, column); }
    std::string_view text(int column) const;  // valid until the next step
    std::string_view bytes(int column) const;

private:
    void note(int code) {
        if (problem_ == SQLITE_OK) problem_ = code;
    }

    sqlite_database* from_;
    sqlite3_stmt* held_;
    int problem_ = SQLITE_OK;
};

class sqlite_database {
public:
    sqlite_database(const sqlite_database&) = delete;
    sqlite_database& operator=(const sqlite_database&) = delete;
    ~sqlite_database();

    // The file has to be there, unless `create`.
    static result<std::unique_ptr<sqlite_database>> open(
        const std::string& path, open_mode mode, bool create = false
    );

    // Takes one statement; a constant is kept prepared.
    result<sqlite_statement> prepare(std::string_view sql);
    template <class... Values>
    result<sqlite_statement> prepare_with(std::string_view sql, const Values&... values) {
        auto made = prepare(sql);
        if (!made) return made;
        int place = 0;
        (made->bind(++place, values), ...);
        return made;
    }
    // Prepares, binds and runs a statement that gives no rows.
    template <class... Values>
    result<void> run(std::string_view sql, const Values&... values) {
        auto made = prepare(sql);
        if (!made) return tl::unexpected(std::move(made).error());
        int place = 0;
        (made->lend(++place, values), ...);
        return made->run();
    }
    result<std::int64_t> number(std::string_view sql);  // the first column of the first row, else 0
    result<void> run_script(std::string_view sql);      // several statements, not kept

    bool in_transaction() const { return sqlite3_get_autocommit(held_) == 0; }
    std::int64_t changes() const { return sqlite3_changes64(held_); }
    const std::string& path() const { return path_; }
    sqlite3* handle() { return held_; }

    // What went wrong last, as an error that names the file and the statement (never its values).
    [[nodiscard]] tl::unexpected<error> failure(int code, std::string_view doing) const;

private:
    friend class sqlite_statement;
    sqlite_database(std::string path, sqlite3* held) : path_(std::move(path)), held_(held) {}

    std::string path_;
    sqlite3* held_;
    // By the text's address would be faster and wrong: two constants may share one.
    std::unordered_map<std::string_view, std::vector<sqlite3_stmt*>> idle_;
};

}  // namespace bot
