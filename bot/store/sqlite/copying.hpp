// A whole copy of a database as of one moment, made while others may write.
#pragma once

#include "bot/store/sqlite/sqlite.hpp"

#include <functional>
#include <string>

namespace bot {

using copy_progress = std::function<void(int pages, int of_all)>;

// Into a file that is there and empty. It gets a rollback journal: one file with nothing beside it,
// which can be read where nothing can be written. Not durable yet.
result<void> copy_pages(
    sqlite_database& from, const std::string& into, const copy_progress& tell = {}
);

// Replaces `to` only when it is done and durable.
result<void> copy_sqlite(sqlite_database& from, const std::string& to);

}  // namespace bot
