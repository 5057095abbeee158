// The store in one SQLite file: what runs when nothing else is configured.
#pragma once

#include "bot/ports/store.hpp"
#include "bot/store/open_mode.hpp"

#include <memory>
#include <string>

namespace bot {

// read_write: makes the file (0600) and its folder (0700) when they are missing, brings an older
// file up to date, and holds FILE.lock until it is destroyed; conflict names who holds it now.
// read_only: a file that is there, also while another process writes to it; changes nothing.
result<std::unique_ptr<store>> open_sqlite_store(const std::string& path, open_mode mode);

}  // namespace bot
