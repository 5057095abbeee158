// Which schema a file has, and how an older one becomes the newest.
#pragma once

#include "bot/base/embedded.hpp"
#include "bot/store/sqlite/sqlite.hpp"

#include <span>

namespace bot {

inline constexpr std::int64_t sqlite_application_id = 0x53637262;  // "Scrb"

// Migrations are scripts named by the version they lead to ("0002_why.sql"), in order, without
// a gap. An empty file gets them all; an older one is first copied aside to FILE.before-vN (N:
// the newest version), then changed in one transaction. Refuses a newer file and a foreign one,
// and changes nothing of them.
result<void> migrate(sqlite_database& db, std::span<const embedded::file> migrations);

// The same for a file that is a copy itself: nothing is copied aside.
result<void> migrate_copy(sqlite_database& db, std::span<const embedded::file> migrations);

// For reading only: the file is ours and of the newest version, or it is refused.
result<void> check_schema(sqlite_database& db, std::span<const embedded::file> migrations);
// The same for one that is copied: an older one is as welcome. One with nothing in it is not.
result<void> check_copyable(sqlite_database& db, std::span<const embedded::file> migrations);

}  // namespace bot
