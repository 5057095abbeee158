// What a test draws its luck from.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <random>

namespace bot::test {

// A new one each time. The same luck again: SCRIBE_SEED=NUMBER, which a failing test has printed.
inline std::uint32_t drawn_seed() {
    const auto* told = std::getenv("SCRIBE_SEED");
    return told ? static_cast<std::uint32_t>(std::strtoul(told, nullptr, 10))
                : std::random_device{}();
}

}  // namespace bot::test
