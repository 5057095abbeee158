// Mattermost counts characters, not bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bot::mattermost {

std::size_t rune_count(std::string_view text);
// How many bytes the first so many characters have.
std::size_t bytes_of_runes(std::string_view text, std::size_t runes);
// At most so many, with "…" as the last of them when something was cut.
std::string shorten_runes(std::string_view text, std::size_t limit);

}  // namespace bot::mattermost
