#include "bot/base/section_inline.hpp"

#include "bot/base/link_scan.hpp"
#include "bot/base/markdown_scan.hpp"
#include "bot/base/text.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace bot::markdown {
namespace {

constexpr auto none = std::string_view::npos;
// Readers give up on longer runs of backticks and take them for text.
constexpr std::size_t longest_ticks = 80;

// The pipe at `at` ends a cell. A backslash before it, escaped or not, keeps it inside.
bool is_cell_end(std::string_view row, std::size_t at) {
    return row[at] == '|' && (at == 0 || row[at - 1] != '\\');
}

// A stretch in which code spans cannot cross the ends.
struct stretch {
    std::size_t from = 0, to = 0;
};

class rewriter {
public:
    rewriter(std::string_view paragraph, std::size_t table_from)
        : text_(paragraph), table_from_(table_from) {
        // What stands above a table is never read as definitions.
        if (table_from_ == none) definitions_to_ = definitions_length(text_);
    }

    // Where backticks were put in, or others may not see the table, a lone backtick must not
    // find a partner that it did not have: then it is escaped. Also before code, because
    // cmark-gfm 0.29 forgets code spans after one.
    std::string done() {
        lone_ticks_matter_ = table_from_ != none;
        auto written = pass();
        if ((ticks_put_ || code_after_lone_) && !lone_ticks_matter_) {
            lone_ticks_matter_ = true;
            written = pass();
        }
        // Without its tag a line can have become a definition, which would swallow its words.
        if (definitions_length(written) > definitions_written_)
            written.insert(definitions_written_, "\\");
        return written;
    }

private:
    std::string pass() {
        at_ = 0;
        made_.clear();
        while (at_ < definitions_to_) definition();
        definitions_written_ = made_.size();
        if (table_from_ == none) {
            rewrite({at_, text_.size()});
        } else {
            rewrite({at_, std::max(at_, table_from_)});
            for (auto from = at_; from < text_.size(); from = at_) cell(from);
        }
        return made_;
    }

    void cell(std::size_t from) {
        auto to = from;
        while (to < text_.size() && text_[to] != '\n' && !is_cell_end(text_, to)) ++to;
        rewrite({from, to});
        if (at_ < text_.size()) made_ += text_[at_++];
    }

    void rewrite(stretch within) {
        at_ = within.from;
        view_ = text_.substr(0, within.to);
        find_ticks(within);
        url_to_ = 0;
        brackets_ = 0;
        while (at_ < view_.size()) step();
    }

    // For each length the last run of backticks that has it.
    void find_ticks(stretch within) {
        last_ticks_.fill(0);
        for (auto at = view_.find('`', within.from); at != none; at = view_.find('`', at)) {
            const auto end = ticks_end(at);
            if (end - at <= longest_ticks) last_ticks_[end - at] = at;
            at = end;
        }
    }

    std::size_t ticks_end(std::size_t at) const {
        return std::min(view_.find_first_not_of('`', at), view_.size());
    }

    void step() {
        const char c = view_[at_];
        if (at_ >= url_to_)
            if (const auto length = url_length(view_, at_)) url_to_ = at_ + length;
        switch (c) {
            case '\\':
                return backslash();
            case '`':
                return ticks();
            case '@':
            case '<':
                if (at_ < url_to_ ? mention_in_url() : mention(0)) return;
                break;
            case '[':
                ++brackets_;
                break;
            case ']':
                if (brackets_ > 0 && char_at(view_, at_ + 1) == '(') return link();
                if (brackets_ > 0 && at_ >= url_to_) --brackets_;
                break;
            default:
                break;
        }
        if (c == '<') return bracket();
        made_ += c;
        ++at_;
    }

