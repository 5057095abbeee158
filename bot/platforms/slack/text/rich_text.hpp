// rich_text, what Slack's own composer makes: blocks of inline elements.
#pragma once

#include "bot/platforms/json.hpp"
#include "bot/platforms/slack/decode/names.hpp"
#include "bot/platforms/slack/text/document.hpp"

namespace bot::slack {

// A block of type rich_text. What is unknown gives its own text, or nothing.
void read_rich_text(json block, const names& who, document_writer& into);

}  // namespace bot::slack
