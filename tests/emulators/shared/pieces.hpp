// How a text frame goes out: as it should, or as a fault wants it. Pure.
#pragma once

#include "tests/emulators/shared/faults.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace emulator {

struct piece {
    std::string bytes;
    std::size_t step = 0;  // bytes in each write; 0: all at once
    enum class after { nothing, reset, silence, close } then = after::nothing;
};

std::vector<piece> pieces_of(std::string_view text, const std::optional<fault>& how);

}  // namespace emulator
