// What we show in Slack: Block Kit as JSON text. Pure. Every limit of Slack's is kept by
// shortening or splitting, never by failing.
#pragma once

#include "bot/incident/decision.hpp"
#include "bot/incident/effect.hpp"
#include "bot/incident/form.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bot::slack {

struct shown_message {
    std::string text;    // mrkdwn; the notification, and all there is when `blocks` is empty
    std::string blocks;  // a JSON array, or empty
};

// A post: as many messages as it takes, each within 4,000 bytes and 50 blocks.
std::vector<shown_message> messages_of(std::string_view markdown);
// The live card: headline, what is known, buttons.
shown_message card_of(const show_card& card);

// Where a modal was asked for travels in its private_metadata: "#7 note" is said in that channel.
std::string modal_of(const form& wanted, std::string_view channel);
// The same modal with what is wrong in it (response_action errors go by block_id of its fields).
std::string form_errors(std::string_view sentence, std::string_view first_block);

// The App Home: open incidents, and what one person has to do.
struct home_incident { std::string label, severity, title, state, lead, channel; std::string since; };
struct home_action { std::string incident, text, priority, due; int number = 0; };
std::string home_of(const std::vector<home_incident>& open, const std::vector<home_action>& mine);

// The answer of a slash command: in the acknowledgement, or to its response_url.
std::string answer_of(const answer& told);

}  // namespace bot::slack
