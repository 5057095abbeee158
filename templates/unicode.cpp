#include "templates/unicode.hpp"

#include <algorithm>
#include <cstring>
#include <cwctype>
#include <locale.h>

namespace bot {
namespace {

// glibc builds C.UTF-8 in; the letters do not depend on the machine's locale.
locale_t letters() {
    static const locale_t known = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return known;
}

bool is_ascii(char32_t code) {
    return code < 0x80;
}

bool ends_line(char32_t code) {
    return (code >= 0x0A && code <= 0x0D) || (code >= 0x1C && code <= 0x1E) || code == 0x85 ||
           code == 0x2028 || code == 0x2029;
}

}  // namespace

character character_at(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) -> unsigned {
        return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
    };
    const auto more = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    const unsigned lead = byte(0);
    if (lead < 0x80) return {lead, 1};
    if (lead >= 0xC2 && lead < 0xE0 && more(1))
        return {((lead & 0x1FU) << 6) | (byte(1) & 0x3FU), 2};
    if (lead >= 0xE0 && lead < 0xF0 && more(1) && more(2))
        return {((lead & 0x0FU) << 12) | ((byte(1) & 0x3FU) << 6) | (byte(2) & 0x3FU), 3};
    if (lead >= 0xF0 && lead < 0xF5 && more(1) && more(2) && more(3))
        return {
            ((lead & 0x07U) << 18) | ((byte(1) & 0x3FU) << 12) | ((byte(2) & 0x3FU) << 6) |
                (byte(3) & 0x3FU),
            4};
    return {0xDC00U + lead, 1};
}

void append_character(std::string& to, char32_t code) {
    const auto put = [&](char32_t byte) { to += static_cast<char>(byte); };
    if (code >= 0xDC80 && code <= 0xDCFF) return put(code - 0xDC00);
    if (code < 0x80) return put(code);
    if (code < 0x800) {
        put(0xC0 | (code >> 6));
    } else if (code < 0x10000) {
        put(0xE0 | (code >> 12));
        put(0x80 | ((code >> 6) & 0x3F));
    } else {
        put(0xF0 | (code >> 18));
        put(0x80 | ((code >> 12) & 0x3F));
        put(0x80 | ((code >> 6) & 0x3F));
    }
    put(0x80 | (code & 0x3F));
}

std::size_t count_characters(std::string_view text) {
    std::size_t n = 0;
    for (std::size_t i = 0; i < text.size(); i += character_at(text, i).size) ++n;
    return n;
}

std::string_view characters(std::string_view text, std::size_t from, std::size_t to) {
    std::size_t i = 0, n = 0;
    for (; i < text.size() && n < from; ++n) i += character_at(text, i).size;
    const std::size_t begin = i;
    for (; i < text.size() && n < to; ++n) i += character_at(text, i).size;
    return text.substr(begin, i - begin);
}

std::vector<std::string_view> each_character(std::string_view text) {
    std::vector<std::string_view> parts;
    for (std::size_t i = 0; i < text.size(); i += parts.back().size())
        parts.push_back(text.substr(i, character_at(text, i).size));
    return parts;
}

char32_t to_upper(char32_t code) {
    if (is_ascii(code)) return code >= 'a' && code <= 'z' ? code - 32 : code;
    return static_cast<char32_t>(towupper_l(static_cast<wint_t>(code), letters()));
}

char32_t to_lower(char32_t code) {
    if (is_ascii(code)) return code >= 'A' && code <= 'Z' ? code + 32 : code;
    return static_cast<char32_t>(towlower_l(static_cast<wint_t>(code), letters()));
}

bool is_blank(char32_t code) {
    if (is_ascii(code))
        return code == ' ' || (code >= 9 && code <= 13) || (code >= 28 && code <= 31);
    return code == 0x85 || code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) ||
           code == 0x2028 || code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000;
}

bool is_word_part(char32_t code) {
    if (code == '_') return true;
    return iswalnum_l(static_cast<wint_t>(code), letters()) != 0;
}

bool is_printable(char32_t code) {
    if (is_ascii(code)) return code >= 0x20 && code < 0x7F;
    if (code < 0xA1 || code == 0xAD || is_blank(code) || (code >= 0xD800 && code <= 0xDFFF))
        return false;
    if ((code >= 0x200B && code <= 0x200F) || (code >= 0x202A && code <= 0x202E) ||
        (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF)
        return false;
    return iswprint_l(static_cast<wint_t>(code), letters()) != 0;
}

std::string upper(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const auto [code, size] = character_at(text, i);
        if (code == 0xDF)
            out += "SS";
        else
            append_character(out, to_upper(code));
        i += size;
    }
    return out;
}

std::string lower(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const auto [code, size] = character_at(text, i);
        append_character(out, to_lower(code));
        i += size;
    }
    return out;
}

std::string_view strip(std::string_view text) {
    while (!text.empty()) {
        const auto [code, size] = character_at(text, 0);
        if (!is_blank(code)) break;
        text.remove_prefix(size);
    }
    while (!text.empty()) {
        std::size_t last = text.size() - 1;
        while (last > 0 && text.size() - last < 4 &&
               (static_cast<unsigned char>(text[last]) & 0xC0U) == 0x80U)
            --last;
        if (!is_blank(character_at(text, last).code)) break;
        text.remove_suffix(text.size() - last);
    }
    return text;
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < text.size();) {
        const auto [code, size] = character_at(text, i);
        if (!ends_line(code)) {
            i += size;
            continue;
        }
        lines.push_back(text.substr(begin, i - begin));
        i += text.substr(i).starts_with("\r\n") ? 2 : size;
        begin = i;
    }
    if (begin < text.size()) lines.push_back(text.substr(begin));
    return lines;
}

std::size_t find_in(std::string_view text, std::string_view words, std::size_t from) {
    if (from > text.size()) return text.npos;
    if (words.empty()) return from;
    const auto* found =
        ::memmem(text.data() + from, text.size() - from, words.data(), words.size());
    return found ? static_cast<std::size_t>(static_cast<const char*>(found) - text.data())
                 : text.npos;
}

}  // namespace bot
