// Block Kit: what Slack takes and what it refuses, and what a person reads of it.
#pragma once

#include <nlohmann/json.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace emulator::slack {

using nlohmann::json;

enum class surface { message, modal, home };

// A field of what a peer sent: empty unless it is there and a string.
std::string text_at(const json& from, const char* name);

// Characters, as Slack counts.
std::size_t length_of(std::string_view text);

// Sentences as Slack gives them in response_metadata.messages; none when all is well.
std::vector<std::string> faults_of_blocks(const json& blocks, surface where);
std::vector<std::string> faults_of_view(const json& view);
bool good_attachments(const json& all);

// Blocks without a block_id get one.
void name_blocks(json& blocks, const std::function<std::string()>& next);

// What a token of mrkdwn ("@U1", "#C1|ops", "!here", "https://x|label") reads as.
using token_reader = std::function<std::string(std::string_view)>;
// What stands on the screen, a line for each block.
std::string reading_of(const json& blocks, const token_reader& read);
// The same of a message: its blocks, or its text, and its attachments.
std::string reading_of_message(
    std::string_view text, const json& blocks, const json& attachments, const token_reader& read
);

// An interactive element within blocks: by its action_id, or by what is written on it.
struct found_element {
    const json* block = nullptr;
    const json* element = nullptr;
};
found_element find_element(const json& blocks, std::string_view action_or_label);

}  // namespace emulator::slack
