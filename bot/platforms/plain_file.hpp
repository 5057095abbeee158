// Files that somebody hands us to read: plain ones, and no links.
#pragma once

#include "bot/base/result.hpp"

#include <cstdint>
#include <string>

namespace bot {

// not_found, or why it may not be read; an error is a whole sentence. `largest`: in bytes; 0: any.
result<void> may_be_read(const std::string& path, std::uintmax_t largest);

}  // namespace bot
