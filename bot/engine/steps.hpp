// Small words for the steps of a batch. Its sources only.
#pragma once

#include "bot/base/result.hpp"

#include <utility>

namespace bot {

// The failure of one step, as that of the whole.
template <class T>
tl::unexpected<error> lost(result<T>& failed) {
    return tl::unexpected(std::move(failed.error()));
}

// What a batch may go on after: the store did not have what was to be changed.
inline result<void> unless_missing(result<void> changed) {
    if (!changed && changed.error().code == errc::not_found) return {};
    return changed;
}

}  // namespace bot
