// What a message's copy in another room has to be, as the record stands when its turn has come.
#pragma once

#include "bot/engine/ledger.hpp"
#include "bot/ports/courier.hpp"

#include <optional>

namespace bot {

// Nothing: there is nothing to do. A message that was changed before it was sent goes out once, as
// it reads now; one that was deleted before does not go out at all. Faults stay with `look`.
std::optional<shown_copy> copy_for(ledger& look, const delivery& out, const settings& rules);

}  // namespace bot
