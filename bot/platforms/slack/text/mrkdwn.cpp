#include "bot/platforms/slack/text/mrkdwn.hpp"

#include "bot/base/markdown_scan.hpp"
#include "bot/base/text.hpp"

#include <array>
#include <utility>

namespace bot::slack {
namespace {

using markdown::char_at;
using markdown::is_blank;

constexpr auto none = std::string_view::npos;

bool is_end(char c) {
    return c == '\0' || c == '\n' || is_blank(c);
}

// What may stand beside a mark: "/var/*/x/*" and "a=*b*" have none.
bool is_edge(char c) {
    return is_end(c) || std::string_view("()[]{}<>\"'`*_~.,;:!?&-").find(c) != none;
}

std::string_view without(std::string_view label, char sigil) {
    if (label.starts_with(sigil)) label.remove_prefix(1);
    return label;
}

// <!here>, <!subteam^S1|@sre>, <!date^…|fallback>
void read_special(
    std::string_view said, std::string_view label, const names& who, runs& into, style looks
) {
    if (said.starts_with("subteam^"))
        return into.words(group_words(said.substr(8), unescape_mrkdwn(label), who), looks);
    if (said.starts_with("date^")) {
        const auto parts = split(said, '^');
        auto words = date_words(parts[1], unescape_mrkdwn(label));
        if (parts.size() > 3) return into.link(unescape_mrkdwn(parts[3]), words, looks);
        return into.words(words, looks);
    }
    into.words("@" + unescape_mrkdwn(without(label.empty() ? said : label, '@')), looks);
}

void read_bracket(std::string_view inside, const names& who, runs& into, style looks) {
    const auto bar = inside.find('|');
    const auto said = inside.substr(0, bar);
    const auto label = bar == none ? std::string_view() : inside.substr(bar + 1);
    const auto shown = unescape_mrkdwn(label);
    switch (said.empty() ? '\0' : said.front()) {
        case '@':
            return into.words(person_words(said.substr(1), shown, who), looks);
        case '#':
            return into.words(channel_words(said.substr(1), shown, who), looks);
        case '!':
            return read_special(said.substr(1), label, who, into, looks);
        default:
            return into.link(unescape_mrkdwn(said), plain_words(label), looks);
    }
}

// A piece of a line: words, `code`, <…>, or one of the three marks.
struct atom {
    char is = 'w';  // or ` < * _ ~
    std::string_view text;
    bool opens = false, closes = false;
    bool paired = false;
};

style style_of(char mark) {
    return mark == '*' ? style::bold : mark == '_' ? style::italic : style::strike;
}

class line_reader {
public:
    line_reader(std::string_view line, const names& who, runs& into)
        : line_(line), who_(who), into_(into) {}

    void read() {
        while (at_ < line_.size()) step();
        words_until(line_.size());
        pair_marks();
        write();
    }

private:
    void step() {
        const char c = line_[at_];
        if (c == '`') return enclosed('`', '`');
        if (c == '<') return enclosed('<', '>');
        if (c == '*' || c == '_' || c == '~') return mark(c);
        ++at_;
    }

    void words_until(std::size_t end) {
        if (end > from_) atoms_.push_back({'w', line_.substr(from_, end - from_)});
    }

    void enclosed(char open, char close) {
        // Once none is left, none is looked for again.
        auto& last = open == '<' ? no_bracket_ : no_tick_;
        const auto end = last ? none : line_.find(close, at_ + 1);
        last = end == none;
        if (end == none || (open == '`' && trim(line_.substr(at_ + 1, end - at_ - 1)).empty())) {
            at_ = end == none ? at_ + 1 : end + 1;
            return;
        }
        words_until(at_);
        atoms_.push_back({open, line_.substr(at_ + 1, end - at_ - 1)});
        from_ = at_ = end + 1;
    }

    // Slack reads a mark only at a word's edge, and never two of a kind side by side.
    void mark(char c) {
        const char before = at_ > 0 ? line_[at_ - 1] : '\0', after = char_at(line_, at_ + 1);
        const bool opens = is_edge(before) && !is_end(after);
        const bool closes = is_edge(after) && !is_end(before);
        if (before != c && after != c && (opens || closes)) {
            words_until(at_);
            atoms_.push_back({c, line_.substr(at_, 1), opens, closes});
            from_ = at_ + 1;
        }
        ++at_;
    }

    // The nearest mark of the same kind that is open; what was opened in between stays words.
    void pair_marks() {
        std::array<std::size_t, 3> open{none, none, none};
        const auto kind = [](char c) { return c == '*' ? 0U : c == '_' ? 1U : 2U; };
        for (std::size_t i = 0; i < atoms_.size(); ++i) {
            auto& each = atoms_[i];
            if (!each.opens && !each.closes) continue;
            auto& mine = open[kind(each.is)];
            if (each.closes && mine != none) {
                each.paired = atoms_[mine].paired = true;
                const auto from = std::exchange(mine, none);
                for (auto& other : open)
                    if (other != none && other > from) other = none;
            } else if (each.opens && mine == none) {
                mine = i;
            }
        }
    }

    void write() {
        unsigned looks = 0;
        for (const auto& each : atoms_) {
            const auto now = static_cast<style>(looks);
            if (each.paired) {
                looks ^= static_cast<unsigned>(style_of(each.is));
            } else if (each.is == '`') {
                into_.code(code_words(each.text));
            } else if (each.is == '<') {
                read_bracket(each.text, who_, into_, now);
            } else {
                into_.words(plain_words(each.text), now);
            }
        }
    }

    std::string_view line_;
    const names& who_;
    runs& into_;
    std::size_t at_ = 0, from_ = 0;
    bool no_tick_ = false, no_bracket_ = false;
    std::vector<atom> atoms_;
};

}  // namespace

void read_mrkdwn(std::string_view said, const names& who, runs& into) {
    bool first = true;
    for (const auto line : split_lines(said)) {
        if (!first) into.line_end();
        first = false;
        line_reader(line, who, into).read();
    }
}

}  // namespace bot::slack
