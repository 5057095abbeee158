#include "bot/platforms/slack/text/draft.hpp"

#include "bot/base/markdown_scan.hpp"
#include "bot/platforms/slack/text/autolinks.hpp"
#include "bot/platforms/slack/text/line_marks.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace bot::slack {
namespace {

using namespace markdown;

constexpr auto none = std::string_view::npos;

using character_set = std::array<bool, 256>;
constexpr character_set set_of(std::string_view characters) {
    character_set made{};
    for (const char c : characters) made[static_cast<unsigned char>(c)] = true;
    return made;
}
constexpr bool in(const character_set& set, char c) {
    return set[static_cast<unsigned char>(c)];
}

// What may be read as something else, and what else is looked at: addresses begin with these.
constexpr auto busy = set_of("\\`*_~[]<&!\n");
constexpr auto looked_at = set_of("\\`*_~[]<>&!\nhHfFwW");

bool is_busy(char c) {
    return in(busy, c);
}

// One line of words in which nothing can mean anything.
bool is_calm(std::string_view said) {
    if (said.empty() || is_blank(said.front()) || is_blank(said.back())) return false;
    for (std::size_t at = 0; at < said.size(); ++at) {
        const bool in_name = said[at] == '_' && at > 0 && is_alnum(said[at - 1]) &&
                             is_alnum(char_at(said, at + 1));
        if (is_busy(said[at]) && !in_name) return false;
    }
    std::int64_t number = -1;
    return !mark_of_line(said, number).found();
}

// Where marks of one character could open and close something, if they were left alone.
struct emphasis {
    bool ours = false;  // there are some of ours
    std::size_t first_opener = none, last_closer = 0;
};

// Lines without a blank one among them, each trimmed.
class paragraph {
public:
    paragraph(
        std::string_view text, std::string_view kinds, std::int64_t& number, std::string& into
    )
        : text_(text), kinds_(kinds), number_(number), made_(into) {}

    void write() {
        for (at_ = 0; at_ < text_.size();) survey();
        for (at_ = 0; at_ < text_.size();) step();
    }

private:
    bool said(std::size_t at) const { return kinds_[at] == 'w' || kinds_[at] == 'l'; }
    bool in_label() const { return kinds_[at_] == 'l'; }
    bool begins_line() const { return at_ == 0 || text_[at_ - 1] == '\n'; }
    bool is_end(char c) const { return c == '\0' || c == '\n' || is_blank(c); }

    // A run of one character, all of it said or all of it ours.
    std::size_t run_end() const {
        auto end = at_ + 1;
        while (end < text_.size() && text_[end] == text_[at_] && kinds_[end] == kinds_[at_]) ++end;
        return end;
    }

    emphasis& marks(char c) { return marks_[c == '*' ? 0 : c == '_' ? 1 : 2]; }

    // Punctuation that keeps a mark from being read; cmark-gfm looks past tildes.
    static bool parts(char c) { return is_punctuation(c) && c != '~'; }
    bool can_open(std::size_t end) const {
        const char before = at_ > 0 ? text_[at_ - 1] : '\n', after = char_at(text_, end);
        if (is_end(after) || (parts(after) && is_alnum(before))) return false;
        return !is_inside_word(end);
    }
    bool can_close(std::size_t end) const {
        const char before = at_ > 0 ? text_[at_ - 1] : '\n', after = char_at(text_, end);
        if (is_end(before) || (parts(before) && is_alnum(after))) return false;
        return !is_inside_word(end);
    }
    bool is_inside_word(std::size_t end) const {
        return text_[at_] == '_' && word_ends_at(text_, at_) && word_begins_at(text_, end);
    }

    // "ht", "ft" or "ww" is asked for first: every other word has an h.
    address link() const {
        const int first = text_[at_] | 0x20, second = char_at(text_, at_ + 1) | 0x20;
        const bool begins = first == 'w' ? second == 'w' : second == 't';
        return begins && kinds_[at_] == 'w' ? autolink_at(text_, at_) : address{};
    }

    std::size_t calm_end() const {
        auto end = at_;
        while (end < text_.size() && !in(looked_at, text_[end])) ++end;
        return end;
    }

    void survey() {
        at_ = calm_end();
        if (at_ == text_.size()) return;
        const char c = text_[at_];
        if (const auto found = link(); found.length != 0) {
            const auto end = at_ + (found.break_at != 0 ? found.break_at : found.length);
            // Inside an open bracket no autolinker looks for addresses.
            brackets_ |= std::any_of(
                text_.begin() + static_cast<std::ptrdiff_t>(at_),
                text_.begin() + static_cast<std::ptrdiff_t>(end),
                is_busy
            );
            for (; at_ < end; ++at_) survey_link();
            return;
        }
        if (c == '>') last_end_ = at_;
        if (c == ']' && said(at_) && std::string_view("([:").find(char_at(text_, at_ + 1)) != none)
            last_bracket_ = at_;
        const bool run = c == '*' || c == '_' || c == '~' || c == '`';
        if (run && kinds_[at_] == 'm') {
            (c == '`' ? code_ : marks(c).ours) = true;
        } else if (run && said(at_)) {
            const auto end = run_end();
            survey_run(end);
            at_ = end;
            return;
        }
        ++at_;
    }