    void backslash() {
        const char next = char_at(view_, at_ + 1);
        if (at_ >= url_to_ && (next == '@' || next == '<') && mention(1)) return;
        // To an autolinker the backslash is part of the URL and escapes nothing after it.
        const bool ends_url = next == '<' && at_ < url_to_;
        if (ends_url || next == '@' || !is_punctuation(next)) {
            made_ += view_[at_++];
            return;
        }
        made_ += view_.substr(at_, 2);
        at_ += 2;
    }

    void ticks() {
        const auto end = ticks_end(at_);
        const auto length = end - at_;
        if (at_ < url_to_) {
            for (; at_ < end; ++at_) escaped_tick();
            return;
        }
        const auto close = closing_ticks(end, length);
        const auto to = close == none ? end : close + length;
        lone_seen_ |= close == none;
        code_after_lone_ |= close != none && lone_seen_;
        for (; close == none && lone_ticks_matter_ && at_ < to; ++at_) escaped_tick();
        code(to);
    }

    // A line that begins with a tag would be a block of HTML and no code at all.
    void code(std::size_t to) {
        for (; at_ < to; ++at_) {
            const bool begins_line = at_ == 0 || view_[at_ - 1] == '\n';
            const bool tag = begins_line && view_[at_] == '<' && opens_markup(view_, at_);
            made_ += tag ? "&lt;" : view_.substr(at_, 1);
        }
    }

    void escaped_tick() {
        ticks_put_ = true;
        made_ += "\\`";
    }

    std::size_t closing_ticks(std::size_t from, std::size_t length) const {
        if (length > longest_ticks || last_ticks_[length] < from) return none;
        for (auto at = view_.find('`', from); at != none; at = view_.find('`', at)) {
            const auto end = ticks_end(at);
            if (end - at == length) return at;
            at = end;
        }
        return none;
    }

    // Two runs of backticks that touch would be one.
    bool mention(std::size_t skipped) {
        const auto length = mention_length(view_, at_ + skipped);
        if (length == 0) return false;
        if ((!made_.empty() && made_.back() == '`') || (url_to_ != 0 && url_to_ == at_))
            made_ += ' ';
        ticks_put_ = true;
        made_ += '`';
        made_ += view_.substr(at_ + skipped, length);
        made_ += '`';
        at_ += skipped + length;
        if (char_at(view_, at_) == '`') made_ += ' ';
        return true;
    }

    // Only `<` ended the URL; what takes its place must not become part of it.
    bool follows_url() const { return url_to_ != 0 && url_to_ == at_; }

    bool mention_in_url() {
        if (mention_length(view_, at_) == 0) return false;
        made_ += "%40";
        ++at_;
        return true;
    }

    void bracket() {
        if (const auto length = autolink_length(view_, at_)) {
            for (const auto end = at_ + length; at_ < end; ++at_) {
                const bool shout = view_[at_] == '@' && mention_length(view_, at_) != 0;
                made_ += shout ? "%40" : view_.substr(at_, 1);
            }
            return;
        }
        const bool markup = opens_markup(view_, at_);
        if (markup && follows_url()) made_ += ' ';
        made_ += markup ? "&lt;" : "<";
        ++at_;
    }

    void link() {
        if (at_ >= url_to_) --brackets_;
        made_ += "](";
        at_ += 2;
        const auto parts = inline_link_at(view_, at_ - 1);
        const auto target = skip_blanks(view_, at_);
        if (parts.end != 0) {
            inert(parts.target_from);
            target_until(parts.target_to, false);
            inert(parts.end);
        } else if (is_live_target(view_, target)) {
            inert(target);
            at_ = std::max(target, target_end(view_, target));
            // Nothing could be told to be a target, yet its scheme must not stay.
            if (at_ == target) at_ = std::min(view_.find_first_of(" \t\n", target), view_.size());
        }
    }

    void definition() {
        const auto parts = definition_at(text_, at_);
        view_ = text_;
        inert(parts.target_from);
        if (is_live_target(text_, parts.target_from)) made_ += "<>";
        target_until(parts.target_to, true);
        inert(parts.end);
    }

