// A form as an interactive dialog; form_state.hpp says what of it comes back and how.
#include "bot/platforms/mattermost/show/dialog.hpp"

#include "bot/base/text.hpp"
#include "bot/platforms/mattermost/show/form_state.hpp"
#include "bot/platforms/mattermost/show/posts.hpp"
#include "bot/platforms/mattermost/show/runes.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace bot::mattermost {
namespace {

using tree = nlohmann::ordered_json;
using kind = form_field::kind;

constexpr std::size_t title_length = 24, label_length = 24, hint_length = 150;
constexpr std::size_t line_length = 150, lines_length = 3'000, option_length = 100;
constexpr std::size_t error_length = 1'000;

std::string one_line(std::string_view words, std::size_t limit) {
    auto line = replace_all(std::string(words), "\r", " ");
    line = std::string(trim(replace_all(std::move(line), "\n", " ")));
    return shorten_runes(line, limit);
}

// Each once; what is blank cannot be chosen.
tree options_of(const form_field& field) {
    tree options = tree::array();
    std::vector<std::string_view> seen;
    for (const auto& one : field.choices) {
        if (trim(one).empty() || std::find(seen.begin(), seen.end(), one) != seen.end()) continue;
        seen.emplace_back(one);
        options.push_back({{"text", one_line(one, option_length)}, {"value", one}});
    }
    return options;
}

// A line that does not fit into one is several.
void make_text(tree& element, const form_field& field) {
    const bool is_long = field.is == kind::lines || rune_count(field.value) > line_length ||
                         field.value.find('\n') != std::string::npos;
    element["type"] = is_long ? "textarea" : "text";
    element["max_length"] = is_long ? lines_length : line_length;
    if (!field.value.empty()) element["default"] = shorten_runes(field.value, lines_length);
}

void make_choice(tree& element, const form_field& field) {
    auto options = options_of(field);
    if (options.empty()) return make_text(element, field);
    element["type"] = "select";
    if (std::find(field.choices.begin(), field.choices.end(), field.value) != field.choices.end())
        element["default"] = field.value;
    element["options"] = std::move(options);
}

// A person's value is "<@id|ana>", or nothing we could show.
void make_person(tree& element, const form_field& field) {
    element["type"] = "select";
    element["data_source"] = "users";
    std::string_view id = field.value;
    if (!id.starts_with("<@")) return;
    id.remove_prefix(2);
    element["default"] = id.substr(0, std::min(id.find_first_of("|>"), id.size()));
}

// A box that had to be ticked would be no question.
void make_flag(tree& element, const form_field& field) {
    element["type"] = "bool";
    element["optional"] = true;
    element["default"] = trim(field.value).empty() ? "false" : "true";
}

tree element_of(std::size_t index, const form_field& field) {
    const auto& label = trim(field.label).empty() ? field.name : field.label;
    tree element = {
        {"display_name", one_line(label, label_length)},
        {"name", element_name(index)},
        {"optional", !field.required}};
    switch (field.is) {
        case kind::line:
        case kind::lines:
            make_text(element, field);
            break;
        case kind::choice:
            make_choice(element, field);
            break;
        case kind::person:
            make_person(element, field);
            break;
        case kind::flag:
            make_flag(element, field);
            break;
    }
    if (auto hint = one_line(field.hint, hint_length); !hint.empty())
        element[field.is == kind::flag ? "placeholder" : "help_text"] = std::move(hint);
    return element;
}

}  // namespace

std::string dialog_of(
    const form& wanted, const caller& whom, std::string_view callback, instant now, const seal& by
) {
    tree elements = tree::array();
    for (std::size_t i = 0; i < wanted.fields.size(); ++i)
        elements.push_back(element_of(i, wanted.fields[i]));
    const auto state = written_state(wanted, whom, now);
    tree dialog = {
        {"callback_id", "form"},
        {"title", one_line(wanted.title, title_length)},
        {"introduction_text",
         rune_count(wanted.title) > title_length ? shown_markdown(wanted.title) : ""},
        {"elements", std::move(elements)},
        {"submit_label", one_line(wanted.submit.empty() ? "Submit" : wanted.submit, title_length)},
        {"notify_on_cancel", false},
        {"state", by.close({"dialog", {}, whom.person}, state)}};
    const tree made = {
        {"trigger_id", whom.trigger}, {"url", callback}, {"dialog", std::move(dialog)}};
    return made.dump(-1, ' ', false, tree::error_handler_t::replace);
}

std::string dialog_errors(std::string_view sentence) {
    const tree made = {{"error", shorten_runes(shown_markdown(sentence), error_length)}};
    return made.dump(-1, ' ', false, tree::error_handler_t::replace);
}

}  // namespace bot::mattermost
