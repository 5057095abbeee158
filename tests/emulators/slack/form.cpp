#include "tests/emulators/slack/form.hpp"

#include "tests/emulators/slack/block_kit.hpp"
#include "tests/emulators/slack/people.hpp"

#include <algorithm>

namespace emulator::slack {
namespace {

enum class value_is { text, option, options, person, people, channel };

struct stateful {
    std::string_view type, field, initial;
    value_is what;
};

constexpr stateful table[] = {
    {"plain_text_input", "value", "initial_value", value_is::text},
    {"email_text_input", "value", "initial_value", value_is::text},
    {"url_text_input", "value", "initial_value", value_is::text},
    {"number_input", "value", "initial_value", value_is::text},
    {"datepicker", "selected_date", "initial_date", value_is::text},
    {"timepicker", "selected_time", "initial_time", value_is::text},
    {"datetimepicker", "selected_date_time", "initial_date_time", value_is::text},
    {"static_select", "selected_option", "initial_option", value_is::option},
    {"radio_buttons", "selected_option", "initial_option", value_is::option},
    {"multi_static_select", "selected_options", "initial_options", value_is::options},
    {"checkboxes", "selected_options", "initial_options", value_is::options},
    {"users_select", "selected_user", "initial_user", value_is::person},
    {"multi_users_select", "selected_users", "initial_users", value_is::people},
    {"channels_select", "selected_channel", "initial_channel", value_is::channel},
    {"conversations_select", "selected_conversation", "initial_conversation", value_is::channel},
};

const stateful* row_of(const json& element) {
    const auto type = text_at(element, "type");
    const auto* row = std::find_if(std::begin(table), std::end(table), [&](const stateful& each) {
        return each.type == type;
    });
    return row == std::end(table) ? nullptr : row;
}

json option_named(const json& element, const std::string& name) {
    auto options = element.value("options", json::array());
    for (const auto& group : element.value("option_groups", json::array()))
        for (const auto& each : group["options"]) options.push_back(each);
    for (const auto& each : options)
        if (text_at(each, "value") == name || text_at(each["text"], "text") == name) return each;
    impossible("there is no option \"" + name + "\"");
}

json each_of(const json& list, const std::function<json(const std::string&)>& meant) {
    auto all = json::array();
    for (const auto& one : list.is_array() ? list : json::array({list}))
        all.push_back(meant(one.get<std::string>()));
    return all;
}

json value_of(core& in, const json& element, const stateful& row, const json& given) {
    const auto option = [&](const std::string& name) { return option_named(element, name); };
    const auto who = [&](const std::string& name) { return json(person(in, name).id); };
    if (given.is_null())
        return row.what == value_is::options || row.what == value_is::people ? json::array()
                                                                             : json();
    switch (row.what) {
        case value_is::text:
            return given;
        case value_is::option:
            return option(given.get<std::string>());
        case value_is::options:
            return each_of(given, option);
        case value_is::person:
            return who(given.get<std::string>());
        case value_is::people:
            return each_of(given, who);
        case value_is::channel:
            return place(in, given.get<std::string>()).id;
    }
    return {};
}

std::string label_of(const json& block) {
    return block.contains("label") ? text_at(block["label"], "text") : "";
}

// The key under which this element's value was given; "" for none.
std::string key_in(const json& given, const json& block, const json& element) {
    for (const auto& name :
         {text_at(element, "action_id"), text_at(block, "block_id"), label_of(block)})
        if (!name.empty() && given.contains(name)) return name;
    return {};
}

std::vector<json> elements_of(const json& block) {
    std::vector<json> all;
    if (text_at(block, "type") == "actions")
        for (const auto& each : block["elements"]) all.push_back(each);
    for (const char* name : {"accessory", "element"})
        if (block.contains(name)) all.push_back(block[name]);
    return all;
}

bool is_empty(const json& value) {
    return value.is_null() || value == "" || (value.is_array() && value.empty());
}

}  // namespace

json state_of(core& in, const json& blocks, const json& given) {
    auto state = json::object();
    std::size_t used = 0;
    for (const auto& block : blocks)
        for (const auto& element : elements_of(block)) {
            const auto* row = row_of(element);
            if (!row) continue;
            const auto key = key_in(given, block, element);
            const auto initial = std::string(row->initial);
            const auto began = element.contains(initial) ? element[initial] : json();
            auto& place = state[text_at(block, "block_id")][text_at(element, "action_id")];
            place["type"] = row->type;
            place[std::string(row->field)] =
                key.empty() && !began.is_null()
                    ? began
                    : value_of(in, element, *row, key.empty() ? json() : given[key]);
            used += key.empty() ? 0 : 1;
        }
    if (used != given.size()) impossible("not every value has its input: " + given.dump());
    return state;
}

std::string fault_of_form(const json& blocks, const json& state) {
    for (const auto& block : blocks) {
        if (text_at(block, "type") != "input") continue;
        const auto& element = block["element"];
        const auto* row = row_of(element);
        if (!row) continue;
        const auto& value = state[text_at(block, "block_id")][text_at(element, "action_id")]
                                 [std::string(row->field)];
        if (is_empty(value)) {
            if (!block.value("optional", false)) return label_of(block) + " is required";
            continue;
        }
        const auto most = element.value("max_length", std::size_t{3000});
        if (value.is_string() && value.get_ref<const std::string&>().size() > most)
            return label_of(block) + " is longer than " + std::to_string(most);
    }
    return {};
}

}  // namespace emulator::slack
