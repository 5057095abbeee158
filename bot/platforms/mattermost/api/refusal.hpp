// What an API failure means for a delivery: one table, by the error's id.
#pragma once

#include "bot/platforms/mattermost/api/rest_api.hpp"
#include "bot/ports/courier.hpp"

#include <string>
#include <string_view>

namespace bot::mattermost {

// `doing` names the call in words: "post", "open a channel", "pin".
outcome outcome_of(std::string_view doing, const api_failure& failure);
// What a person can do about it; empty when nothing is known.
std::string remedy_for(const api_failure& failure);

}  // namespace bot::mattermost
