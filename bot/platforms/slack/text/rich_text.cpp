#include "bot/platforms/slack/text/rich_text.hpp"

#include "bot/platforms/emoji.hpp"
#include "bot/platforms/slack/text/mrkdwn.hpp"
#include "bot/platforms/slack/text/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace bot::slack {
namespace {

constexpr std::int64_t deepest = 8, highest = 999'999'999;

struct inline_context {
    json element;
    style looks = style::none;
    const names& who;
    runs& into;
};
using inline_reader = void (*)(const inline_context&);

std::string_view field(const inline_context& at, std::string_view key) {
    return text(at.element, key);
}

void read_words(const inline_context& at) {
    const auto looks = member(at.element, "style");
    if (looks && flag(*looks, "code")) return at.into.code(field(at, "text"));
    at.into.words(field(at, "text"), at.looks);
}

void read_link(const inline_context& at) {
    at.into.link(field(at, "url"), field(at, "text"), at.looks);
}

void read_person(const inline_context& at) {
    at.into.words(person_words(field(at, "user_id"), {}, at.who), at.looks);
}

void read_group(const inline_context& at) {
    at.into.words(group_words(field(at, "usergroup_id"), {}, at.who), at.looks);
}

void read_channel(const inline_context& at) {
    at.into.words(channel_words(field(at, "channel_id"), {}, at.who), at.looks);
}

void read_broadcast(const inline_context& at) {
    at.into.words("@" + std::string(field(at, "range")), at.looks);
}

void read_team(const inline_context& at) {
    at.into.words("@" + std::string(field(at, "team_id")), at.looks);
}

void read_color(const inline_context& at) {
    at.into.words(field(at, "value"), at.looks);
}

void read_date(const inline_context& at) {
    const auto moment =
        date_words(std::to_string(number(at.element, "timestamp", -1)), field(at, "fallback"));
    const auto url = field(at, "url");
    url.empty() ? at.into.words(moment, at.looks) : at.into.link(url, moment, at.looks);
}

void append_utf8(std::uint32_t code, std::string& into) {
    const auto tail = [&](unsigned shift) {
        into += static_cast<char>(0x80U | ((code >> shift) & 0x3FU));
    };
    if (code < 0x80) {
        into += static_cast<char>(code);
    } else if (code < 0x800) {
        into += static_cast<char>(0xC0U | (code >> 6U));
        tail(0);
    } else if (code < 0x10000) {
        into += static_cast<char>(0xE0U | (code >> 12U));
        tail(6), tail(0);
    } else {
        into += static_cast<char>(0xF0U | (code >> 18U));
        tail(12), tail(6), tail(0);
    }
}

// "1f44b-1f3fc" as the character it names; empty when it names none.
std::string from_code_points(std::string_view hex) {
    std::string made;
    while (!hex.empty()) {
        const auto end = std::min(hex.find('-'), hex.size());
        std::uint32_t code = 0;
        const auto read = std::from_chars(hex.data(), hex.data() + end, code, 16);
        if (read.ec != std::errc() || read.ptr != hex.data() + end || code > 0x10FFFF) return {};
        append_utf8(code, made);
        hex.remove_prefix(std::min(end + 1, hex.size()));
    }
    return made;
}

void read_emoji(const inline_context& at) {
    const auto name = field(at, "name");
    auto shown = from_code_points(field(at, "unicode"));
    if (shown.empty()) shown = emoji_of(name);
    if (shown == name) shown = ":" + shown + ":";
    at.into.words(shown, at.looks);
}

struct inline_row {
    std::string_view type;
    inline_reader read;
};
constexpr std::array<inline_row, 10> inline_readers{{
    {"text", read_words},
    {"link", read_link},
    {"user", read_person},
    {"usergroup", read_group},
    {"channel", read_channel},
    {"broadcast", read_broadcast},
    {"emoji", read_emoji},
    {"date", read_date},
    {"color", read_color},
    {"team", read_team},
}};

style style_of(json element) {
    const auto given = member(element, "style");
    if (!given) return style::none;
    auto looks = style::none;
    if (flag(*given, "bold")) looks = looks | style::bold;
    if (flag(*given, "italic")) looks = looks | style::italic;
    if (flag(*given, "strike")) looks = looks | style::strike;
    return looks;
}

void read_inline(json element, const names& who, runs& into) {
    const inline_context at{element, style_of(element), who, into};
    const auto type = text(element, "type");
    const auto known =
        std::find_if(inline_readers.begin(), inline_readers.end(), [&](const auto& row) {
            return row.type == type;
        });
    if (known != inline_readers.end()) return known->read(at);
    const auto said = field(at, "text");
    into.words(said.empty() ? field(at, "fallback") : said, at.looks);
}

runs read_line(json section, const names& who) {
    runs line;
    for (json element : items(section, "elements")) read_inline(element, who, line);
    return line;
}

// In a list `elements` are sections, one for each item.
void read_list(json list, const names& who, document_writer& into) {
    const auto depth =
        static_cast<std::size_t>(std::clamp<std::int64_t>(number(list, "indent"), 0, deepest));
    const bool is_numbered = text(list, "style") == "ordered";
    auto next = std::clamp<std::int64_t>(number(list, "offset"), 0, highest);
    for (json item : items(list, "elements")) {
        const auto line = read_line(item, who);
        if (!is_numbered) {
            into.bullet(depth, line);
        } else {
            into.numbered(depth, next > 0 ? next + 1 : 0, line);
            next = 0;
        }
    }
}

void read_preformatted(json block, document_writer& into) {
    std::string code;
    for (json element : items(block, "elements")) {
        const auto said = text(element, "text");
        code += said.empty() ? text(element, "url") : said;
    }
    into.fence(code);
}

}  // namespace

void read_rich_text(json block, const names& who, document_writer& into) {
    for (json part : items(block, "elements")) {
        const auto type = text(part, "type");
        if (type == "rich_text_list") {
            read_list(part, who, into);
        } else if (type == "rich_text_quote") {
            into.quote(read_line(part, who));
        } else if (type == "rich_text_preformatted") {
            read_preformatted(part, into);
        } else {
            into.text(read_line(part, who));
        }
    }
}

}  // namespace bot::slack
