// Lines of chat that mark themselves, "!note …", "!action …", and what becomes of them.
#pragma once

#include "bot/incident/decision.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

struct marked_line {
    std::string_view marker;       // "!note"
    std::optional<row_kind> kind;  // nothing: an action
    std::string text;              // what stands behind the marker, may be empty
};

// In order. A line in a code fence is code, whatever it begins with.
std::vector<marked_line> marked_lines(std::string_view text);

// The row or action the line becomes, or the answer why it cannot. `origin` as in fact.
void promote_line(
    decision& d,
    const situation& here,
    const marked_line& line,
    const person& author,
    instant at,
    std::int64_t origin
);

// The first complaint is the answer.
void complain(decision& d, const std::string& why);

}  // namespace bot
