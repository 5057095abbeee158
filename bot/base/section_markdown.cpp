#include "bot/base/block_scan.hpp"
#include "bot/base/escape.hpp"
#include "bot/base/markdown_scan.hpp"
#include "bot/base/section_inline.hpp"
#include "bot/base/text.hpp"

#include <algorithm>
#include <vector>

namespace bot {
namespace {

using namespace markdown;

constexpr std::size_t code_indent = 4;
constexpr std::size_t demoted_level = 3;

// A quote or a list item that is open, and how far an item's content is indented.
struct container {
    bool quote = false;
    std::size_t indent = 0;
    bool empty = true;
};

// A line of the paragraph that is being gathered: marks and indent before, words after.
struct paragraph_line {
    std::string_view before;
    std::string_view words;
};

// Follows the block structure line by line, as CommonMark's appendix describes it. There are
// no HTML blocks in it, because no tag is left in what comes out.
class section_writer {
public:
    explicit section_writer(bool demote) : demote_(demote) {}

    void line(std::string_view raw) {
        line_cursor cursor(raw);
        std::size_t matched = 0;
        while (matched < open_.size() && continues(open_[matched], cursor)) ++matched;
        const bool all = matched == open_.size();
        if (fence_.length != 0) {
            if (all) return fenced_line(raw, cursor);
            fence_ = {};
        }
        if (cursor.blank()) {
            end_paragraph();
            close_to(matched);
            return verbatim(raw);
        }
        text_line(raw, cursor, matched);
    }

    std::string done(bool ends_line) {
        end_paragraph();
        if (fence_.length != 0) close_fence();
        if (!ends_line && made_.ends_with('\n')) made_.pop_back();
        return std::move(made_);
    }

private:
    static bool continues(const container& in, line_cursor& cursor) {
        if (in.quote) {
            if (cursor.indent() >= code_indent || !cursor.rest().starts_with('>')) return false;
            skip_quote_mark(cursor);
            return true;
        }
        if (cursor.indent() < in.indent) return cursor.blank() && !in.empty;
        cursor.skip_columns(in.indent);
        return true;
    }

    static void skip_quote_mark(line_cursor& cursor) {
        cursor.skip_mark(1);
        if (cursor.indent() > 0) cursor.skip_columns(1);
    }

    void fenced_line(std::string_view raw, const line_cursor& cursor) {
        if (cursor.indent() < code_indent && closes_fence(cursor.rest(), fence_)) fence_ = {};
        verbatim(raw);
    }

    void text_line(std::string_view raw, line_cursor& cursor, std::size_t matched) {
        const bool all = matched == open_.size();
        // A paragraph takes a line whose marks were left out; a table does not.
        bool may_go_on = !paragraph_.empty() && !in_table_;
        bool interrupts = may_go_on && all;
        bool opened = false;
        while (open_container(cursor, interrupts, opened ? open_.size() : matched)) {
            opened = true;
            may_go_on = interrupts = false;
        }
        if (cursor.blank()) return verbatim(raw);
        const auto rest = cursor.rest();
        if (cursor.indent() >= code_indent) {
            if (may_go_on) return paragraph(raw, cursor);
            start_leaf(opened ? open_.size() : matched);
            return verbatim(raw);
        }
        if (interrupts && underline_level(rest) != 0) return underline(raw, cursor);
        if (is_leaf(rest)) {
            start_leaf(opened ? open_.size() : matched);
            return leaf(raw, cursor);
        }
        // A lone pipe is a row without cells, which is no row.
        const bool row = in_table_ && all && !opened && trim(rest) != "|";
        if (!may_go_on && !row) start_leaf(opened ? open_.size() : matched);
        paragraph(raw, cursor);
        if (interrupts && paragraph_.size() > 1) find_table();
    }

    bool open_container(line_cursor& cursor, bool interrupts, std::size_t keep) {
        const auto rest = cursor.rest();
        if (cursor.blank() || cursor.indent() >= code_indent) return false;
        if (rest.starts_with('>')) {
            skip_quote_mark(cursor);
            open({true, 0, true}, keep);
            return true;
        }
        const bool underline = interrupts && underline_level(rest) != 0;
        if (underline || heading_level(rest) != 0 || is_rule(rest)) return false;
        const auto mark = list_mark(rest, interrupts);
        if (mark == 0) return false;
        const auto before = cursor.indent();
        cursor.skip_mark(mark);
        const auto gap = cursor.indent();
        // Five blanks or more are one blank and indented code.
        const std::size_t taken = gap == 0 || gap > code_indent || cursor.blank() ? 1 : gap;
        cursor.skip_columns(std::min(taken, gap));
        open({false, before + mark + taken, true}, keep);
        return true;
    }

