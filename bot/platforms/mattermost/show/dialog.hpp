// How a form becomes an interactive dialog and its values a command again.
#pragma once

#include "bot/incident/form.hpp"
#include "bot/platforms/json.hpp"
#include "bot/platforms/mattermost/decode/calls.hpp"
#include "bot/platforms/mattermost/show/seal.hpp"

#include <string>
#include <string_view>

namespace bot::mattermost {

// The body for /actions/dialogs/open. Its state carries the form's command, the channel where it
// was asked for, when, and the way its values go back; sealed for this person. It is no secret.
std::string dialog_of(
    const form& wanted, const caller& whom, std::string_view callback, instant now, const seal& by
);
// The same dialog stays open with what is wrong in it.
std::string dialog_errors(std::string_view sentence);

}  // namespace bot::mattermost
