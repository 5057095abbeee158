#include "bot/base/digest.hpp"

#include <openssl/evp.h>

#include <cassert>
#include <memory>

namespace bot {

digest sha256(std::initializer_list<std::string_view> parts) {
    // One context for each thread: making one costs more than hashing a chat line.
    struct context {
        EVP_MD_CTX* held = EVP_MD_CTX_new();
        EVP_MD* method = EVP_MD_fetch(nullptr, "SHA256", nullptr);
        ~context() {
            EVP_MD_CTX_free(held);
            EVP_MD_free(method);
        }
    };
    thread_local context ours;
    digest made{};
    [[maybe_unused]] int ok = EVP_DigestInit_ex2(ours.held, ours.method, nullptr);
    for (const auto part : parts) ok &= EVP_DigestUpdate(ours.held, part.data(), part.size());
    ok &= EVP_DigestFinal_ex(ours.held, made.data(), nullptr);
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
