#include "bot/platforms/slack/text/line_marks.hpp"

#include "bot/base/block_scan.hpp"
#include "bot/base/markdown_scan.hpp"
#include "bot/base/section_inline.hpp"
#include "bot/base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace bot::slack {
namespace {

using namespace markdown;

constexpr auto none = std::string_view::npos;
constexpr std::size_t longest_number = 9;

bool ends_at(std::string_view line, std::size_t at) {
    return at >= line.size() || is_blank(line[at]);
}

std::size_t digits_end(std::string_view line) {
    return std::min(line.find_first_not_of("0123456789"), line.size());
}

line_mark number_mark(std::string_view line) {
    const auto end = digits_end(line);
    const char after = char_at(line, end);
    if (end > longest_number || (after != '.' && after != ')') || !ends_at(line, end + 1))
        return {};
    return {end, end + 1};
}

// Whatever can open a block, or make one of the line before.
line_mark block_mark(std::string_view line) {
    if (line.empty()) return {};
    const char first = line.front();
    const auto run = std::min(line.find_first_not_of(first), line.size());
    switch (first) {
        case '>':
            return {0, 1};
        case '#':
            return {0, std::size_t{heading_level(line) > 0}};
        case '=':
            return {0, std::size_t{underline_level(line) > 0}};
        case '+':
            return {0, std::size_t{ends_at(line, 1)}};
        case '*':
        case '_':
            if (is_rule(line)) return {0, run};
            return {0, std::size_t{first == '*' && ends_at(line, 1)}};
        case '~':
        case '`':
            return {0, run >= 3 ? run : 0};
        case '-':
            if (ends_at(line, 1) || is_rule(line) || underline_level(line) > 0) return {0, 1};
            [[fallthrough]];
        case ':':
        case '|':
            return {0, std::size_t{is_delimiter_row(line)}};
        default:
            return is_digit(first) ? number_mark(line) : line_mark{};
    }
}

// An item whose words open nothing themselves.
bool is_plain_item(std::string_view line, std::size_t words) {
    const auto rest = line.substr(std::min(words, line.size()));
    return !rest.empty() && !is_blank(rest.front()) && rest.front() != '<' &&
           !block_mark(rest).found();
}

bool goes_on(std::string_view digits, std::int64_t& number) {
    std::int64_t said = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), said);
    const bool next = number == 0 ? said > 0 : said == number + 1 && number > 0;
    if (digits.front() == '0' || !next) return false;
    number = said;
    return true;
}

// Names that browsers make something of, or once did; sorted.
// clang-format off
constexpr std::array<std::string_view, 149> elements{
    "a", "abbr", "acronym", "address", "applet", "area", "article", "aside", "audio", "b", "base",
    "basefont", "bdi", "bdo", "bgsound", "big", "blink", "blockquote", "body", "br", "button",
    "canvas", "caption", "center", "cite", "code", "col", "colgroup", "command", "content", "data",
    "datalist", "dd", "del", "details", "dfn", "dialog", "dir", "div", "dl", "dt", "element", "em",
    "embed", "fieldset", "figcaption", "figure", "font", "footer", "form", "frame", "frameset",
    "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "i", "iframe",
    "image", "img", "input", "ins", "isindex", "kbd", "keygen", "label", "legend", "li", "link",
    "listing", "main", "map", "mark", "marquee", "math", "menu", "menuitem", "meta", "meter",
    "multicol", "nav", "nextid", "nobr", "noembed", "noframes", "noscript", "object", "ol",
    "optgroup", "option", "output", "p", "param", "picture", "plaintext", "portal", "pre",
    "progress", "q", "rb", "rp", "rt", "rtc", "ruby", "s", "samp", "script", "search", "section",
    "select", "shadow", "slot", "small", "source", "spacer", "span", "strike", "strong", "style",
    "sub", "summary", "sup", "svg", "table", "tbody", "td", "template", "textarea", "tfoot", "th",
    "thead", "time", "title", "tr", "track", "tt", "u", "ul", "var", "video", "wbr", "xmp",
};
// clang-format on

bool is_element(std::string_view name) {
    const auto low = lower_ascii(name);
    return std::binary_search(elements.begin(), elements.end(), low);
}

bool is_name_char(char c) {
    return is_alnum(c) || c == '-';
}

std::size_t skip(std::string_view line, std::size_t at, std::string_view more) {
    while (is_alnum(char_at(line, at)) || more.find(char_at(line, at)) != none) ++at;
    return at;
}

bool reads_as_link(std::string_view line, std::size_t from) {
    const auto mailbox = skip(line, from, ".!#$%&'*+/=?^_`{|}~-");
    if (mailbox > from && char_at(line, mailbox) == '@') return true;
    return is_alpha(char_at(line, from)) && char_at(line, skip(line, from, "+.-")) == ':';
}

bool reads_as_tag(std::string_view line, std::size_t from, bool begins_line) {
    auto end = from;
    while (is_name_char(char_at(line, end))) ++end;
    const auto name = line.substr(from, end - from);
    // Alone on its line even an unknown tag opens a block that takes the next lines as they are.
    if (char_at(line, end) == '>')
        return is_element(name) || (begins_line && trim(line.substr(end + 1)).empty());
    return char_at(line, end) == '/' || ends_at(line, end);
}

}  // namespace

bool reads_as_markup(std::string_view line, std::size_t at, bool begins_line) {
    const char next = char_at(line, at + 1);
    if (next == '?' || next == '!') return true;
    if (next == '/') return is_alpha(char_at(line, at + 2));
    if (reads_as_link(line, at + 1)) return true;
    return is_alpha(next) && reads_as_tag(line, at + 1, begins_line);
}

line_mark mark_of_line(std::string_view line, std::int64_t& number) {
    const auto mark = block_mark(line);
    if (!mark.found()) return {};
    const char c = line[mark.from];
    if (c == '-' && char_at(line, 1) == ' ' && is_plain_item(line, 2)) return {};
    if (c == '.' && char_at(line, mark.to) == ' ' && is_plain_item(line, mark.to + 1) &&
        goes_on(line.substr(0, mark.from), number))
        return {};
    return mark;
}

}  // namespace bot::slack
