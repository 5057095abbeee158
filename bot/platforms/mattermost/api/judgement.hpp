// What an answer of the REST API, or its absence, means. Pure.
#pragma once

#include "bot/platforms/mattermost/api/rest_api.hpp"

#include <string>
#include <string_view>

namespace bot::mattermost {

// `call` is "POST /posts". Only JSON is Mattermost's word. Anything else is `broken`, or
// `ambiguous` where the call may have acted and must not do so twice.
api_result judge(std::string_view call, bool harmless, http_response answer);
api_failure judge(std::string_view call, const http_failure& why);

// A failure whose `detail` begins with the call.
api_failure make_failure(std::string_view call, api_failure::kind is, std::string_view what);

// "POST /posts": without the query.
std::string shown_call(std::string_view method, std::string_view path);

}  // namespace bot::mattermost
