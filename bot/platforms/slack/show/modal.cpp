// A form as a modal; form_blocks.hpp says what of it comes back and how.
#include "bot/base/text.hpp"
#include "bot/platforms/slack/show/block_kit.hpp"
#include "bot/platforms/slack/show/blocks.hpp"
#include "bot/platforms/slack/show/form_blocks.hpp"
#include "bot/platforms/slack/text/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace bot::slack {
namespace {

using kit::tree;
using kind = form_field::kind;

constexpr std::size_t command_length = 2000;  // in private_metadata, quotes and all
constexpr std::string_view value_action = "value";

tree option(std::string_view shown, std::string_view value) {
    return {{"text", kit::plain(shown, kit::option_length)}, {"value", value}};
}

// Each once; what is too long for an option cannot be chosen, only typed.
std::vector<std::string> choices_of(const form_field& field) {
    std::vector<std::string> choices;
    for (const auto& one : field.choices)
        if (!trim(one).empty() && std::find(choices.begin(), choices.end(), one) == choices.end())
            choices.push_back(one);
    return choices;
}

bool can_be_chosen(const std::vector<std::string>& choices) {
    return !choices.empty() && choices.size() <= kit::options * kit::option_groups &&
           std::all_of(choices.begin(), choices.end(), [](const auto& one) {
               return one.size() <= kit::option_length;
           });
}

tree options_of(const std::vector<std::string>& choices, std::size_t from, std::size_t to) {
    tree list = tree::array();
    for (std::size_t i = from; i < to; ++i) list.push_back(option(choices[i], choices[i]));
    return list;
}

// More than one list holds: in groups, each named by its first.
tree groups_of(const std::vector<std::string>& choices) {
    tree groups = tree::array();
    for (std::size_t from = 0; from < choices.size(); from += kit::options) {
        const auto to = std::min(from + kit::options, choices.size());
        groups.push_back(
            {{"label", kit::plain(choices[from] + " …", kit::option_length)},
             {"options", options_of(choices, from, to)}}
        );
    }
    return groups;
}

tree select(const form_field& field, const std::vector<std::string>& choices) {
    tree made = {{"type", "static_select"}, {"action_id", value_action}};
    if (choices.size() > kit::options) {
        made["option_groups"] = groups_of(choices);
    } else {
        made["options"] = options_of(choices, 0, choices.size());
    }
    if (std::find(choices.begin(), choices.end(), field.value) != choices.end())
        made["initial_option"] = option(field.value, field.value);
    return made;
}

tree text_input(const form_field& field) {
    tree made = {
        {"type", "plain_text_input"},
        {"action_id", value_action},
        {"multiline", field.is == kind::lines},
        {"max_length", kit::input_length}};
    if (!field.value.empty()) made["initial_value"] = shorten(field.value, kit::input_length);
    return made;
}

// A person's value is "<@U7|Ana>", or nothing we could show.
tree person_select(const form_field& field) {
    tree made = {{"type", "users_select"}, {"action_id", value_action}};
    std::string_view id = field.value;
    if (!id.starts_with("<@")) return made;
    id.remove_prefix(2);
    id = id.substr(0, std::min(id.find_first_of("|>"), id.size()));
    if (!id.empty()) made["initial_user"] = id;
    return made;
}

// The hint says what a tick means, when it is short enough to stand beside it.
bool hint_beside(const form_field& field) {
    return field.is == kind::flag && !trim(field.hint).empty() &&
           field.hint.size() <= kit::option_length;
}

tree checkbox(const form_field& field) {
    const auto yes = option(hint_beside(field) ? field.hint : "Yes", "yes");
    tree made = {
        {"type", "checkboxes"}, {"action_id", value_action}, {"options", tree::array({yes})}};
    if (!trim(field.value).empty()) made["initial_options"] = tree::array({yes});
    return made;
}

tree element_of(const form_field& field) {
    switch (field.is) {
        case kind::person:
            return person_select(field);
        case kind::flag:
            return checkbox(field);
        case kind::choice:
            if (const auto choices = choices_of(field); can_be_chosen(choices))
                return select(field, choices);
            return text_input(field);
        case kind::line:
        case kind::lines:
            return text_input(field);
    }
    return text_input(field);
}

tree input_of(std::size_t index, const form_field& field) {
    tree made = {
        {"type", "input"},
        {"block_id", block_id_of(index, field)},
        {"optional", !field.required || field.is == kind::flag},
        {"label", kit::plain(field.label.empty() ? field.name : field.label, kit::label_length)},
        {"element", element_of(field)}};
    if (!trim(field.hint).empty() && !hint_beside(field))
        made["hint"] = kit::plain(field.hint, kit::label_length);
    return made;
}

tree modal(std::string_view title, std::string_view close, std::vector<tree> blocks) {
    return {
        {"type", "modal"},
        {"callback_id", form_callback},
        {"title", kit::plain(title, kit::title_length)},
        {"close", kit::plain(close, kit::title_length)},
        {"blocks", std::move(blocks)}};
}

}  // namespace

std::string modal_of(const form& wanted, std::string_view channel) {
    std::vector<tree> blocks;
    if (wanted.title.size() > kit::title_length) blocks.push_back(kit::header(wanted.title));
    for (std::size_t i = 0; i < wanted.fields.size() && blocks.size() < kit::view_blocks; ++i)
        blocks.push_back(input_of(i, wanted.fields[i]));
    auto view = modal(wanted.title, "Cancel", std::move(blocks));
    view["submit"] =
        kit::plain(wanted.submit.empty() ? "Submit" : wanted.submit, kit::title_length);
    const tree kept = {{"channel", channel}, {"command", wanted.command.substr(0, command_length)}};
    view["private_metadata"] = kit::print(kept);
    return kit::print(view);
}

std::string form_errors(std::string_view sentence, std::string_view first_block) {
    const auto plain = plain_of_markdown(sentence);
    if (!first_block.empty())
        return kit::print(
            {{"response_action", "errors"},
             {"errors", {{std::string(first_block), shorten(plain, kit::label_length)}}}}
        );
    return kit::print(
        {{"response_action", "update"},
         {"view", modal("That did not work", "Close", {kit::section(escape_mrkdwn(plain))})}}
    );
}

}  // namespace bot::slack