    // Reads the same to those who take this for part of a link and to those who do not.
    void inert(std::size_t to) {
        for (; at_ < to; ++at_) {
            const char c = view_[at_];
            if (c == '\\' && at_ + 1 < to && is_punctuation(view_[at_ + 1])) {
                made_ += view_.substr(at_++, 2);
            } else if (c == '`') {
                escaped_tick();
            } else if (c == '@' && mention_length(view_, at_) != 0) {
                made_ += "&#64;";
            } else if (c == '<' && opens_markup(view_, at_)) {
                made_ += "&lt;";
            } else {
                made_ += c;
            }
        }
    }

    void target_until(std::size_t to, bool defines) {
        const auto said = view_.substr(at_, to - at_);
        const bool live = is_live_target(view_, at_);
        at_ = to;
        if (live) return;
        const bool bracketed = said.starts_with('<') && said.size() > 2;
        const bool tag =
            bracketed && opens_markup(said, 0) && autolink_length(said, 0) != said.size();
        const auto target = tag ? said.substr(1, said.size() - 2) : said;
        for (std::size_t i = 0; i < target.size(); ++i) {
            const char c = target[i];
            if (c == '\\' && is_punctuation(char_at(target, i + 1)) && target[i + 1] != '@') {
                made_ += target.substr(i++, 2);
            } else if (c == '@' && defines && mention_length(target, i) != 0) {
                made_ += "%40";  // of a definition, which cmark-gfm reads as words in a lazy line
            } else if (c == '`') {
                escaped_tick();
            } else if (c == '<' && (i > 0 || !bracketed)) {
                made_ += "&lt;";
            } else {
                made_ += tag ? without_blanks(c) : std::string(1, c);
            }
        }
    }

    // In a target that loses its <>, what they allowed.
    static std::string without_blanks(char c) {
        switch (c) {
            case ' ':
            case '\t':
                return "%20";
            case '(':
                return "%28";
            case ')':
                return "%29";
            default:
                return {c};
        }
    }

    std::string_view text_;
    std::string_view view_;
    std::size_t at_ = 0;
    std::size_t definitions_to_ = 0;
    std::size_t definitions_written_ = 0;
    std::size_t table_from_;
    std::size_t url_to_ = 0;
    bool lone_ticks_matter_ = false;
    bool ticks_put_ = false;
    bool lone_seen_ = false;
    bool code_after_lone_ = false;
    std::size_t brackets_ = 0;  // open ones
    std::array<std::size_t, longest_ticks + 1> last_ticks_{};
    std::string made_;
};

}  // namespace

std::string section_inline(std::string_view paragraph, std::size_t table_from) {
    return rewriter(paragraph, table_from).done();
}

std::size_t definitions_length(std::string_view paragraph) {
    std::size_t at = 0;
    while (at < paragraph.size()) {
        const auto end = definition_at(paragraph, at).end;
        if (end == 0) break;
        at = end;
    }
    return at;
}

bool is_delimiter_row(std::string_view line) {
    line = trim(line);
    if (line.find_first_not_of("|:- \t") != none || line.find('-') == none) return false;
    if (line.starts_with('|')) line.remove_prefix(1);
    if (line.ends_with('|')) line.remove_suffix(1);
    const auto cells = split(line, '|');
    return std::all_of(cells.begin(), cells.end(), [](std::string_view cell) {
        cell = trim(cell);
        if (cell.starts_with(':')) cell.remove_prefix(1);
        if (cell.ends_with(':')) cell.remove_suffix(1);
        return !cell.empty() && cell.find_first_not_of('-') == none;
    });
}

std::size_t column_count(std::string_view row) {
    row = trim(row);
    if (row.starts_with('|')) row.remove_prefix(1);
    std::size_t columns = 1;
    for (std::size_t at = 0; at + 1 < row.size(); ++at)
        if (is_cell_end(row, at)) ++columns;
    return columns;
}

}  // namespace bot::markdown
