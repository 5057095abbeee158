// The running text of a section, one paragraph, heading or table at a time: code stays,
// tags become text, mentions become code. Used by section_markdown.cpp only.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bot::markdown {

// The lines of one paragraph without the marks of the blocks around it. Gives back as many.
// When it becomes a table, `table_from` is where the line with the table's head begins.
std::string section_inline(
    std::string_view paragraph, std::size_t table_from = std::string_view::npos
);

// How much of the paragraph, in whole lines, is [label]: target "title" definitions.
std::size_t definitions_length(std::string_view paragraph);

// The line under a table's head, and the number of columns of such a line or of a row.
bool is_delimiter_row(std::string_view line);
std::size_t column_count(std::string_view row);

}  // namespace bot::markdown
