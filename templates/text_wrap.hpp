// Answers for breaking long lines as Python's textwrap does it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bot {

struct wrapping {
    std::size_t width = 79;
    bool break_long_words = true;
    bool break_on_hyphens = true;
    std::string line_end = "\n";
};

// Each line of the text is a paragraph of its own.
std::string wrap_text(std::string_view text, const wrapping& how);

}  // namespace bot
