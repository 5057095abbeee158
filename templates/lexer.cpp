#include "templates/lexer.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace bot {
namespace {

constexpr std::string_view blanks = " \t\n\r\f\v";

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_name_start(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}
bool is_name_part(char c) {
    return is_name_start(c) || is_digit(c);
}

std::string_view without_trailing_blanks(std::string_view text) {
    const auto last = text.find_last_not_of(blanks);
    return last == text.npos ? std::string_view() : text.substr(0, last + 1);
}

// The length of digits joined by single underscores.
std::size_t digits_length(std::string_view text, bool (*digit)(char)) {
    std::size_t n = 0;
    while (n < text.size()) {
        const bool joined = text[n] == '_' && n > 0 && n + 1 < text.size() && digit(text[n + 1]);
        if (!joined && !digit(text[n])) break;
        ++n;
    }
    return n;
}

std::size_t exponent_length(std::string_view text) {
    if (text.empty() || (text[0] != 'e' && text[0] != 'E')) return 0;
    const std::size_t sign = text.size() > 1 && (text[1] == '+' || text[1] == '-') ? 1 : 0;
    const auto digits = digits_length(text.substr(1 + sign), is_digit);
    return digits == 0 ? 0 : 1 + sign + digits;
}

std::size_t real_length(std::string_view text) {
    const auto whole = digits_length(text, is_digit);
    std::size_t fraction = 0;
    if (whole < text.size() && text[whole] == '.') {
        fraction = digits_length(text.substr(whole + 1), is_digit);
        if (fraction > 0) ++fraction;
    }
    const auto exponent = exponent_length(text.substr(whole + fraction));
    return fraction + exponent == 0 ? 0 : whole + fraction + exponent;
}

std::size_t integer_length(std::string_view text) {
    if (text[0] != '0') return digits_length(text, is_digit);
    const char base = text.size() > 1 ? static_cast<char>(text[1] | 0x20) : ' ';
    bool (*digit)(char) = nullptr;
    if (base == 'x')
        digit = [](char c) {
            return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        };
    if (base == 'o') digit = [](char c) { return c >= '0' && c <= '7'; };
    if (base == 'b') digit = [](char c) { return c == '0' || c == '1'; };
    if (digit && text.size() > 2 && digit(text[2])) return 2 + digits_length(text.substr(2), digit);
    return digits_length(text, [](char c) { return c == '0'; });
}

struct lexer {
    const source_text& source;
    space_control spaces;
    std::string_view text = source.text();
    std::size_t at = 0;
    bool line_starts = true;  // what was read last ended with a newline
    std::vector<token> tokens = {};
    std::vector<std::size_t> open = {};  // brackets of the current tag
    std::vector<error> broken = {};

    bool starts(std::string_view with) const { return text.substr(at).starts_with(with); }
    bool stop(std::size_t where, std::string_view what) {
        broken.push_back(source.error_at(static_cast<source_offset>(where), what));
        return false;
    }
    void push(token_kind kind, std::size_t length) {
        tokens.push_back({kind, static_cast<source_offset>(at), text.substr(at, length)});
        at += length;
    }
    void skip_blanks() { at = std::min(text.find_first_not_of(blanks, at), text.size()); }
    void note_line() { line_starts = at > 0 && text[at - 1] == '\n'; }

