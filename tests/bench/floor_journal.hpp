// The least a durable record is: rows of one table without an index, one flush for all that came
// since the last.
#pragma once

#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace bot::bench {

inline void need(bool well, const char* what) {
    if (well) return;
    std::fprintf(stderr, "bench_floor: %s failed\n", what);
    std::exit(1);
}

class journal {
public:
    explicit journal(const char* path) {
        need(sqlite3_open(path, &db_) == SQLITE_OK, "opening the database");
        run("PRAGMA journal_mode = WAL");
        run("PRAGMA synchronous = FULL");
        run("CREATE TABLE message (n INTEGER PRIMARY KEY, words TEXT NOT NULL) STRICT");
        insert_ = prepare("INSERT INTO message (words) VALUES (?1)");
        begin_ = prepare("BEGIN");
        commit_ = prepare("COMMIT");
    }

    void add(std::string_view words) {
        if (!open_) step(begin_);
        open_ = true;
        sqlite3_bind_text(insert_, 1, words.data(), int(words.size()), SQLITE_STATIC);
        step(insert_);
    }
    void commit() {
        if (open_) step(commit_);
        open_ = false;
    }

private:
    void run(const char* sql) {
        need(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) == SQLITE_OK, sql);
    }
    sqlite3_stmt* prepare(const char* sql) {
        sqlite3_stmt* made = nullptr;
        need(sqlite3_prepare_v2(db_, sql, -1, &made, nullptr) == SQLITE_OK, sql);
        return made;
    }
    static void step(sqlite3_stmt* what) {
        need(sqlite3_step(what) == SQLITE_DONE, sqlite3_sql(what));
        sqlite3_reset(what);
    }

    sqlite3* db_ = nullptr;
    sqlite3_stmt *insert_ = nullptr, *begin_ = nullptr, *commit_ = nullptr;
    bool open_ = false;
};

}  // namespace bot::bench
