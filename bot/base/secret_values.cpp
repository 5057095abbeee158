#include "bot/base/secret_values.hpp"

#include "bot/base/text.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace bot::secrets {
namespace {

constexpr auto none = std::string_view::npos;
constexpr std::size_t longest_value = 1000;
constexpr std::size_t longest_key = 64 * 1024;

bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
bool is_letter(char c) {
    return is_upper(c) || (c >= 'a' && c <= 'z');
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_name(char c) {
    return is_letter(c) || is_digit(c) || c == '_';
}
bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

template <class Test>
bool any(std::string_view text, Test test) {
    return std::any_of(text.begin(), text.end(), test);
}

template <class Test>
bool all(std::string_view text, Test test) {
    return std::all_of(text.begin(), text.end(), test);
}

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view text) {
    return any_of(words.begin(), words.end(), [&](auto word) {
        return equal_ignoring_case(word, text);
    });
}

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != none;
}

// "PASSWORD", "YOUR_API_KEY", "<token>" without its brackets.
bool names_itself(std::string_view text) {
    if (!all(text, [](char c) { return is_upper(c) || c == '_'; })) return false;
    for (const std::string_view part : {"PASS", "TOKEN", "SECRET", "KEY", "PWD"})
        if (contains(text, part)) return true;
    return false;
}

bool is_placeholder(std::string_view text) {
    if (text.empty() || contains(text, "[masked:")) return true;
    const char first = text.front();
    const bool one_char = all(text, [&](char c) { return c == first; });
    if (one_char && contains("*.-_#", text.substr(0, 1))) return true;
    if (one_char && text.size() > 2 && (first == 'x' || first == 'X')) return true;
    for (const std::string_view start :
         {"${", "$(", "{{", "{%", "#{", "<", "…", "•", "[redacted", "[REDACTED", "%(", "***"})
        if (text.starts_with(start)) return true;
    if (first == '{' && text.back() == '}') return true;
    if (first == '$' && text.size() > 1 && (is_upper(text[1]) || text[1] == '_') &&
        all(text.substr(1), [](char c) { return is_upper(c) || is_digit(c) || c == '_'; }))
        return true;
    if (first == '%' && (text.size() == 2 || text.back() == '%')) return true;
    const auto low = lower_ascii(text);
    return names_itself(text) || low.starts_with("your-") || low.starts_with("your_") ||
           low == "(redacted)";
}

bool says_nothing(std::string_view text) {
    static constexpr std::array<std::string_view, 27> words{
        "true",    "false",   "null",     "none",     "nil",    "undefined", "yes",
        "no",      "empty",   "required", "optional", "string", "text",      "missing",
        "invalid", "expired", "redacted", "hidden",   "masked", "unset",     "await",
        "async",   "new",     "function", "lambda",   "return", "wrong"};
    return is_one_of(words, text) || text.starts_with("http://") || text.starts_with("https://");
}

// fetch_token(), request.password, os.environ[...]: a program speaks about a secret.
bool reads_like_code(std::string_view text, bool spaced) {
    std::size_t end = 0;
    bool dotted = false;
    for (; end < text.size() && (is_name(text[end]) || contains(".:->", text.substr(end, 1)));
         ++end)
        dotted |= text[end] == '.';
    if (end == 0 || is_digit(text[0])) return false;
    if (end < text.size()) return text[end] == '(' || (spaced && text[end] == '[');
    return spaced && dotted && !any(text, is_digit);
}

bool is_strong(std::string_view text) {
    const bool letter = any(text, is_letter);
    return letter && (any(text, is_digit) || text.find_first_of("!#$%^&*") != none);
}

// Where a bare value ends before the text does: "&name=", ";name=", ", ".
std::size_t cut(std::string_view value) {
    for (std::size_t at = 1; at < value.size(); ++at) {
        if (!contains("&;,", value.substr(at, 1))) continue;
        auto name = at + 1;
        while (name < value.size() &&
               (is_name(value[name]) || value[name] == '.' || value[name] == '-'))
            ++name;
        const bool another =
            name > at + 1 && name < value.size() && (value[name] == '=' || value[name] == ':');
        if (another) return at;
    }
    return value.size();
}

std::size_t quoted_end(std::string_view text, std::size_t from, char quote, bool escaped) {
    const auto limit = std::min(text.size(), from + longest_value);
    for (std::size_t at = from; at < limit && text[at] != '\n'; ++at) {
        if (escaped ? text.substr(at, 2) == std::string{'\\', quote} : text[at] == quote) return at;
        if (!escaped && text[at] == '\\') ++at;
    }
    return none;
}

int base64_digit(char c) {
    if (is_upper(c)) return c - 'A';
    if (is_letter(c)) return c - 'a' + 26;
    if (is_digit(c)) return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool is_key_char(char c) {
    return is_name(c) || contains("+/=\\", std::string_view(&c, 1));
}

// How much of a line could belong to a key that was cut off: a header, or characters of a key
// without blanks, many of them or the last.
std::size_t key_length(std::string_view line) {
    constexpr std::size_t shortest_line = 16, longest_name = 20;
    const auto begin = std::min(line.find_first_not_of("> \t\r"), line.size());
    const auto rest = line.substr(begin);
    const auto colon = rest.find(": ");
    if (colon < longest_name && rest.find(' ') > colon) return line.size();
    std::size_t length = 0;
    while (length < rest.size() && is_key_char(rest[length])) ++length;
    const bool last = length > 0 && rest[length - 1] == '=';
    return length >= shortest_line || last ? begin + length : 0;
}

}  // namespace

