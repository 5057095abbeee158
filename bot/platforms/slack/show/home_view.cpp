// The App Home: what is open, and what one person has to do.
#include "bot/base/text.hpp"
#include "bot/platforms/slack/show/block_kit.hpp"
#include "bot/platforms/slack/show/blocks.hpp"
#include "bot/platforms/slack/text/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace bot::slack {
namespace {

using kit::tree;

constexpr std::size_t rows_shown = 40;  // of each list; both and what is round them fit into a view
constexpr std::size_t words_shown = 400;

// People's words on one line.
std::string told(std::string_view words) {
    return mrkdwn_of_markdown(
        shorten(replace_all(replace_all(std::string(words), "\r", ""), "\n", " "), words_shown)
    );
}

// What is known of it, on one line: "investigating · lead Ana · open for 2 h".
std::string details(const std::vector<std::string>& parts) {
    std::string line;
    for (const auto& part : parts)
        if (!part.empty()) line += (line.empty() ? "" : " · ") + part;
    return line;
}

std::string prefixed(std::string_view prefix, const std::string& words) {
    return words.empty() ? "" : std::string(prefix) + words;
}

tree incident_row(const home_incident& one) {
    const auto room = one.channel.empty() ? "" : "<#" + escape_mrkdwn(one.channel) + ">";
    return kit::section(
        "*" + escape_mrkdwn(one.label) + "* " + told(one.severity) + ": " + told(one.title) + "\n" +
        details(
            {told(one.state),
             one.lead.empty() ? "*no lead yet*" : "lead " + told(one.lead),
             prefixed("open for ", told(one.since)),
             room}
        )
    );
}

tree action_row(const home_action& one, std::size_t number) {
    auto row = kit::section(
        "*" + told(one.priority) + "* " + told(one.text) + "\n" +
        details({escape_mrkdwn(one.incident), prefixed("due ", told(one.due))})
    );
    const auto command = one.incident + " action done " + std::to_string(one.number);
    if (auto done = kit::button("Done", command, number, false); !done.is_null())
        row["accessory"] = std::move(done);
    return row;
}

void close_list(std::vector<tree>& blocks, std::size_t all, std::string_view nothing) {
    if (all == 0) blocks.push_back(kit::section(nothing));
    if (all > rows_shown)
        blocks.push_back(
            kit::contexts({"… and " + std::to_string(all - rows_shown) + " more"}).front()
        );
}

}  // namespace

std::string home_of(const std::vector<home_incident>& open, const std::vector<home_action>& mine) {
    std::vector<tree> blocks;
    blocks.push_back(kit::header("Open incidents"));
    for (std::size_t i = 0; i < std::min(open.size(), rows_shown); ++i)
        blocks.push_back(incident_row(open[i]));
    close_list(blocks, open.size(), "No incident is open.");
    blocks.push_back(kit::actions({kit::button("Declare an incident", "declare", 0, open.empty())})
    );

    blocks.push_back({{"type", "divider"}});
    blocks.push_back(kit::header("Your actions"));
    for (std::size_t i = 0; i < std::min(mine.size(), rows_shown); ++i)
        blocks.push_back(action_row(mine[i], i + 1));
    close_list(
        blocks,
        mine.size(),
        "You have nothing left to do. Actions with you as the owner stand here."
    );
    return kit::print({{"type", "home"}, {"blocks", std::move(blocks)}});
}

}  // namespace bot::slack