    // What began before it can end in it.
    void survey_link() {
        if (text_[at_] == '>') last_end_ = at_;
        if (text_[at_] == '`') survey_ticks(run_end());
    }

    void survey_ticks(std::size_t end) {
        ++ticks_;
        at_ = end - 1;
    }

    void survey_run(std::size_t end) {
        if (text_[at_] == '`') return survey_ticks(end);
        auto& mark = marks(text_[at_]);
        if (can_open(end)) mark.first_opener = std::min(mark.first_opener, at_);
        if (can_close(end)) mark.last_closer = at_;
    }

    void step() {
        if (begins_line() && begin_line()) return;
        if (const auto end = calm_end(); end > at_) return copy(end - at_);
        if (const auto found = link(); found.length != 0) {
            if (found.break_at == 0) return copy(found.length);
            copy(found.break_at);
            return escape(1);
        }
        const char c = text_[at_];
        if (!said(at_) || !is_busy(c)) return copy(1);
        if (c == '*' || c == '_' || c == '~' || c == '`') return run();
        if (is_read()) made_ += '\\';
        copy(1);
    }

    // Whether the single character would be read as something else than itself.
    bool is_read() const {
        const char next = char_at(text_, at_ + 1);
        switch (text_[at_]) {
            case '\\':
                return next == '\n' || is_punctuation(next);
            case '[':
                return in_label() || brackets_ || at_ < last_bracket_;
            case ']':
                return in_label();
            case '<':
                return (begins_line() || in_label() || at_ < last_end_) &&
                       reads_as_markup(text_.substr(0, line_end()), at_, begins_line());
            case '&':
                return opens_entity(text_, at_);
            case '!':
                return next == '[' && kinds_[at_ + 1] == 'm';
            default:
                return false;
        }
    }

    std::size_t line_end() const { return std::min(text_.find('\n', at_), text_.size()); }

    bool begin_line() {
        if (!said(at_)) return false;
        const auto mark = mark_of_line(text_.substr(at_, line_end() - at_), number_);
        if (!mark.found()) return false;
        copy(mark.from);
        for (auto left = mark.to - mark.from; left > 0 && said(at_); --left) escape(1);
        return true;
    }

    void run() {
        const char c = text_[at_];
        const auto end = run_end();
        const auto length = end - at_;
        // A backslash hides no backtick from one that opened before: all of them or none.
        if (c == '`' ? code_ || ticks_ > 1 : is_emphasis(end)) return escape(length);
        copy(length);
    }

    bool is_emphasis(std::size_t end) {
        const auto& mark = marks(text_[at_]);
        const bool opens = can_open(end), closes = can_close(end);
        if (mark.ours) return opens || closes;
        return (opens && at_ < mark.last_closer) || (closes && at_ > mark.first_opener);
    }

    void copy(std::size_t length) {
        made_ += text_.substr(at_, length);
        at_ += length;
    }
    void escape(std::size_t length) {
        for (const auto end = at_ + length; at_ < end; ++at_) (made_ += '\\') += text_[at_];
    }

    std::string_view text_, kinds_;
    std::int64_t& number_;
    std::string& made_;
    std::size_t at_ = 0;
    std::array<emphasis, 3> marks_;
    std::size_t ticks_ = 0;  // runs of backticks
    bool code_ = false, brackets_ = false;
    std::size_t last_bracket_ = 0, last_end_ = 0;
};

struct trimmed_lines {
    std::string text, kinds;
};

trimmed_lines trim_lines(std::string_view bytes, std::string_view kinds) {
    trimmed_lines made;
    made.text.reserve(bytes.size());
    made.kinds.reserve(bytes.size());
    for (std::size_t from = 0; from <= bytes.size();) {
        const auto end = std::min(bytes.find('\n', from), bytes.size());
        auto first = from, last = end;
        while (first < last && is_blank(bytes[first])) ++first;
        while (last > first && is_blank(bytes[last - 1])) --last;
        made.text.append(bytes.substr(first, last - first)) += '\n';
        made.kinds.append(kinds.substr(first, last - first)) += 'w';
        from = end + 1;
    }
    return made;
}

}  // namespace

std::string draft::escaped(bool numbered) const {
    if (kinds_.find_first_not_of('w') == none && is_calm(bytes_)) return bytes_;
    const auto lines = trim_lines(bytes_, kinds_);
    const std::string_view text = lines.text, kinds = lines.kinds;
    std::int64_t number = numbered ? -1 : 0;
    std::string made;
    made.reserve(text.size() + text.size() / 8);
    for (std::size_t from = 0; from < text.size();) {
        if (text[from] == '\n') {
            if (!made.empty()) made += '\n';
            ++from;
            continue;
        }
        const auto end = std::min(text.find("\n\n", from), text.size() - 1);
        paragraph(text.substr(from, end - from), kinds.substr(from, end - from), number, made)
            .write();
        from = end;
    }
    while (made.ends_with('\n')) made.pop_back();
    return made;
}

std::string escaped_words(std::string_view said) {
    if (is_calm(said)) return std::string(said);
    draft only;
    only.words(said);
    return only.escaped();
}

}  // namespace bot::slack
