// The pieces of Block Kit we use, each within its limit: longer words are shortened, what is too
// many is left out. Bytes are counted, so characters are within the limit, too.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace bot::slack::kit {

using tree = nlohmann::ordered_json;

inline constexpr std::size_t message_blocks = 50, view_blocks = 100;
inline constexpr std::size_t header_length = 150, section_length = 3000, field_length = 2000;
inline constexpr std::size_t section_fields = 10, context_elements = 10, action_elements = 25;
inline constexpr std::size_t button_length = 75, button_value_length = 2000;
inline constexpr std::size_t option_length = 75, options = 100, option_groups = 100;
inline constexpr std::size_t label_length = 2000, input_length = 3000, title_length = 24;
inline constexpr std::size_t id_length = 255, metadata_length = 3000;

// "…" when nothing is left to say: Slack refuses empty texts.
tree plain(std::string_view words, std::size_t limit);
tree mrkdwn(std::string_view words, std::size_t limit);

tree header(std::string_view words);
tree section(std::string_view mrkdwn);
// As many sections as it takes for the fields, and context blocks for the elements.
std::vector<tree> sections_of_fields(const std::vector<std::string>& fields);
std::vector<tree> contexts(const std::vector<std::string>& elements);
// A press says the command. Null when it does not fit into a button: half a command is another.
tree button(std::string_view label, std::string_view command, std::size_t number, bool is_primary);
tree actions(std::vector<tree> buttons);

std::string print(const tree& made);

}  // namespace bot::slack::kit
