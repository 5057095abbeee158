// Slack's mrkdwn, the language of `text`, taken apart. What <…> means is asked for by the
// readers of rich_text, too.
#pragma once

#include "bot/platforms/slack/decode/names.hpp"
#include "bot/platforms/slack/text/document.hpp"
#include "bot/platforms/slack/text/runs.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace bot::slack {

// The three entities, once each: "&amp;lt;" is "&lt;".
std::string unescape_mrkdwn(std::string_view said);
// ":tada:" as characters where Slack knows the name, decoded, and all else as it was said.
std::string plain_words(std::string_view said);
// Decoded; of what Slack made a link by itself, what was typed.
std::string code_words(std::string_view said);

// Lines of mrkdwn without fences and quotes.
void read_mrkdwn(std::string_view said, const names& who, runs& into);
// All of it, with fences and quotes.
void read_mrkdwn(std::string_view said, const names& who, document_writer& into);

// How a mention reads: "@Ana Lopez", "#ops", "@sre". `label`: what the message itself calls it.
std::string person_words(std::string_view id, std::string_view label, const names& who);
std::string channel_words(std::string_view id, std::string_view label, const names& who);
std::string group_words(std::string_view id, std::string_view label, const names& who);
// A moment in UTC; the fallback when it is none.
std::string date_words(std::string_view epoch, std::string_view fallback);

}  // namespace bot::slack
