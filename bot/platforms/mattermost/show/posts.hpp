// What we show in Mattermost: Markdown within its limits, and a card's buttons as attachments.
// Pure. Limits are kept by shortening or splitting, never by failing.
#pragma once

#include "bot/incident/decision.hpp"
#include "bot/incident/effect.hpp"
#include "bot/platforms/mattermost/show/seal.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bot::mattermost {

inline constexpr std::size_t post_limit = 16'383;  // code points
inline constexpr std::size_t header_limit = 1'024, purpose_limit = 250, name_limit = 64;

// Our Markdown as Mattermost shows it and nobody is called by it: @channel, @all, @here and @ana
// stay readable and mention nobody; U+0000 is gone.
std::string shown_markdown(std::string_view markdown);

// A post: as many as it takes, each within the limit, cut between paragraphs, lines or words;
// never inside a fence (it is closed and opened again).
std::vector<std::string> messages_of(std::string_view markdown);

struct shown_card {
    std::string message;
    std::string attachments;  // a JSON array; empty without buttons
};
// `callback` is where presses go (".../mattermost/action"); empty: no buttons, their commands are
// listed as words instead.
shown_card card_of(
    const show_card& card, std::string_view callback, std::string_view channel, const seal& by
);

// The answer of a slash command, as its HTTP response or for its response_url: seen by the asker
// alone.
std::string answer_of(const answer& told);
// What a button's caller gets: {} or words for him alone.
std::string action_answer_of(std::string_view words);

}  // namespace bot::mattermost
