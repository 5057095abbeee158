#include "bot/base/escape.hpp"
#include "bot/base/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

namespace bot {
namespace {

constexpr auto none = std::string_view::npos;

// Characters that stand for themselves nowhere in a YAML stream, or that some reader takes
// for a line end, a byte order mark or nothing at all.
bool must_be_escaped(std::uint32_t code) {
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x200B || code == 0x200E ||
           code == 0x200F || (code >= 0x2028 && code <= 0x202E) ||
           (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF || (code & 0xFFFEU) == 0xFFFE ||
           (code >= 0xFDD0 && code <= 0xFDEF);
}

std::string escape_of(std::uint32_t code) {
    switch (code) {
        case '\n':
            return "\\n";
        case '\t':
            return "\\t";
        case '\r':
            return "\\r";
        default:
            break;
    }
    std::array<char, 16> buffer{};
    const char* form = code < 0x100 ? "\\x%02X" : code < 0x10000 ? "\\u%04X" : "\\U%08X";
    const int length = std::snprintf(buffer.data(), buffer.size(), form, code);
    return {buffer.data(), static_cast<std::size_t>(length)};
}

// Calls with (code point, its bytes) for each character of well-formed text.
template <class Visit>
void each_character(std::string_view text, Visit visit) {
    for (std::size_t at = 0; at < text.size();) {
        const auto lead = static_cast<unsigned char>(text[at]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        std::uint32_t code = length == 1 ? lead : lead & (0xFFU >> (length + 1));
        for (std::size_t i = 1; i < length; ++i)
            code = code << 6U | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
        visit(code, text.substr(at, length));
        at += length;
    }
}

// What YAML 1.1 or 1.2 reads as something other than a string.
bool is_read_as_other(std::string_view text) {
    static constexpr std::array<std::string_view, 11> words{
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"};
    const auto is_text = [&](auto word) { return equal_ignoring_case(word, text); };
    if (std::any_of(words.begin(), words.end(), is_text)) return true;
    // Numbers of every base, dates, versions: digits first and nothing that a number cannot hold.
    const bool digit_first = (text[0] >= '0' && text[0] <= '9') || text[0] == '+';
    return digit_first && text.find_first_not_of("0123456789abcdefABCDEFxXoO_.+-") == none;
}

bool is_plain(std::string_view text) {
    if (text.empty() || text.front() == ' ' || text.back() == ' ') return false;
    if (std::string_view("-?:,[]{}#&*!|>'\"%@`~=<.").find(text.front()) != none) return false;
    if (text.find_first_of(":?,[]{}") != none || text.find(" #") != none) return false;
    bool printable = true;
    each_character(text, [&](std::uint32_t code, std::string_view) {
        printable &= !must_be_escaped(code);
    });
    return printable && !is_read_as_other(text);
}

}  // namespace

std::string yaml_scalar(std::string_view text) {
    const auto good = repair_utf8(text);
    return is_plain(good) ? good : yaml_quoted(good);
}

std::string yaml_quoted(std::string_view text) {
    const auto good = repair_utf8(text);
    std::string made = "\"";
    each_character(good, [&](std::uint32_t code, std::string_view bytes) {
        if (code == '"' || code == '\\') {
            made += '\\';
            made += bytes;
        } else if (must_be_escaped(code)) {
            made += escape_of(code);
        } else {
            made += bytes;
        }
    });
    return made + "\"";
}

}  // namespace bot
