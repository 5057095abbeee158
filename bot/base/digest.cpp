#include "bot/base/digest.hpp"

// The plain functions, not EVP: those first load providers and every algorithm they know, 2 MB of
// pages for the one we want, and then take longer over a chat line.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

#include <cassert>

namespace bot {

digest sha256(std::initializer_list<std::string_view> parts) {
    SHA256_CTX context;
    digest made{};
    [[maybe_unused]] int ok = SHA256_Init(&context);
    for (const auto part : parts) ok &= SHA256_Update(&context, part.data(), part.size());
    ok &= SHA256_Final(made.data(), &context);
    assert(ok == 1 && "SHA-256 is always there");
    return made;
}

std::string to_hex(std::string_view bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string hex;
    hex.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        hex += digits[byte >> 4U];
        hex += digits[byte & 0xFU];
    }
    return hex;
}

std::string to_hex(const digest& d) {
    return to_hex(bytes_of(d));
}

}  // namespace bot
