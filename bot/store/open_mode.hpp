// For what a store is opened.
#pragma once

namespace bot {

enum class open_mode { read_write, read_only };

}  // namespace bot
