#include "tests/emulators/shared/pieces.hpp"

#include "tests/emulators/shared/frame.hpp"

#include <algorithm>

namespace emulator {

namespace {

using pieces = std::vector<piece>;

std::string whole(std::string_view text) {
    return frame_bytes(opcode::text, text);
}

// An odd frame, and the right one behind it.
pieces after(opcode is, std::string_view odd, std::string_view text) {
    return {{frame_bytes(is, odd) + whole(text)}};
}

std::string fragments(std::string_view text, const fault& how, std::string_view between) {
    const auto wanted = std::clamp<std::int64_t>(how.number(3), 1, std::ssize(text) + 1);
    const auto size = text.size() / static_cast<std::size_t>(wanted) + 1;
    std::string bytes;
    for (std::size_t at = 0; at == 0 || at < text.size(); at += size) {
        if (at > 0) bytes += between;
        const auto is = at == 0 ? opcode::text : opcode::continuation;
        bytes += frame_bytes(is, text.substr(at, size), at + size >= text.size());
    }
    return bytes;
}

pieces half_open(std::string_view, const fault&) {
    return {{"", 0, piece::after::silence}};
}

pieces reset_mid_frame(std::string_view text, const fault&) {
    const auto bytes = whole(text);
    return {{bytes.substr(0, bytes.size() / 2), 0, piece::after::reset}};
}

pieces fragmented(std::string_view text, const fault& how) {
    return {{fragments(text, how, "")}};
}

pieces interleaved(std::string_view text, const fault& how) {
    return {{fragments(text, how, frame_bytes(opcode::ping, "Ping in between"))}};
}

pieces byte_by_byte(std::string_view text, const fault&) {
    return {{whole(text), 1}};
}

pieces binary(std::string_view text, const fault&) {
    return after(opcode::binary, std::string_view("\0\1\2\xff", 4), text);
}

pieces empty(std::string_view text, const fault&) {
    return after(opcode::text, "", text);
}

pieces garbage(std::string_view text, const fault&) {
    return after(opcode::text, "{\"id\":", text);
}

pieces no_utf8(std::string_view text, const fault&) {
    return after(opcode::text, "{\"text\":\"\xc3\x28\"}", text);
}

pieces huge(std::string_view text, const fault& how) {
    const auto size = static_cast<std::size_t>(how.number(5 * 1024 * 1024));
    std::string padded(text.substr(0, text.size() - 1));
    padded += ",\"padding\":\"";
    if (padded.size() + 2 < size) padded.append(size - padded.size() - 2, 'x');
    return {{whole(padded + "\"}")}};
}

struct row {
    std::string_view name;
    pieces (*write)(std::string_view text, const fault& how);
};
constexpr row rows[] = {
    {"half_open", half_open},
    {"reset_mid_frame", reset_mid_frame},
    {"fragmented", fragmented},
    {"interleaved", interleaved},
    {"byte_by_byte", byte_by_byte},
    {"binary", binary},
    {"empty", empty},
    {"garbage", garbage},
    {"no_utf8", no_utf8},
    {"huge", huge},
};

}  // namespace

pieces pieces_of(std::string_view text, const std::optional<fault>& how) {
    for (const auto& [name, write] : rows)
        if (how && how->name == name) return write(text, *how);
    return {{whole(text)}};
}

}  // namespace emulator
