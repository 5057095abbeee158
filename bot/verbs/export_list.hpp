// The channels of an export, for somebody who has to choose one.
#pragma once

#include "bot/platforms/exported.hpp"

#include <string>
#include <string_view>

namespace bot {

// "inc-checkout", "2025-outage", "sev2_db": channels are called so when something is wrong.
bool looks_like_incident(std::string_view channel);

// To standard output: each with its messages and days, those that look like incidents first; and
// what to type then: "scribe import slack-export DIR --channel …", by the verb.
void list_channels(
    chat_export& of, std::string_view verb, const std::string& source, bool as_json
);

}  // namespace bot