    void run();
    bool root();
    void leave(bool is_output);
    void push_text(std::size_t end, char sign, bool is_output);
    bool comment(std::size_t begin);
    bool raw(std::size_t after_name, std::size_t begin);
    std::optional<std::size_t> raw_begin_end(std::size_t after_sign) const;
    void close_tag(std::size_t length, bool strips, bool trims);
    bool inside(bool is_output, std::size_t begin);
    bool try_close(bool is_output);
    bool lexeme();
    bool sign();
    bool quoted();
};

// Trims what stands before a tag and keeps the rest.
void lexer::push_text(std::size_t end, char sign, bool is_output) {
    auto piece = text.substr(at, end - at);
    if (sign == '-') {
        piece = without_trailing_blanks(piece);
    } else if (sign != '+' && spaces.lstrip_blocks && !is_output) {
        const auto newline = piece.rfind('\n');
        const std::size_t line = newline == piece.npos ? 0 : newline + 1;
        const bool whole_line = line > 0 || line_starts;
        if (whole_line && piece.find_first_not_of(blanks, line) == piece.npos)
            piece = piece.substr(0, line);
    }
    if (!piece.empty()) tokens.push_back({token_kind::text, static_cast<source_offset>(at), piece});
    at = end;
}

void lexer::close_tag(std::size_t length, bool strips, bool trims) {
    at += length;
    if (strips) skip_blanks();
    if (trims && at < text.size() && text[at] == '\n') ++at;
    note_line();
}

bool lexer::comment(std::size_t begin) {
    const auto end = text.find("#}", at);
    if (end == text.npos) return stop(begin, "the comment `{#` is never closed; write `#}`");
    const char sign = end > at ? text[end - 1] : ' ';
    at = end;
    close_tag(2, sign == '-', sign != '-' && sign != '+' && spaces.trim_blocks);
    return true;
}

// Where the tag `{% raw %}` ends, when it is one.
std::optional<std::size_t> lexer::raw_begin_end(std::size_t after_sign) const {
    auto rest = text.substr(after_sign);
    const auto name = rest.find_first_not_of(blanks);
    if (name == rest.npos || !rest.substr(name).starts_with("raw")) return std::nullopt;
    const auto close = rest.find_first_not_of(blanks, name + 3);
    if (close == rest.npos) return std::nullopt;
    if (rest.substr(close).starts_with("%}")) return after_sign + close + 2;
    if (!rest.substr(close).starts_with("-%}")) return std::nullopt;
    return std::min(text.find_first_not_of(blanks, after_sign + close + 3), text.size());
}

bool lexer::raw(std::size_t after_begin, std::size_t begin) {
    at = after_begin;
    note_line();
    for (auto tag = text.find("{%", at); tag != text.npos; tag = text.find("{%", tag + 2)) {
        std::size_t name = tag + 2;
        char sign = ' ';
        if (name < text.size() && (text[name] == '-' || text[name] == '+')) sign = text[name++];
        name = std::min(text.find_first_not_of(blanks, name), text.size());
        if (!text.substr(name).starts_with("endraw")) continue;
        const auto close = std::min(text.find_first_not_of(blanks, name + 6), text.size());
        const auto rest = text.substr(close);
        const bool plus = rest.starts_with("+%}");
        const bool minus = rest.starts_with("-%}");
        if (!plus && !minus && !rest.starts_with("%}")) continue;
        push_text(tag, sign, false);
        at = close;
        close_tag(plus || minus ? 3 : 2, minus, !plus && !minus && spaces.trim_blocks);
        return true;
    }
    return stop(begin, "`{% raw %}` is never closed; write `{% endraw %}`");
}

bool lexer::root() {
    std::size_t begin = text.find('{', at);
    while (begin != text.npos && begin + 1 < text.size() &&
           std::string_view("{%#").find(text[begin + 1]) == std::string_view::npos)
        begin = text.find('{', begin + 1);
    if (begin == text.npos || begin + 1 >= text.size()) {
        push_text(text.size(), '+', true);
        return true;
    }
    const char kind = text[begin + 1];
    char sign = ' ';
    std::size_t after = begin + 2;
    if (after < text.size() && (text[after] == '-' || text[after] == '+')) sign = text[after++];
    push_text(begin, sign, kind == '{');
    if (kind == '#') {
        at = after;
        return comment(begin);
    }
    if (kind == '%')
        if (const auto raw_text = raw_begin_end(after)) return raw(*raw_text, begin);
    push(kind == '{' ? token_kind::output_begin : token_kind::block_begin, after - begin);
    return inside(kind == '{', begin);
}

// The end of the current tag, when that is what stands here.
bool lexer::try_close(bool is_output) {
    if (!open.empty()) return false;
    const std::string_view close = is_output ? "}}" : "%}";
    const bool minus = starts(is_output ? "-}}" : "-%}");
    const bool plus = !is_output && starts("+%}");
    if (!minus && !plus && !starts(close)) return false;
    tokens.push_back(
        {is_output ? token_kind::output_end : token_kind::block_end,
         static_cast<source_offset>(at),
         close}
    );
    close_tag(minus || plus ? 3 : 2, minus, !is_output && !minus && !plus && spaces.trim_blocks);
    return true;
}

bool lexer::inside(bool is_output, std::size_t begin) {
    for (;;) {
        skip_blanks();
        if (at >= text.size()) break;
        if (try_close(is_output)) return true;
        if (lexeme()) continue;
        leave(is_output);
        return true;
    }
    if (!open.empty())
        stop(open.back(), "`" + std::string(1, text[open.back()]) + "` is never closed");
    else
        stop(
            begin,
            is_output ? "`{{` is never closed; write `}}`" : "`{%` is never closed; write `%}`"
        );
    leave(is_output);
    return true;
}

// The rest of a tag in which something is broken.
void lexer::leave(bool is_output) {
    push(token_kind::broken, 0);
    open.clear();
    at = std::min(text.find(is_output ? "}}" : "%}", at), text.size());
    tokens.push_back(
        {is_output ? token_kind::output_end : token_kind::block_end,
         static_cast<source_offset>(at),
         text.substr(at, 2)}
    );
    close_tag(std::min<std::size_t>(2, text.size() - at), false, false);
}

bool lexer::lexeme() {
    const char c = text[at];
    const auto rest = text.substr(at);
    if (is_digit(c)) {
        const bool after_dot = at > 0 && text[at - 1] == '.';
        const auto real = after_dot ? 0 : real_length(rest);
        push(
            real > 0 ? token_kind::real : token_kind::integer,
            real > 0 ? real : integer_length(rest)
        );
        return true;
    }
    if (is_name_start(c)) {
        std::size_t n = 1;
        while (n < rest.size() && is_name_part(rest[n])) ++n;
        push(token_kind::name, n);
        return true;
    }
    return c == '"' || c == '\'' ? quoted() : sign();
}

bool lexer::quoted() {
    for (std::size_t end = at + 1; end < text.size(); ++end) {
        if (text[end] == '\\') {
            ++end;
        } else if (text[end] == text[at]) {
            push(token_kind::string, end + 1 - at);
            return true;
        }
    }
    return stop(at, "the text that begins here has no closing quote");
}

bool lexer::sign() {
    static constexpr std::array<std::string_view, 6> pairs{"//", "**", "==", "!=", ">=", "<="};
    for (const auto pair : pairs)
        if (starts(pair)) return push(token_kind::sign, 2), true;
    const char c = text[at];
    static constexpr std::string_view openers = "([{", closers = ")]}";
    if (openers.find(c) != openers.npos) open.push_back(at);
    if (const auto which = closers.find(c); which != closers.npos) {
        if (open.empty()) return stop(at, std::string("unexpected `") + c + "`; nothing is open");
        const char opened = text[open.back()];
        if (opened != openers[which])
            return stop(
                at,
                std::string("unexpected `") + c + "`; the `" + opened + "` on line " +
                    std::to_string(source.line_of(static_cast<source_offset>(open.back()))) +
                    " is still open"
            );
        open.pop_back();
    }
    if (std::string_view("+-/*%~[](){}><=.:|,;").find(c) == std::string_view::npos)
        return stop(at, std::string("unexpected character `") + c + "`");
    push(token_kind::sign, 1);
    return true;
}

void lexer::run() {
    while (at < text.size()) {
        if (root()) continue;
        // A comment or raw text that never ends: all the rest is in it.
        at = text.size();
        push(token_kind::block_begin, 0);
        leave(false);
    }
    push(token_kind::end, 0);
}

}  // namespace

token_list tokenize(const source_text& source, space_control spaces) {
    lexer cutting{.source = source, .spaces = spaces};
    cutting.run();
    return {std::move(cutting.tokens), std::move(cutting.broken)};
}

}  // namespace bot
