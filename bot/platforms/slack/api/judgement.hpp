// What an answer of the Web API, or its absence, means. Pure.
#pragma once

#include "bot/platforms/slack/api/web_api.hpp"

#include <string>
#include <string_view>

namespace bot::slack {

// Only 200 and 429 carry Slack's word. Anything else is `broken`, or `ambiguous` where the method
// may have acted and must not do so twice.
api_result judge(std::string_view method, bool harmless, http_response answer);
api_failure judge(std::string_view method, const http_failure& why);

// A failure whose `detail` begins with the method.
api_failure make_failure(std::string_view method, api_failure::kind is, std::string_view what);

}  // namespace bot::slack
