// The running text of a Markdown tree as mrkdwn, or as nothing but words.
#pragma once

#include "bot/platforms/slack/text/runs.hpp"

#include <cmark-gfm.h>

#include <string>
#include <string_view>
#include <vector>

namespace bot::slack {

// Everything under a paragraph, heading or cell. `looks`: what all of it is in anyway.
std::string mrkdwn_of_inlines(cmark_node* parent, style looks = style::none);
std::string words_of_inlines(cmark_node* parent);
// "[[INC-7|the cache]]" reads "the cache".
std::string without_wikilinks(std::string_view said);
// Escaped, and "@here" no longer a call.
std::string safe_words(std::string_view said);

}  // namespace bot::slack