    void open(container next, std::size_t keep) {
        start_leaf(keep);
        open_.push_back(next);
    }

    // Whatever comes next stands inside the first `keep` containers.
    void start_leaf(std::size_t keep) {
        end_paragraph();
        close_to(keep);
        for (auto& in : open_) in.empty = false;
    }

    void close_to(std::size_t keep) { open_.resize(std::min(keep, open_.size())); }

    static bool is_leaf(std::string_view rest) {
        return heading_level(rest) != 0 || opening_fence(rest).length != 0 || is_rule(rest);
    }

    void leaf(std::string_view raw, const line_cursor& cursor) {
        fence_ = opening_fence(cursor.rest());
        const auto level = heading_level(cursor.rest());
        if (level == 0) return verbatim(raw);
        made_ += raw.substr(0, cursor.content());
        made_.append(demote_ ? std::max(level, demoted_level) : level, '#');
        made_ += section_inline(cursor.rest().substr(level));
        made_ += '\n';
    }

    void paragraph(std::string_view raw, const line_cursor& cursor) {
        const auto from = cursor.content();
        paragraph_.push_back({raw.substr(0, from), raw.substr(from)});
    }

    // The last two lines are the head of a table and the line under it.
    void find_table() {
        const auto head = paragraph_.size() - 2;
        const auto under = paragraph_.back().words;
        if (!is_delimiter_row(under) || column_count(paragraph_[head].words) != column_count(under))
            return;
        in_table_ = true;
        table_from_ = 0;
        for (std::size_t i = 0; i < head; ++i) table_from_ += paragraph_[i].words.size() + 1;
    }

    std::string gathered() const {
        std::string words;
        for (const auto& line : paragraph_) {
            if (!words.empty()) words += '\n';
            words += line.words;
        }
        return words;
    }

    void end_paragraph() {
        if (paragraph_.empty()) return;
        const auto written =
            section_inline(gathered(), in_table_ ? table_from_ : std::string_view::npos);
        const auto lines = split(written, '\n');
        for (std::size_t i = 0; i < paragraph_.size(); ++i) {
            made_ += paragraph_[i].before;
            made_ += lines[i];
            made_ += '\n';
        }
        paragraph_.clear();
        in_table_ = false;
    }

    // Makes the paragraph a heading. When it was nothing but link definitions, those are done
    // with and the line is the first of a paragraph.
    void underline(std::string_view raw, const line_cursor& cursor) {
        const auto words = gathered();
        const auto definitions = definitions_length(words);
        if (definitions >= words.size()) {
            end_paragraph();
            paragraph(raw, cursor);
        } else if (demote_) {
            demote(words, definitions);
        } else {
            end_paragraph();
            verbatim(raw);
        }
    }

    void demote(std::string_view words, std::size_t definitions) {
        const auto defined = static_cast<std::size_t>(std::count(
            words.begin(), words.begin() + static_cast<std::ptrdiff_t>(definitions), '\n'
        ));
        const std::vector<paragraph_line> title(
            paragraph_.begin() + static_cast<std::ptrdiff_t>(defined), paragraph_.end()
        );
        paragraph_.resize(defined);
        end_paragraph();
        made_ += title.front().before;
        made_.append(demoted_level, '#');
        auto joined = section_inline(words.substr(definitions));
        std::replace(joined.begin(), joined.end(), '\n', ' ');
        made_ += " " + joined + "\n";
    }

    // Past its own container the fence is closed anyway; here the closing is spelt out.
    void close_fence() {
        for (const auto& in : open_) made_ += in.quote ? "> " : std::string(in.indent, ' ');
        made_.append(fence_.length, fence_.c);
        made_ += '\n';
        fence_ = {};
    }

    void verbatim(std::string_view raw) {
        made_ += raw;
        made_ += '\n';
    }

    bool demote_;
    bool in_table_ = false;
    std::size_t table_from_ = 0;
    fence_mark fence_;
    std::vector<container> open_;
    std::vector<paragraph_line> paragraph_;
    std::string made_;
};

}  // namespace

std::string section_markdown(std::string_view text, bool demote_headings) {
    const auto cleaned = clean(text);
    section_writer writer(demote_headings);
    for (const auto line : split_lines(cleaned)) writer.line(line);
    return writer.done(cleaned.ends_with('\n'));
}

}  // namespace bot
