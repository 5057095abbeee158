// Emoji by the short names chats give them.
#pragma once

#include <string>
#include <string_view>

namespace bot {

// "+1" -> "👍", "+1::skin-tone-3" -> "👍🏼"; a custom one stays as it is.
std::string emoji_of(std::string_view name);
// The name for an emoji given as character or as name ("👀" -> "eyes").
std::string emoji_name_of(std::string_view emoji);

}  // namespace bot
