#include "bot/base/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace bot {
namespace {

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

char to_lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Length of the well-formed sequence that starts at `at`, 0 when there is none (RFC 3629).
std::size_t sequence_length(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) -> unsigned {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    const unsigned lead = byte(at);
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return follows(at + 1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        if (!follows(at + 1) || !follows(at + 2)) return 0;
        if (lead == 0xE0 && byte(at + 1) < 0xA0) return 0;
        if (lead == 0xED && byte(at + 1) > 0x9F) return 0;
        return 3;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        if (!follows(at + 1) || !follows(at + 2) || !follows(at + 3)) return 0;
        if (lead == 0xF0 && byte(at + 1) < 0x90) return 0;
        if (lead == 0xF4 && byte(at + 1) > 0x8F) return 0;
        return 4;
    }
    return 0;
}

// Optimal string alignment: insert, delete, replace, swap neighbours.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        std::swap(before, last);
        std::swap(last, row);
    }
    return last[b.size()];
}

}  // namespace

std::string_view trim(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    std::size_t from = 0;
    for (;;) {
        const auto to = text.find(separator, from);
        parts.push_back(text.substr(from, to == text.npos ? text.npos : to - from));
        if (to == text.npos) return parts;
        from = to + 1;
    }
}

std::vector<std::string_view> split_lines(std::string_view text) {
    auto lines = split(text, '\n');
    for (auto& line : lines)
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (!lines.empty() && lines.back().empty()) lines.pop_back();
    return lines;
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
    std::string joined;
    for (const auto& part : parts) {
        if (!joined.empty()) joined += separator;
        joined += part;
    }
    return joined;
}

std::string lower_ascii(std::string_view text) {
    std::string lowered(text);
    std::transform(lowered.begin(), lowered.end(), lowered.begin(), to_lower);
    return lowered;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return to_lower(x) == to_lower(y);
    });
}

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != text.npos && !from.empty();
         at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

bool is_utf8(std::string_view text) {
    return good_utf8_bytes(text) == text.size();
}

std::size_t good_utf8_bytes(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        const auto length = sequence_length(text, at);
        if (length == 0) break;
        at += length;
    }
    return at;
}

std::string repair_utf8(std::string_view text) {
    if (is_utf8(text)) return std::string(text);
    std::string repaired;
    repaired.reserve(text.size() + 8);
    bool bad_run = false;
    for (std::size_t at = 0; at < text.size();) {
        const auto length = sequence_length(text, at);
        if (length == 0) {
            if (!bad_run) repaired += "\xEF\xBF\xBD";
            bad_run = true;
            ++at;
            continue;
        }
        bad_run = false;
        repaired += text.substr(at, length);
        at += length;
    }
    return repaired;
}

std::string shorten(std::string_view text, std::size_t limit) {
    static constexpr std::string_view ellipsis = "…";
    if (text.size() <= limit) return std::string(text);
    std::size_t keep = limit > ellipsis.size() ? limit - ellipsis.size() : 0;
    while (keep > 0 && (static_cast<unsigned char>(text[keep]) & 0xC0U) == 0x80U) --keep;
    return std::string(text.substr(0, keep)) + std::string(ellipsis);
}

std::string slug(std::string_view text, std::size_t limit) {
    std::string made;
    for (const char c : text) {
        const char low = to_lower(c);
        const bool kept = (low >= 'a' && low <= 'z') || (low >= '0' && low <= '9');
        if (kept) {
            made += low;
        } else if (!made.empty() && made.back() != '-' && static_cast<unsigned char>(c) < 0x80) {
            made += c == '\'' ? "" : "-";
        }
    }
    if (made.size() > limit) {
        const auto cut = made.rfind('-', limit);
        made.resize(cut != made.npos && cut > limit / 2 ? cut : limit);
    }
    while (!made.empty() && made.back() == '-') made.pop_back();
    return made.empty() ? "untitled" : made;
}

std::string_view nearest(std::string_view typed, std::span<const std::string_view> candidates) {
    std::string_view best;
    const auto wanted = lower_ascii(typed.substr(0, 64));
    std::size_t best_distance = std::max<std::size_t>(1, wanted.size() / 2);
    for (const auto candidate : candidates) {
        // A word begun is a word meant: "sev" is nearer to "severity" than to "see".
        const bool begun = wanted.size() >= 2 && candidate.starts_with(wanted);
        const auto distance = begun ? 0 : edit_distance(wanted, lower_ascii(candidate));
        const bool shorter = begun && best_distance == 0 && candidate.size() < best.size();
        const bool first = best.empty() && distance == best_distance && distance < wanted.size();
        if (distance < best_distance || first || shorter) {
            best = candidate;
            best_distance = distance;
        }
    }
    return best;
}

std::string_view article_for(std::string_view word) {
    word = trim(word);
    const auto end = word.find_first_of(" \t-/");
    const auto first = word.substr(0, end);
    if (first.empty()) return "a";
    const auto low = lower_ascii(first);
    const bool all_capitals =
        first.size() > 1 && std::all_of(first.begin(), first.end(), [](char c) {
            return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        });
    // Letters said one by one: an SRE, an HTTP error, a DNS outage, a URL.
    static constexpr std::array<std::string_view, 7> said_as_words{
        "nat", "ram", "rom", "san", "lan", "saml", "raid"};
    const bool a_word =
        std::find(said_as_words.begin(), said_as_words.end(), low) != said_as_words.end();
    if (all_capitals && !a_word)
        return std::string_view("AEFHILMNORSX8").find(first[0]) != std::string_view::npos ? "an"
                                                                                          : "a";
    if (low.starts_with("8") || low == "11" || low == "18") return "an";
    for (const std::string_view silent : {"hour", "honest", "honor", "honour", "heir"})
        if (low.starts_with(silent)) return "an";
    for (const std::string_view consonant :
         {"uni", "use", "usu", "usa", "uti", "ubiq", "eu", "one", "once", "ura", "ure"}) {
        if (!low.starts_with(consonant)) continue;
        if (low.starts_with("unin") || low.starts_with("unim")) break;  // uninstalled, unimportant
        return "a";
    }
    return std::string_view("aeiou").find(low[0]) != std::string_view::npos ? "an" : "a";
}

}  // namespace bot
