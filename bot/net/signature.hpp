// Proof that a message came from who holds the secret: HMAC-SHA256, and a comparison
// whose time says nothing about where two signatures differ.
#pragma once

#include "bot/base/digest.hpp"

#include <initializer_list>
#include <string_view>

namespace bot {

// The HMAC of the parts as if they stood one after the other. An empty key is the caller's
// bug (it must have refused to start) and asserts.
digest hmac_sha256(std::string_view key, std::initializer_list<std::string_view> parts);

// False at once when the lengths differ: the length of a signature is no secret.
bool equal_constant_time(std::string_view a, std::string_view b);

}  // namespace bot
