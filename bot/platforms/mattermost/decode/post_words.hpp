// What a post says: its words, and those of the attachments of programs. For the decoders.
#pragma once

#include "bot/platforms/clean_words.hpp"
#include "bot/platforms/json.hpp"
#include "bot/platforms/mattermost/decode/names.hpp"

#include <string>
#include <string_view>

namespace bot::mattermost {

// Markdown as it was written: Mattermost stores it so. Mentions are names already; whatever shows
// them elsewhere sees to it that they call nobody. Masked.
std::string words_of_post(json post);
// What is said beside the message: alerts of other programs live in attachments.
bool has_attachments(json post);

// Whoever wrote it by id: names in props (override_username) are anybody's to forge.
person person_of(std::string_view id, const names& who, std::string_view told = {});
bool is_ours(json post, const identity& me);
bool is_system(json post);

}  // namespace bot::mattermost
