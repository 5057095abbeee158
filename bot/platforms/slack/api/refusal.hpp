// What an API failure means for a delivery: one table.
#pragma once

#include "bot/platforms/slack/api/web_api.hpp"
#include "bot/ports/courier.hpp"

#include <string_view>

namespace bot::slack {

// Errors that say it is so already (already_pinned, already_in_channel …) are a success.
bool is_done_already(std::string_view method, const api_failure& failure);
// delivered, retry (with when) or refused (with a sentence that says what to do).
outcome outcome_of(std::string_view method, const api_failure& failure);
// What a person can do about it: "missing_scope" -> "Add the scope chat:write …".
std::string remedy_for(std::string_view method, const api_failure& failure);

}  // namespace bot::slack
