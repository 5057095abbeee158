#include "bot/net/signature.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <cassert>
#include <memory>

namespace bot {

namespace {

struct mac_free {
    void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};

}  // namespace

digest hmac_sha256(std::string_view key, std::initializer_list<std::string_view> parts) {
    assert(!key.empty() && "an empty secret proves nothing");
    const std::unique_ptr<EVP_MAC, mac_free> mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    const std::unique_ptr<EVP_MAC_CTX, mac_free> context(EVP_MAC_CTX_new(mac.get()));
    char method[] = "SHA256";
    const OSSL_PARAM settings[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, method, 0),
        OSSL_PARAM_construct_end()};

    digest made{};
    std::size_t size = 0;
    const auto* bytes = reinterpret_cast<const unsigned char*>(key.data());
    [[maybe_unused]] int ok = EVP_MAC_init(context.get(), bytes, key.size(), settings);
    for (const auto part : parts) {
        ok &= EVP_MAC_update(
            context.get(), reinterpret_cast<const unsigned char*>(part.data()), part.size()
        );
    }
    ok &= EVP_MAC_final(context.get(), made.data(), &size, made.size());
    assert(ok == 1 && size == made.size() && "HMAC-SHA256 is always there");
    return made;
}

bool equal_constant_time(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    return a.empty() || CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace bot
