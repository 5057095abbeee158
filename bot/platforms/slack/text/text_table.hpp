// A table as text: its first row is its head.
#pragma once

#include <string>
#include <vector>

namespace bot::slack {

using text_table = std::vector<std::vector<std::string>>;

// Columns under each other in a fixed-width font, with a line under the head.
std::string aligned(const text_table& rows);
// "a | b" for each row.
std::string joined(const text_table& rows);

}  // namespace bot::slack
