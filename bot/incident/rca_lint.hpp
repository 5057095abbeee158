// Advice on the draft of an RCA. Never a gate: whoever publishes knows more than a list of words.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

struct advice {
    std::size_t line = 0, column = 0;  // from 1; columns in bytes
    std::string_view rule;             // "blame", "empty", "action", "order", "source"
    std::string text;                  // what is there, and what to do
};

// In the order of the lines. `markdown` is a whole document, of ours or of anybody's.
std::vector<advice> lint_rca(std::string_view markdown);

// A list in Markdown of what to look at before a draft is published, `most` items at most and how
// to see the rest; empty when there is nothing. What is still empty is left out: the draft says
// that itself. `incident`: "INC-7".
std::string advice_on_draft(std::string_view markdown, std::string_view incident, std::size_t most);

}  // namespace bot
