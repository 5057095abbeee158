#include "bot/platforms/slack/show/block_kit.hpp"

#include "bot/base/text.hpp"
#include "bot/platforms/slack/show/form_blocks.hpp"
#include "bot/platforms/slack/text/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace bot::slack::kit {
namespace {

constexpr std::string_view ellipsis = "…";

std::string one_line(std::string_view words) {
    auto line = replace_all(std::string(words), "\r", " ");
    return replace_all(std::move(line), "\n", " ");
}

// The first of what it would be cut into.
std::string shorten_mrkdwn(std::string_view words, std::size_t limit) {
    if (words.size() <= limit) return std::string(words);
    const auto pieces = split_mrkdwn(words, limit - ellipsis.size());
    return (pieces.empty() ? std::string() : pieces.front()) + std::string(ellipsis);
}

template <class Make>
std::vector<tree> in_rows(const std::vector<std::string>& all, std::size_t row, Make make) {
    std::vector<tree> rows;
    for (std::size_t at = 0; at < all.size(); at += row) {
        tree list = tree::array();
        for (std::size_t i = at; i < std::min(at + row, all.size()); ++i)
            list.push_back(mrkdwn(all[i], field_length));
        rows.push_back(make(std::move(list)));
    }
    return rows;
}

}  // namespace

tree plain(std::string_view words, std::size_t limit) {
    const auto shown = trim(words).empty() ? ellipsis : trim(words);
    return {{"type", "plain_text"}, {"text", shorten(shown, limit)}, {"emoji", true}};
}

tree mrkdwn(std::string_view words, std::size_t limit) {
    const auto shown = trim(words).empty() ? ellipsis : words;
    return {{"type", "mrkdwn"}, {"text", shorten_mrkdwn(shown, limit)}, {"verbatim", true}};
}

tree header(std::string_view words) {
    return {{"type", "header"}, {"text", plain(one_line(words), header_length)}};
}

tree section(std::string_view words) {
    return {{"type", "section"}, {"text", mrkdwn(words, section_length)}};
}

std::vector<tree> sections_of_fields(const std::vector<std::string>& fields) {
    return in_rows(fields, section_fields, [](tree list) {
        return tree{{"type", "section"}, {"fields", std::move(list)}};
    });
}

std::vector<tree> contexts(const std::vector<std::string>& elements) {
    return in_rows(elements, context_elements, [](tree list) {
        return tree{{"type", "context"}, {"elements", std::move(list)}};
    });
}

tree button(std::string_view label, std::string_view command, std::size_t number, bool is_primary) {
    if (trim(command).empty() || command.size() > button_value_length) return nullptr;
    tree made = {
        {"type", "button"},
        {"action_id", std::string(command_action) + std::to_string(number)},
        {"text", plain(one_line(label), button_length)},
        {"value", command}};
    if (is_primary) made["style"] = "primary";
    return made;
}

tree actions(std::vector<tree> buttons) {
    std::erase_if(buttons, [](const tree& one) { return one.is_null(); });
    if (buttons.size() > action_elements) buttons.resize(action_elements);
    if (buttons.empty()) return nullptr;
    return {{"type", "actions"}, {"elements", std::move(buttons)}};
}

std::string print(const tree& made) {
    return made.dump(-1, ' ', false, tree::error_handler_t::replace);
}

}  // namespace bot::slack::kit
