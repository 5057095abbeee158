#include "bot/platforms/mattermost/show/seal.hpp"

#include "bot/net/signature.hpp"

namespace bot::mattermost {
namespace {

constexpr std::size_t seal_length = 64;  // hex digits of a SHA-256

// Each part with its length before it: what ends one cannot begin another.
std::string framed(std::string_view part) {
    return std::to_string(part.size()).append(":").append(part);
}

std::string seal_of(const secret& key, const sealed_for& whom, std::string_view words) {
    const auto head = framed("scribe mattermost 1") + framed(whom.purpose) + framed(whom.channel) +
                      framed(whom.person);
    return to_hex(hmac_sha256(key.reveal(), {head, words}));
}

}  // namespace

std::string seal::close(const sealed_for& whom, std::string_view words) const {
    return std::string(words).append(".").append(seal_of(key_, whom, words));
}

std::optional<std::string> seal::open(const sealed_for& whom, std::string_view closed) const {
    if (closed.size() <= seal_length) return std::nullopt;
    const auto dot = closed.size() - seal_length - 1;
    if (closed[dot] != '.') return std::nullopt;
    const auto words = closed.substr(0, dot);
    if (!equal_constant_time(seal_of(key_, whom, words), closed.substr(dot + 1)))
        return std::nullopt;
    return std::string(words);
}

}  // namespace bot::mattermost
