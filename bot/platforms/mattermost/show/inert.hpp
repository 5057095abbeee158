// Where words stand in Markdown, and that they call nobody there.
#pragma once

#include <string>
#include <string_view>

namespace bot::mattermost {

// One line outside a fence. An invisible space behind the @ of a mention; in an address the @ is
// written %40, in code nobody is called.
std::string without_calls(std::string_view line);

}  // namespace bot::mattermost
