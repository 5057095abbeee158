#include "tests/emulators/shared/frame.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>

namespace emulator {

namespace {

std::uint64_t big_endian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (const char byte : bytes) value = value << 8 | static_cast<std::uint8_t>(byte);
    return value;
}

void append_big_endian(std::string& out, std::uint64_t value, int bytes) {
    for (int left = bytes - 1; left >= 0; --left) out += static_cast<char>(value >> (8 * left));
}

void apply_mask(std::string& payload, std::string_view key) {
    for (std::size_t at = 0; at < payload.size(); ++at)
        payload[at] = static_cast<char>(payload[at] ^ key[at % 4]);
}

}  // namespace

std::string frame_bytes(
    opcode is, std::string_view payload, bool final, std::optional<std::uint32_t> mask
) {
    std::string out;
    out.reserve(payload.size() + 14);
    out += static_cast<char>((final ? 0x80 : 0) | static_cast<int>(is));
    const int bit = mask ? 0x80 : 0;
    if (payload.size() < 126) {
        out += static_cast<char>(bit | static_cast<int>(payload.size()));
    } else if (payload.size() <= 0xffff) {
        out += static_cast<char>(bit | 126);
        append_big_endian(out, payload.size(), 2);
    } else {
        out += static_cast<char>(bit | 127);
        append_big_endian(out, payload.size(), 8);
    }
    if (!mask) return out.append(payload);

    std::string key, hidden(payload);
    append_big_endian(key, *mask, 4);
    apply_mask(hidden, key);
    return out + key + hidden;
}

std::string close_payload(std::uint16_t code, std::string_view reason) {
    std::string out;
    append_big_endian(out, code, 2);
    return out.append(reason);
}

std::string accept_for(std::string_view key) {
    const auto joined = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
    SHA1(reinterpret_cast<const unsigned char*>(joined.data()), joined.size(), digest.data());
    std::array<unsigned char, 32> text{};
    const int size = EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(digest.size()));
    return {reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(size)};
}

void frame_reader::feed(std::string_view bytes) {
    bytes_.erase(0, at_);
    at_ = 0;
    bytes_.append(bytes);
}

std::optional<frame> frame_reader::next() {
    const auto left = std::string_view(bytes_).substr(at_);
    if (left.size() < 2) return std::nullopt;
    const auto first = static_cast<std::uint8_t>(left[0]);
    const auto second = static_cast<std::uint8_t>(left[1]);
    const bool masked = (second & 0x80) != 0;
    std::size_t head = 2, length = second & 0x7f;
    if (length >= 126) {
        const std::size_t wide = length == 126 ? 2 : 8;
        if (left.size() < head + wide) return std::nullopt;
        length = big_endian(left.substr(head, wide));
        head += wide;
    }
    const std::size_t key_at = head;
    if (masked) head += 4;
    if (left.size() < head || left.size() - head < length) return std::nullopt;

    frame got{
        static_cast<opcode>(first & 0x0f),
        std::string(left.substr(head, length)),
        (first & 0x80) != 0,
        masked};
    if (masked) apply_mask(got.payload, left.substr(key_at, 4));
    at_ += head + length;
    return got;
}

}  // namespace emulator
