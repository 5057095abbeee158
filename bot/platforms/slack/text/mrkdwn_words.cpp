// The smallest pieces of mrkdwn: entities, emoji, and what ids read as.
#include "bot/base/markdown_scan.hpp"
#include "bot/base/time.hpp"
#include "bot/platforms/emoji.hpp"
#include "bot/platforms/slack/text/mrkdwn.hpp"
#include "bot/platforms/slack/text/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace bot::slack {
namespace {

using markdown::char_at;
using markdown::is_alnum;

constexpr auto none = std::string_view::npos;

bool is_word(char c) {
    return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80;
}

std::string or_else(std::optional<std::string> name, std::string_view label, std::string_view id) {
    if (name && !name->empty()) return *std::move(name);
    return std::string(label.empty() ? id : label);
}

std::string_view without(std::string_view label, char sigil) {
    if (label.starts_with(sigil)) label.remove_prefix(1);
    return label;
}

bool is_emoji_char(char c) {
    return is_alnum(c) || c == '_' || c == '-' || c == '+' || c == '\'';
}

// Length of ":name:" or ":name::skin-tone-2:" at `at`, 0 when there is none.
std::size_t emoji_length(std::string_view said, std::size_t at) {
    if (at > 0 && is_word(said[at - 1])) return 0;
    auto end = at + 1;
    while (is_emoji_char(char_at(said, end))) ++end;
    if (end == at + 1 || char_at(said, end) != ':') return 0;
    constexpr std::string_view tone = ":skin-tone-2:";
    if (said.substr(end + 1).starts_with(tone.substr(0, 11)) &&
        char_at(said, end + tone.size()) == ':')
        end += tone.size();
    return is_word(char_at(said, end + 1)) ? 0 : end + 1 - at;
}

}  // namespace

std::string unescape_mrkdwn(std::string_view said) {
    static constexpr std::array<std::pair<std::string_view, char>, 3> entities{
        {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}}};
    std::string plain;
    plain.reserve(said.size());
    for (std::size_t at = 0; at < said.size();) {
        const auto next = std::min(said.find('&', at), said.size());
        plain += said.substr(at, next - at);
        at = next;
        if (at == said.size()) break;
        char c = '&';
        std::size_t length = 1;
        for (const auto& [entity, means] : entities)
            if (said.substr(at).starts_with(entity)) c = means, length = entity.size();
        plain += c;
        at += length;
    }
    return plain;
}

std::string plain_words(std::string_view said) {
    if (said.find(':') == none) return unescape_mrkdwn(said);
    std::string shown;
    shown.reserve(said.size());
    for (std::size_t at = 0; at < said.size();) {
        const auto length = said[at] == ':' ? emoji_length(said, at) : 0;
        if (length == 0) {
            shown += said[at++];
            continue;
        }
        const auto name = said.substr(at + 1, length - 2);
        const auto emoji = emoji_of(name);
        shown += emoji == name ? said.substr(at, length) : emoji;
        at += length;
    }
    return unescape_mrkdwn(shown);
}

std::string code_words(std::string_view said) {
    std::string code;
    while (!said.empty()) {
        const auto open = std::min(said.find('<'), said.size());
        const auto close = said.find('>', open);
        code += unescape_mrkdwn(said.substr(0, open));
        if (close == none) {
            code += unescape_mrkdwn(said.substr(open));
            break;
        }
        const auto inside = said.substr(open + 1, close - open - 1);
        const bool link = inside.find(':') < inside.find_first_of("@#!");
        const auto shown = inside.substr(inside.find('|') + 1);
        code += unescape_mrkdwn(link ? shown : said.substr(open, close + 1 - open));
        said.remove_prefix(close + 1);
    }
    return code;
}

std::string person_words(std::string_view id, std::string_view label, const names& who) {
    return "@" + or_else(who.person(id), without(label, '@'), id);
}

std::string channel_words(std::string_view id, std::string_view label, const names& who) {
    return "#" + or_else(who.channel(id), without(label, '#'), id);
}

std::string group_words(std::string_view id, std::string_view label, const names& who) {
    return "@" + or_else(who.group(id), without(label, '@'), id);
}

std::string date_words(std::string_view epoch, std::string_view fallback) {
    constexpr std::int64_t latest = 253'402'300'799;  // the end of year 9999
    std::int64_t seconds = 0;
    const auto read = std::from_chars(epoch.data(), epoch.data() + epoch.size(), seconds);
    const bool whole = read.ec == std::errc() && read.ptr == epoch.data() + epoch.size();
    if (!whole || seconds < 0 || seconds > latest)
        return std::string(fallback.empty() ? epoch : fallback);
    return format_rfc3339(instant(std::chrono::seconds(seconds)));
}

}  // namespace bot::slack
