#include "bot/base/plain_line.hpp"

#include "bot/base/text.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace bot {
namespace {

bool is_plain_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

// Of good UTF-8: how many bytes the character takes that begins with this one.
std::size_t length_of(char lead) {
    const auto byte = static_cast<unsigned char>(lead);
    if (byte < 0x80) return 1;
    if (byte < 0xE0) return 2;
    return byte < 0xF0 ? 3 : 4;
}

std::uint32_t code_of(std::string_view character) {
    static constexpr std::uint32_t masks[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    std::uint32_t code = static_cast<unsigned char>(character[0]) & masks[character.size()];
    for (const char c : character.substr(1))
        code = code << 6U | (static_cast<unsigned char>(c) & 0x3FU);
    return code;
}

bool is_hidden(std::uint32_t code) {
    const auto within = [&](std::uint32_t first, std::uint32_t last) {
        return code >= first && code <= last;
    };
    return code < 0x20 || within(0x7F, 0x9F) || code == 0x061C || within(0x200B, 0x200F) ||
           within(0x2028, 0x202E) || within(0x2060, 0x206F) || code == 0xFEFF ||
           within(0xFFF9, 0xFFFB) || within(0xE0000, 0xE007F);
}

std::string shown(std::uint32_t code) {
    if (code == '\n') return "\\n";
    if (code == '\t') return "\\t";
    static constexpr char digits[] = "0123456789abcdef";
    std::string text = code < 0x100 ? "\\x" : code < 0x10000 ? "\\u" : "\\U";
    const int places = code < 0x100 ? 2 : code < 0x10000 ? 4 : 8;
    for (int place = places - 1; place >= 0; --place)
        text += digits[code >> static_cast<unsigned>(4 * place) & 0xFU];
    return text;
}

}  // namespace

std::string plain_line(std::string_view text) {
    if (is_plain_ascii(text)) return std::string(text);
    const auto whole = repair_utf8(text);
    std::string line;
    line.reserve(whole.size());
    for (std::string_view rest = whole; !rest.empty();) {
        const auto character = rest.substr(0, length_of(rest[0]));
        rest.remove_prefix(character.size());
        const auto code = code_of(character);
        if (is_hidden(code))
            line += shown(code);
        else
            line += character;
    }
    return line;
}

}  // namespace bot
