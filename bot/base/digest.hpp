// SHA-256 and how it is written. libcrypto does the work; it uses the CPU's own instructions.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace bot {

using digest = std::array<std::uint8_t, 32>;

// The digest of the parts as if they stood one after the other.
digest sha256(std::initializer_list<std::string_view> parts);
inline digest sha256(std::string_view bytes) { return sha256({bytes}); }

std::string to_hex(std::string_view bytes);
std::string to_hex(const digest& d);
inline std::string_view bytes_of(const digest& d) {
    return {reinterpret_cast<const char*>(d.data()), d.size()};
}

}  // namespace bot
