// Where a line of Markdown stands among the blocks around it: columns, tabs, and the marks
// that open lists, quotes, headings and fences. For section_markdown.cpp and who reads other chats' texts.
#pragma once

#include <cstddef>
#include <string_view>

namespace bot::markdown {

// Walks one line by columns; a tab reaches to the next multiple of four.
class line_cursor {
public:
    explicit line_cursor(std::string_view line) : line_(line) {}

    std::size_t content() const;  // offset of the first character that is no blank
    std::size_t indent() const;   // columns up to there
    bool blank() const { return content() >= line_.size(); }
    std::string_view rest() const { return line_.substr(content()); }
    void skip_columns(std::size_t columns);
    void skip_to_content() { skip_columns(indent()); }
    // Past a mark of `length` characters at the content.
    void skip_mark(std::size_t length);

private:
    std::string_view line_;
    std::size_t offset_ = 0;
    std::size_t column_ = 0;
};

struct fence_mark {
    char c = '\0';
    std::size_t length = 0;  // 0: no fence
};

fence_mark opening_fence(std::string_view rest);
bool closes_fence(std::string_view rest, fence_mark open);
std::size_t heading_level(std::string_view rest);    // of "## words", 0 when it is none
std::size_t underline_level(std::string_view rest);  // 1 for ===, 2 for ---, 0
bool is_rule(std::string_view rest);                 // ***, - - -

// Length of "-" or "12." with a blank or the line's end after it, 0 when it is none. In the
// middle of a paragraph only items that have words and begin at 1 count.
std::size_t list_mark(std::string_view rest, bool interrupts);

}  // namespace bot::markdown
