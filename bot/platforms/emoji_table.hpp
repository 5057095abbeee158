// The short names of the emoji everybody has, as data.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace bot {

// An alias is a second name of a character; a toned one takes a skin tone.
enum class emoji_kind : std::uint8_t { plain, toned, alias };

struct emoji_row {
    std::string_view name, character;
    emoji_kind kind = emoji_kind::plain;
};

// Sorted by name, byte by byte.
std::span<const emoji_row> emoji_table();

}  // namespace bot
