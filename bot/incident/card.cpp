#include "bot/incident/card.hpp"

#include "bot/incident/lifecycle.hpp"

#include <algorithm>
#include <array>

namespace bot {
namespace {

constexpr std::array<std::string_view, milestone_count> milestone_labels{
    "Started",
    "Detected",
    "Paged",
    "Investigating",
    "Identified",
    "Mitigated",
    "Recovered",
    "Resolved"};

}  // namespace

std::vector<card_button> card_buttons(const incident& in, const settings& rules) {
    std::vector<card_button> buttons;
    const auto add = [&](std::string_view label, std::string_view command, bool primary = false) {
        const auto number = "#" + std::to_string(number_of(in.id)) + " ";
        buttons.push_back({std::string(label), number + std::string(command), primary});
    };
    if (in.state == lifecycle::resolved) {
        add("RCA preview", "rca preview");
        add("Reopen", "reopen");
        return buttons;
    }
    const auto& roles = rules.roles;
    if (!in.lead() && std::find(roles.begin(), roles.end(), "lead") != roles.end())
        add("Take lead", "take lead");
    const auto next = next_milestone(in);
    if (next) add(milestone_labels[static_cast<std::size_t>(*next)], name_of(*next), true);
    add("Post update", "update");
    add("Resolve", "resolve", !next);
    return buttons;
}

}  // namespace bot
