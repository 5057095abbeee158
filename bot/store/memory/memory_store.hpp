// The store in memory: what replay and the tests run on. Keeps nothing.
#pragma once

#include "bot/ports/store.hpp"

#include <memory>

namespace bot {

std::unique_ptr<store> make_memory_store();

}  // namespace bot
