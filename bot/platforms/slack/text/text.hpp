// Slack's two languages, mrkdwn and rich_text, to Markdown and back. Pure. Names are resolved,
// mentions come out inert, raw HTML never does.
#pragma once

#include "bot/platforms/json.hpp"
#include "bot/platforms/slack/decode/names.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot::slack {

// mrkdwn as it comes in `text`.
std::string markdown_of_text(std::string_view mrkdwn, const names& who);
// What a message says: its rich_text blocks, else its `text`; then what its attachments and its
// other blocks say (alerts of other apps live there).
std::string markdown_of_message(json message, const names& who);

// Markdown as we write it (and as people told it) to mrkdwn: & < > escaped, so that nobody is
// ever mentioned; links kept for http, https and mailto; headings bold; tables as code.
std::string mrkdwn_of_markdown(std::string_view markdown);
// No formatting at all: topics, button labels, the fallback text of a notification.
std::string plain_of_markdown(std::string_view markdown);
// mrkdwn in pieces of at most `limit` bytes, cut between paragraphs, lines or words; never inside
// a code fence (it is closed and opened again) or an <…>.
std::vector<std::string> split_mrkdwn(std::string_view mrkdwn, std::size_t limit);

// The three entities, "&amp; &lt; &gt;", and nothing else.
std::string escape_mrkdwn(std::string_view text);

}  // namespace bot::slack
