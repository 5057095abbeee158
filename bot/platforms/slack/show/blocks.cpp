#include "bot/platforms/slack/show/blocks.hpp"

#include "bot/base/text.hpp"
#include "bot/platforms/slack/show/block_kit.hpp"
#include "bot/platforms/slack/text/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace bot::slack {
namespace {

using kit::tree;

constexpr std::size_t message_length = 3900;  // of 4,000, that a fence closed at a cut has room
constexpr std::size_t longest_label = 24;

// --- the card ---

// A card's Markdown by what its lines are: a headline, "- lead: Ana", other points, paragraphs.
struct card_parts {
    std::string headline;
    std::vector<std::string> fields, points;
    std::string words;
};

// A point that goes on in the next line is one line again.
std::vector<std::string> whole_lines(std::string_view markdown) {
    std::vector<std::string> lines;
    for (const auto line : split_lines(markdown)) {
        const bool goes_on = line.starts_with("  ") && !trim(line).empty();
        if (goes_on && !lines.empty() && lines.back().starts_with("- ")) {
            lines.back().append(" ").append(trim(line));
        } else {
            lines.emplace_back(line);
        }
    }
    return lines;
}

bool is_label(std::string_view words) {
    return !words.empty() && words.size() <= longest_label &&
           std::all_of(words.begin(), words.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ' ' || c == '-' ||
                      c == '_';
           });
}

// "lead: Ana" -> "*Lead*\nAna".
std::optional<std::string> field_of(std::string_view point) {
    const auto colon = point.find(": ");
    if (colon == point.npos || !is_label(point.substr(0, colon))) return std::nullopt;
    auto label = std::string(point.substr(0, colon));
    if (label[0] >= 'a' && label[0] <= 'z') label[0] = static_cast<char>(label[0] - 'a' + 'A');
    return "*" + label + "*\n" + mrkdwn_of_markdown(point.substr(colon + 2));
}

card_parts read_card(std::string_view markdown) {
    card_parts parts;
    for (const auto& line : whole_lines(markdown)) {
        if (parts.headline.empty()) {
            parts.headline = trim(line);
            continue;
        }
        if (!line.starts_with("- ")) {
            parts.words.append(line).append("\n");
            continue;
        }
        const auto point = std::string_view(line).substr(2);
        if (auto field = field_of(point)) {
            parts.fields.push_back(std::move(*field));
        } else {
            parts.points.push_back(mrkdwn_of_markdown(point));
        }
    }
    return parts;
}

void append(std::vector<tree>& to, std::vector<tree> more) {
    std::move(more.begin(), more.end(), std::back_inserter(to));
}

std::vector<tree> sections_of(std::string_view mrkdwn) {
    std::vector<tree> sections;
    if (trim(mrkdwn).empty()) return sections;
    for (const auto& piece : split_mrkdwn(mrkdwn, kit::section_length))
        sections.push_back(kit::section(piece));
    return sections;
}

tree buttons_of(const std::vector<card_button>& wanted) {
    std::vector<tree> buttons;
    for (const auto& one : wanted)
        buttons.push_back(kit::button(one.label, one.command, buttons.size(), one.is_primary));
    return kit::actions(std::move(buttons));
}

// --- answers ---

// Long words in sections: a `text` of more than 4,000 is cut by some clients.
tree answer_blocks(std::string_view mrkdwn) {
    auto sections = sections_of(mrkdwn);
    if (sections.size() > kit::message_blocks) {
        sections.resize(kit::message_blocks - 1);
        sections.push_back(kit::section("_… and more than Slack shows in one message._"));
    }
    return sections;
}

}  // namespace

std::vector<shown_message> messages_of(std::string_view markdown) {
    std::vector<shown_message> messages;
    const auto mrkdwn = mrkdwn_of_markdown(markdown);
    if (trim(mrkdwn).empty()) return messages;
    for (auto& piece : split_mrkdwn(mrkdwn, message_length))
        messages.push_back({std::move(piece), {}});
    return messages;
}

shown_message card_of(const show_card& card) {
    const auto parts = read_card(card.text);
    std::vector<tree> blocks;
    if (!parts.headline.empty()) blocks.push_back(kit::header(plain_of_markdown(parts.headline)));
    append(blocks, sections_of(mrkdwn_of_markdown(parts.words)));
    append(blocks, kit::sections_of_fields(parts.fields));
    append(blocks, kit::contexts(parts.points));

    const auto buttons = buttons_of(card.buttons);
    const std::size_t room = kit::message_blocks - (buttons.is_null() ? 0 : 1);
    if (blocks.size() > room) blocks.resize(room);
    if (!buttons.is_null()) blocks.push_back(buttons);

    const auto text = split_mrkdwn(mrkdwn_of_markdown(parts.headline), message_length);
    return {text.empty() ? "…" : text.front(), blocks.empty() ? "" : kit::print(blocks)};
}

std::string answer_of(const answer& told) {
    const auto mrkdwn = mrkdwn_of_markdown(told.text);
    if (trim(mrkdwn).empty()) return {};
    tree made = {
        {"response_type", told.is_private ? "ephemeral" : "in_channel"},
        {"replace_original", false},
        {"unfurl_links", false},
        {"text", split_mrkdwn(mrkdwn, message_length).front()}};
    if (mrkdwn.size() > message_length) made["blocks"] = answer_blocks(mrkdwn);
    return kit::print(made);
}

}  // namespace bot::slack
