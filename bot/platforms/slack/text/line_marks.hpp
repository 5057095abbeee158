// What at the beginning of a line would open a block of Markdown, and what after a `<` would be
// a tag: the questions of draft.cpp that need no context.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace bot::slack {

// Characters [from, to) to be escaped so that the line stays words.
struct line_mark {
    std::size_t from = 0, to = 0;
    bool found() const { return to > from; }
};

// `number`: the list number before, 0 when there is none, -1 when nobody knows; is advanced.
line_mark mark_of_line(std::string_view line, std::int64_t& number);

// The `<` at `at` begins something Markdown takes for HTML or a link. `begins_line`: nothing
// stands before it on its line.
bool reads_as_markup(std::string_view line, std::size_t at, bool begins_line);

}  // namespace bot::slack
