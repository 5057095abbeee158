// What can be said about a YAML text without understanding it.
#pragma once

#include "config/mistake.hpp"
#include "config/yaml_tree.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

// Size, bad UTF-8, control characters, tabs in the indentation, directives. Nothing that passes
// here can make yaml-cpp stop early without a word.
std::vector<mistake> check_yaml_text(std::string_view text);

// From line and byte column, both from 0, to places for people. Quick when asked in the order
// of the text, which the events of a parser nearly are.
class place_finder {
public:
    explicit place_finder(std::string_view text);
    yaml_place find(int line, int byte_column);
    std::string_view rest_of_line() const;  // from the place found last

private:
    std::string_view text_;
    std::size_t line_start_ = 0, line_end_ = 0;
    int line_ = 0, byte_ = 0, characters_ = 0;  // where it stands
};

// yaml-cpp's complaint at a place, in a sentence that says what to do.
std::string explain_syntax(std::string_view rest_of_line, std::string_view complaint);

// Whether a scalar that begins here, perhaps with an anchor, and reads as `value` ends here too.
bool is_on_one_line(std::string_view rest_of_line, std::string_view value);

}  // namespace bot
