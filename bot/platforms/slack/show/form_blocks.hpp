// How a form becomes blocks and its values become a command again. What has to survive the way
// through Slack stands in the ids of the blocks and in private_metadata.
#pragma once

#include "bot/incident/form.hpp"
#include "bot/platforms/json.hpp"
#include "bot/platforms/slack/decode/names.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bot::slack {

inline constexpr std::string_view form_callback = "form";
// Buttons of ours: this and a number; the value is the command.
inline constexpr std::string_view command_action = "command:";

// "2:option:service", for the third field.
std::string block_id_of(std::size_t index, const form_field& field);

struct filled_form {
    std::string command;      // complete: "note #7 the cache is cold"
    std::string channel;      // where it was asked for
    std::string first_block;  // of its fields; empty when it has none
};
// The `view` of a view_submission; nothing when it is no form of ours.
std::optional<filled_form> read_form(json view, const names& who);

}  // namespace bot::slack
