// Markdown in pieces that Mattermost takes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bot::mattermost {

// Of at most `limit` characters each, cut between paragraphs, lines or words. A fence that is cut
// is closed and opened again, a table that goes on begins with its head again.
std::vector<std::string> split_markdown(std::string_view markdown, std::size_t limit);

}  // namespace bot::mattermost
