#include "bot/base/escape.hpp"
#include "bot/base/markdown_scan.hpp"
#include "bot/base/text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace bot {
namespace {

using namespace markdown;

enum class place { line, cell, link };

constexpr auto none = std::string_view::npos;

bool only(std::string_view text, std::string_view allowed) {
    return text.find_first_not_of(allowed) == none;
}

constexpr auto plain_characters = [] {
    std::array<bool, 256> plain{};
    for (std::size_t c = 'a'; c <= 'z'; ++c) plain[c] = plain[c - 'a' + 'A'] = true;
    for (std::size_t c = '0'; c <= '9'; ++c) plain[c] = true;
    plain[' '] = true;
    for (const char c : std::string_view("hHfFwW")) plain[static_cast<unsigned char>(c)] = false;
    return plain;
}();

bool is_plain(char c) {
    return plain_characters[static_cast<unsigned char>(c)];
}

// Where a backslash has to stand so that the text opens no block when it begins a line.
std::size_t block_marker(std::string_view text) {
    const auto ends_at = [&](std::size_t at) { return at >= text.size() || is_blank(text[at]); };
    const char first = char_at(text, 0);
    if (first == '>' || first == '|') return 0;
    if ((first == '-' || first == '+' || first == '*') && ends_at(1)) return 0;
    if (first == '#') {
        const auto level = std::min(text.find_first_not_of('#'), text.size());
        if (level <= 6 && ends_at(level)) return 0;
    }
    if (first == '=' && only(text, "=")) return 0;
    if (first == '_' && only(text, "_ \t")) return 0;
    // A rule, the line under a heading, or the line under a table's head.
    if ((first == '-' || first == ':') && only(text, "-|: \t") && text.find('-') != none) return 0;
    if (is_digit(first)) {
        const auto end = text.find_first_not_of("0123456789");
        if (end != none && end <= 9 && (text[end] == '.' || text[end] == ')') && ends_at(end + 1))
            return end;
    }
    return none;
}

// A heading's last word of hashes is decoration and would be dropped.
std::size_t closing_hashes(std::string_view text) {
    if (text.empty() || text.back() != '#') return none;
    const auto before = text.find_last_not_of('#');
    return before != none && is_blank(text[before]) ? before + 1 : none;
}

class line_escaper {
public:
    line_escaper(std::string_view text, place where)
        : text_(text),
          where_(where),
          marker_(where == place::line ? block_marker(text) : none),
          hashes_(where == place::line ? closing_hashes(text) : none),
          last_highlight_(text.rfind("==")) {
        made_.reserve(text.size() + text.size() / 8);
    }

    std::string done() {
        while (at_ < text_.size()) {
            if (words()) continue;
            if (mention() || url()) continue;
            if (at_ == marker_ || at_ == hashes_) {
                escaped(text_[at_++]);
                continue;
            }
            step();
        }
        if (bare_backslash_) made_ += '\\';
        return std::move(made_);
    }

private:
    // All output goes through here: a backslash that was said stays single only while
    // nothing follows that it would escape.
    void put(std::string_view piece) {
        if (piece.empty()) return;
        if (bare_backslash_ && is_punctuation(piece.front())) made_ += '\\';
        bare_backslash_ = false;
        made_ += piece;
    }
    void put(char c) { put(std::string_view(&c, 1)); }

    void escaped(char c) {
        put('\\');
        made_ += c;
    }

    // A stretch of what means nothing anywhere; where a URL may begin, it ends.
    bool words() {
        auto end = at_;
        while (end < text_.size() && is_plain(text_[end])) ++end;
        if (end == at_) return false;
        bare_backslash_ = false;
        made_ += text_.substr(at_, end - at_);
        at_ = end;
        return true;
    }

    bool mention() {
        const auto length = mention_length(text_, at_);
        if (length == 0) return false;
        put('`');
        for (const char c : text_.substr(at_, length)) {
            if (c == '|' && where_ == place::cell) made_ += '\\';
            made_ += c;
        }
        made_ += '`';
        at_ += length;
        return true;
    }

    bool url() {
        const auto length = url_length(text_, at_);
        if (length == 0) return false;
        const auto whole = text_.substr(at_, length);
        if (is_tame(whole) && char_at(text_, at_ + length) != '<') {
            put(whole);
            at_ += length;
        } else if (!bracketed(whole)) {
            broken(whole);
        }
        return true;
    }

    // Reads as itself both where bare URLs become links and where they stay text.
    bool is_tame(std::string_view url) const {
        for (std::size_t i = 0; i < url.size(); ++i) {
            const char c = url[i];
            if (std::string_view("\\`*[]|>").find(c) != none) return false;
            if (c == '_' && !(word_ends_at(url, i) && word_begins_at(url, i + 1))) return false;
            if (c == '~' &&
                (is_alnum(url[i - 1]) || url[i - 1] == '~' || !is_alnum(char_at(url, i + 1))))
                return false;
            if (c == '&' && opens_entity(url, i)) return false;
            if (c == '@' && mention_length(url, i) != 0) return false;
        }
        return true;
    }