bool mixed(const finding& found) {
    return any(found.secret, is_digit) && any(found.secret, is_letter) &&
           !is_placeholder(found.secret);
}

bool not_a_placeholder(const finding& found) {
    return !is_placeholder(found.secret);
}

bool is_user_and_password(const finding& found) {
    std::string decoded;
    unsigned bits = 0, held = 0;
    for (const char c : found.secret) {
        const int digit = base64_digit(c);
        if (digit < 0) break;
        bits = (bits << 6U | static_cast<unsigned>(digit)) & 0xFFFFU;
        held += 6;
        if (held < 8) continue;
        held -= 8;
        decoded += static_cast<char>(bits >> held & 0xFFU);
    }
    const auto colon = decoded.find(':');
    return colon != none && colon > 0 && colon + 1 < decoded.size() &&
           all(decoded, [](char c) { return c >= ' ' && c < '\x7F'; });
}

bool believable_value(const finding& found) {
    const auto& secret = found.secret;
    if (is_placeholder(secret) || says_nothing(secret)) return false;
    const auto name = lower_ascii(found.match);
    const bool colon = name.find('=') == none;
    const bool pass = contains(name, "pass");
    if (found.quoted) return !colon || !contains(secret, " ") || any(secret, is_digit);
    if (contains("=({[!", secret.substr(0, 1))) return false;
    const bool spaced = is_space(name.back());
    if (reads_like_code(secret, spaced)) return false;
    if (contains(name, "pwd") && (secret.front() == '/' || secret.front() == '~')) return false;
    if (name.ends_with("pass=") && all(secret, is_digit)) return false;
    constexpr std::size_t shortest_password = 6, shortest_other = 8;
    return !colon ||
           (secret.size() >= (pass ? shortest_password : shortest_other) && is_strong(secret));
}

bool believable_header(const finding& found) {
    return not_a_placeholder(found) && !lower_ascii(found.secret).starts_with("token=");
}

bool believable_telling(const finding& found) {
    constexpr std::size_t shortest = 6;
    return found.secret.size() >= shortest && is_strong(found.secret) &&
           !is_placeholder(found.secret) && !says_nothing(found.secret);
}

bool believable_argument(const finding& found) {
    static constexpr std::array<std::string_view, 48> prose{
        "to",       "or",        "and",       "is",   "flag",    "flags", "option", "options",
        "argument", "arguments", "parameter", "for",  "in",      "on",    "from",   "if",
        "when",     "with",      "without",   "as",   "instead", "the",   "a",      "an",
        "was",      "not",       "but",       "at",   "of",      "it",    "that",   "which",
        "via",      "should",    "must",      "can",  "does",    "has",   "are",    "will",
        "then",     "than",      "by",        "also", "still",   "again", "here",   "there"};
    const auto& secret = found.secret;
    if (is_placeholder(secret) || secret.front() == '-' || secret.front() == '|') return false;
    return found.quoted || !is_one_of(prose, secret);
}

assigned value_at(std::string_view text, std::size_t at) {
    const bool escaped = at + 1 < text.size() && text[at] == '\\';
    const auto open = at + (escaped ? 1 : 0);
    const char quote = open < text.size() ? text[open] : ' ';
    const bool quotes = contains("\"'`", std::string_view(&quote, 1));
    if (quotes) {
        const auto end = quoted_end(text, open + 1, quote, escaped);
        if (end != none) return {open + 1, end, true};
    }
    const auto from = quotes ? open + 1 : at;
    const auto rest = text.substr(std::min(from, text.size()), longest_value);
    auto value = rest.substr(0, rest.find_first_of(" \t\r\n\"'`<>|"));
    value = value.substr(0, cut(value));
    while (!value.empty() && contains(",;.)]}\\:", value.substr(value.size() - 1)))
        value.remove_suffix(1);
    return {from, from + value.size(), false};
}

std::size_t key_block_end(std::string_view text, std::size_t from) {
    const auto body = text.substr(from, longest_key);
    // Only up to the next key: many that are cut off must not be searched to the end each.
    const auto block = body.substr(0, body.find("BEGIN "));
    const auto end = std::min(block.find("-----END "), block.find("---- END "));
    if (end != none) {
        const auto dashes = body.find("----", end + 9);
        if (dashes != none)
            return from + std::min(body.find_first_not_of('-', dashes), body.size());
    }
    std::size_t kept = 0;
    for (std::size_t at = 0; at < body.size();) {
        const auto line_end = std::min(body.find('\n', at), body.size());
        const auto length = key_length(body.substr(at, line_end - at));
        if (length == 0 && line_end > at) break;
        if (length > 0) kept = at + length;
        at = line_end + 1;
    }
    return kept == 0 ? none : from + kept;
}

bool names_a_session(std::string_view cookie) {
    const auto low = lower_ascii(cookie);
    for (const std::string_view part :
         {"sess", "sid", "auth", "token", "jwt", "csrf", "xsrf", "remember", "login"})
        if (contains(low, part)) return true;
    return false;
}

}  // namespace bot::secrets
