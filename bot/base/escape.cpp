#include "bot/base/escape.hpp"

#include "bot/base/digest.hpp"
#include "bot/base/markdown_scan.hpp"
#include "bot/base/text.hpp"

#include <algorithm>
#include <array>

namespace bot {
namespace {

using namespace markdown;

std::string percent(char c) {
    auto hex = to_hex(std::string_view(&c, 1));
    std::transform(hex.begin(), hex.end(), hex.begin(), [](char digit) {
        return digit >= 'a' ? static_cast<char>(digit - 'a' + 'A') : digit;
    });
    return "%" + hex;
}

bool is_followed(std::string_view url, std::string_view scheme) {
    return url.size() > scheme.size() && equal_ignoring_case(url.substr(0, scheme.size()), scheme);
}

// One line of words with what would end or reshape a wikilink taken out.
std::string wikilink_part(std::string_view text, std::string_view unwanted, char instead) {
    std::string kept;
    for (const char c : clean(text)) {
        const bool blank = c == '\n' || is_blank(c);
        const char next = blank ? ' ' : unwanted.find(c) != std::string_view::npos ? instead : c;
        if (next == ' ' && (kept.empty() || kept.back() == ' ')) continue;
        kept += next;
    }
    return std::string(trim(kept));
}

// Inside a link nothing can be put into code, so a shout loses its sign and a tag its bracket.
std::string without_mentions(std::string_view text) {
    std::string kept;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '@' && mention_length(text, at) != 0) continue;
        if (text[at] == '<' && opens_markup(text, at)) {
            kept += "&lt;";
        } else {
            kept += text[at];
        }
    }
    return kept;
}

std::size_t longest_run(std::string_view text, char c) {
    std::size_t longest = 0, run = 0;
    for (const char each : text) {
        run = each == c ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return longest;
}

}  // namespace

std::string escape_link_target(std::string_view url) {
    const auto cleaned = clean(url);
    const auto said = trim(cleaned);
    const bool known = is_followed(said, "https://") || is_followed(said, "http://") ||
                       is_followed(said, "mailto:");
    if (!known) return {};
    std::string target;
    for (std::size_t at = 0; at < said.size(); ++at) {
        const char c = said[at];
        // Browsers drop these two, so a word cannot be hidden behind them.
        if (c == '\n' || c == '\t') continue;
        if (std::string_view(" <>()\\`|\"").find(c) != std::string_view::npos) {
            target += percent(c);
        } else {
            target += c;
            if (c == '&' && opens_entity(said, at)) target += "amp;";
        }
    }
    return target;
}

std::string wikilink(std::string_view target, std::string_view text) {
    const auto to = without_mentions(wikilink_part(target, "[]|<>`\\", ' '));
    auto shown = wikilink_part(text, "|\\`", '/');
    std::replace(shown.begin(), shown.end(), '[', '(');
    std::replace(shown.begin(), shown.end(), ']', ')');
    shown = without_mentions(shown);
    if (to.empty()) return escape_markdown(text);
    if (shown.empty() || shown == to) return "[[" + to + "]]";
    return "[[" + to + "|" + shown + "]]";
}

std::string fence(std::string_view text, std::string_view language) {
    auto body = clean(text);
    const std::string ticks(std::max<std::size_t>(3, longest_run(body, '`') + 1), '`');
    std::string made = ticks;
    for (const char c : language)
        if (is_alnum(c) || std::string_view("_+-.#").find(c) != std::string_view::npos) made += c;
    made += '\n';
    made += body;
    if (!body.empty() && body.back() != '\n') made += '\n';
    return made + ticks;
}

std::string escape_html(std::string_view text) {
    std::string made;
    for (const char c : clean(text)) {
        switch (c) {
            case '&':
                made += "&amp;";
                break;
            case '<':
                made += "&lt;";
                break;
            case '>':
                made += "&gt;";
                break;
            case '"':
                made += "&quot;";
                break;
            case '\'':
                made += "&#39;";
                break;
            default:
                made += c;
        }
    }
    return made;
}

}  // namespace bot