    // <https://…>: inside it nothing but entities is read.
    bool bracketed(std::string_view whole) {
        if (where_ == place::link || whole.front() == 'w' || whole.front() == 'W') return false;
        const auto scheme = whole.find("://");
        const auto url = whole.substr(0, whole.find_last_not_of("?!.,:;*_~'\")]}>`\\|$") + 1);
        if (scheme + 3 >= url.size()) return false;
        if (url.find_first_of(">\\`") != none) return false;
        for (std::size_t i = 0; i < url.size(); ++i)
            if (url[i] == '@' && mention_length(url, i) != 0) return false;
        put('<');
        for (std::size_t i = 0; i < url.size(); ++i) {
            if (url[i] == '|' && where_ == place::cell) made_ += '\\';
            made_ += url[i];
            if (url[i] == '&' && opens_entity(url, i)) made_ += "amp;";
        }
        made_ += '>';
        at_ += url.size();
        return true;
    }

    // No longer a URL to an autolinker, so that its marks can be escaped.
    void broken(std::string_view whole) {
        const auto stop = whole.find_first_of(":.");
        put(whole.substr(0, stop));
        escaped(whole[stop]);
        at_ += stop + 1;
    }

    void step() {
        const char c = text_[at_];
        switch (c) {
            case '\\':
                put(c);
                bare_backslash_ = true;
                ++at_;
                return;
            case '*':
            case '_':
            case '~':
                return run(c);
            case '<':
                return one(opens_markup(text_, at_) || at_ + 1 == text_.size(), "&lt;");
            case '&':
                return one(opens_entity(text_, at_), "&amp;");
            case '`':
            case '[':
                return one(true);
            case ']':
                return one(where_ == place::link);
            case '|':
                return one(where_ == place::cell);
            case '$':
                return one(closes_formula());
            case '=':
                return one(opens_highlight());
            case '%':
                return one(char_at(text_, at_ + 1) == '%' || (at_ > 0 && text_[at_ - 1] == '%'));
            default:
                return one(false);
        }
    }

    void one(bool special, std::string_view entity = {}) {
        const char c = text_[at_++];
        if (!special) return put(c);
        if (entity.empty()) return escaped(c);
        put(entity);
    }

    // A run of emphasis marks, escaped where it could open or close something.
    void run(char c) {
        const auto end = std::min(text_.find_first_not_of(c, at_), text_.size());
        const bool blank_before = at_ > 0 && is_blank(text_[at_ - 1]);
        const bool blank_after = end < text_.size() && is_blank(text_[end]);
        bool inert = blank_before && blank_after;
        if (c == '_') inert |= word_ends_at(text_, at_) && word_begins_at(text_, end);
        // Opens but never closes; all that could close it are escaped.
        if (c == '~')
            inert |= end == at_ + 1 && (at_ == 0 || blank_before) && word_begins_at(text_, end);
        for (; at_ < end; ++at_) inert ? put(c) : escaped(c);
    }

    // $like this$ is a formula on GitHub and in Obsidian.
    bool closes_formula() {
        const bool second = formula_open_ && at_ > 0 && !is_blank(text_[at_ - 1]);
        formula_open_ = true;
        return second || char_at(text_, at_ + 1) == '$';
    }

    // ==like this== is a highlight in Obsidian.
    bool opens_highlight() const {
        const auto end = text_.find_first_not_of('=', at_);
        const bool twice = end == at_ + 2 && (at_ == 0 || text_[at_ - 1] != '=');
        return twice && last_highlight_ > at_ && !is_blank(text_[end]);
    }

    std::string_view text_;
    place where_;
    std::size_t marker_;
    std::size_t hashes_;
    std::size_t last_highlight_;
    std::size_t at_ = 0;
    bool bare_backslash_ = false;
    bool formula_open_ = false;
    std::string made_;
};

std::string escape_lines(std::string_view text, place where, std::string_view line_end) {
    const auto cleaned = clean(text);
    std::string joined;
    for (const auto line : split_lines(cleaned)) {
        const auto words = trim(line);
        if (words.empty()) continue;
        if (!joined.empty()) joined += line_end;
        joined += where == place::cell ? line_escaper(words, where).done() : std::string(words);
    }
    if (where == place::cell) return joined;
    return line_escaper(joined, where).done();
}

}  // namespace

std::string escape_markdown(std::string_view text) {
    return escape_lines(text, place::line, " ");
}

std::string escape_cell(std::string_view text) {
    return escape_lines(text, place::cell, "<br>");
}

std::string escape_link_text(std::string_view text) {
    return escape_lines(text, place::link, " ");
}

}  // namespace bot
