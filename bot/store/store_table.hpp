// The store backends there are, by the name the configuration uses.
#pragma once

#include "bot/ports/store.hpp"
#include "bot/store/open_mode.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace bot {

struct store_backend {
    std::string_view name;
    // `where` is what the backend needs to find it: a file's path, an address; "" for memory.
    result<std::unique_ptr<store>> (*open)(const std::string& where, open_mode mode);
};

std::span<const store_backend> store_backends();
const store_backend* find_store_backend(std::string_view name);

}  // namespace bot
