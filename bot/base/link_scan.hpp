// What follows a bracket in Markdown: the target and title of a link or of a definition.
// Used by the section sources only.
#pragma once

#include <cstddef>
#include <string_view>

namespace bot::markdown {

struct link_parts {
    std::size_t target_from = 0, target_to = 0;  // with its <>, when it has them
    std::size_t end = 0;                         // past the closing parenthesis or the line
};

// "(target "title")" from its parenthesis on; end 0 when no link could be there.
link_parts inline_link_at(std::string_view text, std::size_t at);
// "[label]: target "title"" from its bracket on, to the end of its last line; end 0 when none.
link_parts definition_at(std::string_view text, std::size_t at);

// The link target that would begin at `at` runs something or carries its own content
// (javascript:, vbscript:, data:), however its letters are written.
bool is_live_target(std::string_view text, std::size_t at);
// Where the blanks, at most one line end among them, that begin at `at` end.
std::size_t skip_blanks(std::string_view text, std::size_t at);
// Where the target that begins at `at` ends; `at` itself when none can be there.
std::size_t target_end(std::string_view text, std::size_t at);

}  // namespace bot::markdown
