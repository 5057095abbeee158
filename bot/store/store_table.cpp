#include "bot/store/store_table.hpp"

#include "bot/store/memory/memory_store.hpp"
#include "bot/store/sqlite/sqlite_store.hpp"

#include <array>

namespace bot {
namespace {

result<std::unique_ptr<store>> open_memory_store(const std::string&, open_mode) {
    return make_memory_store();
}

constexpr std::array backends{
    store_backend{"sqlite", open_sqlite_store},
    store_backend{"memory", open_memory_store},
};

}  // namespace

std::span<const store_backend> store_backends() {
    return backends;
}

const store_backend* find_store_backend(std::string_view name) {
    for (const auto& backend : backends)
        if (backend.name == name) return &backend;
    return nullptr;
}

}  // namespace bot
