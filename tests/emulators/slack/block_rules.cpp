// The schema of Block Kit, as a table: each type's fields, how long they may be, and what may
// stand in them. Whatever is not in it is refused, as Slack refuses it.
#include "tests/emulators/slack/block_kit.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace emulator::slack {
namespace {

enum class holds {
    string,    // `most` characters
    plain,     // a plain_text object of `most`
    text,      // plain_text or mrkdwn
    texts,     // up to `most` text objects of 2000
    elements,  // up to `most` of the types named in `of`
    element,   // one of them
    option,
    options,  // up to `most`
    groups,   // up to `most` option groups
    confirm,
    boolean,
    number,
    strings,
    rich,      // rich_text's own elements
    anything,  // not looked into
};

struct field {
    std::string_view name;
    holds what;
    std::size_t most = 0;
    bool needed = false;
    std::string_view of = {};
};

using fields = std::vector<field>;

constexpr std::string_view selects =
    "static_select external_select users_select conversations_select channels_select "
    "multi_static_select multi_external_select multi_users_select multi_conversations_select "
    "multi_channels_select";
constexpr std::string_view pickers =
    "datepicker timepicker datetimepicker radio_buttons checkboxes";

std::string of_section() {
    return "button overflow image workflow_button " + std::string(selects) + " " +
           std::string(pickers);
}
std::string of_actions() {
    return "button overflow workflow_button " + std::string(selects) + " " + std::string(pickers);
}
std::string of_input() {
    return "plain_text_input email_text_input url_text_input number_input rich_text_input "
           "file_input " +
           std::string(selects) + " " + std::string(pickers);
}

const fields& common_select() {
    static const fields all = {
        {"action_id", holds::string, 255},
        {"placeholder", holds::plain, 150},
        {"confirm", holds::confirm},
        {"focus_on_load", holds::boolean}};
    return all;
}

fields select(fields more) {
    more.insert(more.end(), common_select().begin(), common_select().end());
    return more;
}

const std::map<std::string, fields, std::less<>>& blocks_table() {
    static const auto in_section = of_section();
    static const auto in_actions = of_actions();
    static const auto in_input = of_input();
    static const std::map<std::string, fields, std::less<>> all = {
        {"section",
         {{"text", holds::text, 3000},
          {"fields", holds::texts, 10},
          {"accessory", holds::element, 1, false, in_section},
          {"expand", holds::boolean}}},
        {"header", {{"text", holds::plain, 150, true}, {"level", holds::number}}},
        {"divider", {}},
        {"context", {{"elements", holds::elements, 10, true, "image mrkdwn plain_text"}}},
        {"actions", {{"elements", holds::elements, 25, true, in_actions}}},
        {"input",
         {{"label", holds::plain, 2000, true},
          {"element", holds::element, 1, true, in_input},
          {"hint", holds::plain, 2000},
          {"optional", holds::boolean},
          {"dispatch_action", holds::boolean}}},
        {"image",
         {{"image_url", holds::string, 3000},
          {"slack_file", holds::anything},
          {"alt_text", holds::string, 2000, true},
          {"title", holds::plain, 2000}}},
        {"markdown", {{"text", holds::string, 12000, true}}},
        {"rich_text", {{"elements", holds::rich, 0, true}}},
        {"table", {{"rows", holds::anything, 0, true}, {"column_settings", holds::anything}}},
        {"file", {{"external_id", holds::string, 255, true}, {"source", holds::string, 16, true}}},
    };
    return all;
}

const std::map<std::string, fields, std::less<>>& elements_table() {
    static const fields choices = {
        {"options", holds::options, 100},
        {"option_groups", holds::groups, 100},
        {"initial_option", holds::option}};
    static const fields many_choices = {
        {"options", holds::options, 100},
        {"option_groups", holds::groups, 100},
        {"initial_options", holds::options, 100},
        {"max_selected_items", holds::number}};
    static const fields boxes = {
        {"options", holds::options, 10, true},
        {"initial_options", holds::options, 10},
        {"action_id", holds::string, 255},
        {"confirm", holds::confirm},
        {"focus_on_load", holds::boolean}};
    static const fields typed = {
        {"action_id", holds::string, 255},
        {"initial_value", holds::string, 3000},
        {"placeholder", holds::plain, 150},
        {"dispatch_action_config", holds::anything},
        {"focus_on_load", holds::boolean}};
    static const auto type_with = [](fields base, fields more) {
        base.insert(base.end(), more.begin(), more.end());
        return base;
    };
    static const std::map<std::string, fields, std::less<>> all = {
        {"button",
         {{"text", holds::plain, 75, true},
          {"action_id", holds::string, 255},
          {"url", holds::string, 3000},
          {"value", holds::string, 2000},
          {"style", holds::string, 7},
          {"confirm", holds::confirm},
          {"accessibility_label", holds::string, 75}}},
        {"image",
         {{"image_url", holds::string, 3000},
          {"slack_file", holds::anything},
          {"alt_text", holds::string, 2000, true}}},
        {"mrkdwn", {{"text", holds::string, 2000, true}, {"verbatim", holds::boolean}}},
        {"plain_text", {{"text", holds::string, 2000, true}, {"emoji", holds::boolean}}},
        {"overflow",
         {{"options", holds::options, 5, true},
          {"action_id", holds::string, 255},
          {"confirm", holds::confirm}}},
        {"static_select", select(choices)},
        {"multi_static_select", select(many_choices)},
        {"users_select", select({{"initial_user", holds::string, 32}})},
        {"multi_users_select",
         select({{"initial_users", holds::strings}, {"max_selected_items", holds::number}})},
        {"channels_select",
         select({{"initial_channel", holds::string, 32}, {"response_url_enabled", holds::boolean}}
         )},
        {"conversations_select",
         select(
             {{"initial_conversation", holds::string, 32},
              {"default_to_current_conversation", holds::boolean},
              {"response_url_enabled", holds::boolean},
              {"filter", holds::anything}}
         )},
        {"external_select",
         select({{"initial_option", holds::option}, {"min_query_length", holds::number}})},
        {"checkboxes", boxes},
        {"radio_buttons",
         {{"options", holds::options, 10, true},
          {"initial_option", holds::option},
          {"action_id", holds::string, 255},
          {"confirm", holds::confirm},
          {"focus_on_load", holds::boolean}}},
        {"datepicker", select({{"initial_date", holds::string, 10}})},
        {"timepicker",
         select({{"initial_time", holds::string, 5}, {"timezone", holds::string, 64}})},
        {"datetimepicker",
         {{"action_id", holds::string, 255},
          {"initial_date_time", holds::number},
          {"confirm", holds::confirm},
          {"focus_on_load", holds::boolean}}},
        {"plain_text_input",
         type_with(
             typed,
             {{"multiline", holds::boolean},
              {"min_length", holds::number},
              {"max_length", holds::number}}
         )},
        {"email_text_input", typed},
        {"url_text_input", typed},
        {"number_input",
         type_with(
             typed,
             {{"is_decimal_allowed", holds::boolean},
              {"min_value", holds::string, 32},
              {"max_value", holds::string, 32}}
         )},
    };
    return all;
}

const fields& view_fields(bool home) {
    static const fields of_home = {
        {"type", holds::string, 8},
        {"blocks", holds::anything, 0, true},
        {"private_metadata", holds::string, 3000},
        {"callback_id", holds::string, 255},
        {"external_id", holds::string, 255}};
    static const fields of_modal = [] {
        auto all = of_home;
        for (const auto& each : fields{
                 {"title", holds::plain, 24, true},
                 {"submit", holds::plain, 24},
                 {"close", holds::plain, 24},
                 {"clear_on_close", holds::boolean},
                 {"notify_on_close", holds::boolean},
                 {"submit_disabled", holds::boolean}})
            all.push_back(each);
        return all;
    }();
    return home ? of_home : of_modal;
}

// Code points, as Slack counts.
std::size_t length_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    }));
}

bool is_word_of(std::string_view words, std::string_view one) {
    const auto padded = " " + std::string(words) + " ";
    return padded.find(" " + std::string(one) + " ") != padded.npos;
}

json value_at(const json& from, const char* name) {
    return from.is_object() && from.contains(name) ? from.at(name) : json();
}

struct checker {
    std::vector<std::string> faults;

    void fault(std::string what, const std::string& path) {
        faults.push_back("[ERROR] " + std::move(what) + " [json-pointer:" + path + "]");
    }

    void string(const json& value, std::size_t most, const std::string& path) {
        if (!value.is_string()) return fault("should be a string", path);
        const auto length = length_of(value.get_ref<const std::string&>());
        if (length > most)
            fault("must be no more than " + std::to_string(most) + " characters", path);
    }

    void text(const json& value, std::size_t most, bool only_plain, const std::string& path) {
        if (!value.is_object()) return fault("should be a text object", path);
        const auto type = text_at(value, "type");
        if (type != "plain_text" && (only_plain || type != "mrkdwn"))
            return fault(
                only_plain ? "must be plain_text" : "unsupported text type: " + type, path
            );
        for (const auto& [name, inner] : value.items())
            if (name != "type" && name != "text" &&
                name != (type == "mrkdwn" ? "verbatim" : "emoji"))
                fault("invalid additional property: " + name, path);
        if (!value.contains("text")) return fault("missing required field: text", path);
        if (value["text"] == "") return fault("must be more than 0 characters", path + "/text");
        string(value["text"], most, path + "/text");
    }

    void option(const json& value, const std::string& path) {
        if (!value.is_object()) return fault("should be an option", path);
        if (!value.contains("text") || !value.contains("value"))
            return fault("missing required field: text or value", path);
        text(value["text"], 75, false, path + "/text");
        string(value["value"], 150, path + "/value");
        if (value.contains("description"))
            text(value["description"], 75, false, path + "/description");
    }

    void options(const json& value, std::size_t most, const std::string& path) {
        if (!value.is_array() || value.empty()) return fault("must have at least 1 option", path);
        if (value.size() > most)
            return fault("no more than " + std::to_string(most) + " options allowed", path);
        for (std::size_t i = 0; i < value.size(); ++i)
            option(value[i], path + "/" + std::to_string(i));
    }

    void groups(const json& value, std::size_t most, const std::string& path) {
        if (!value.is_array() || value.empty() || value.size() > most)
            return fault("1 to " + std::to_string(most) + " option groups allowed", path);
        for (std::size_t i = 0; i < value.size(); ++i) {
            const auto at = path + "/" + std::to_string(i);
            text(value_at(value[i], "label"), 75, true, at + "/label");
            options(value_at(value[i], "options"), 100, at + "/options");
        }
    }

    void confirm(const json& value, const std::string& path) {
        if (!value.is_object()) return fault("should be a confirm object", path);
        for (const auto& [name, most] :
             {std::pair{"title", 100}, {"text", 300}, {"confirm", 30}, {"deny", 30}})
            text(value_at(value, name), static_cast<std::size_t>(most), false, path + "/" + name);
    }

    void element(const json& value, std::string_view of, const std::string& path) {
        const auto type = text_at(value, "type");
        if (!is_word_of(of, type)) return fault("unsupported type: " + type, path + "/type");
        const auto row = elements_table().find(type);
        if (row != elements_table().end()) all_fields(value, row->second, path);
        if (type == "button" && value.contains("style") && value["style"] != "primary" &&
            value["style"] != "danger")
            fault("invalid style", path + "/style");
        if (type == "static_select" && value.contains("options") == value.contains("option_groups"))
            fault("must provide one of options or option_groups", path);
    }

    void elements(
        const json& value, std::size_t most, std::string_view of, const std::string& path
    ) {
        if (!value.is_array() || value.empty()) return fault("must have at least 1 item", path);
        if (value.size() > most)
            fault("no more than " + std::to_string(most) + " items allowed", path);
        std::set<std::string> ids;
        for (std::size_t i = 0; i < value.size(); ++i) {
            element(value[i], of, path + "/" + std::to_string(i));
            const auto id = text_at(value[i], "action_id");
            if (!id.empty() && !ids.insert(id).second)
                fault("action_id \"" + id + "\" already exists", path);
        }
    }

    void texts(const json& value, std::size_t most, const std::string& path) {
        if (!value.is_array() || value.empty() || value.size() > most)
            return fault("1 to " + std::to_string(most) + " items allowed", path);
        for (std::size_t i = 0; i < value.size(); ++i)
            text(value[i], 2000, false, path + "/" + std::to_string(i));
    }

    void rich(const json& value, const std::string& path) {
        if (!value.is_array()) return fault("should be a list", path);
        for (std::size_t i = 0; i < value.size(); ++i) {
            const auto at = path + "/" + std::to_string(i);
            if (text_at(value[i], "type").empty()) {
                fault("missing required field: type", at);
                continue;
            }
            for (const auto& [name, inner] : value[i].items()) {
                const bool number =
                    name == "indent" || name == "offset" || name == "border" || name == "timestamp";
                if (name == "elements")
                    rich(inner, at + "/elements");
                else if (number ? !inner.is_number_unsigned() : name != "style" && name != "unsafe" && !inner.is_string())
                    fault("invalid value of " + name, at);
            }
        }
    }

    void one(const json& value, const field& rule, const std::string& path) {
        switch (rule.what) {
            case holds::string:
                if (rule.needed && value == "")
                    return fault("must be more than 0 characters", path);
                return string(value, rule.most, path);
            case holds::plain:
                return text(value, rule.most, true, path);
            case holds::text:
                return text(value, rule.most, false, path);
            case holds::texts:
                return texts(value, rule.most, path);
            case holds::elements:
                return elements(value, rule.most, rule.of, path);
            case holds::element:
                return element(value, rule.of, path);
            case holds::option:
                return option(value, path);
            case holds::options:
                return options(value, rule.most, path);
            case holds::groups:
                return groups(value, rule.most, path);
            case holds::confirm:
                return confirm(value, path);
            case holds::boolean:
                if (!value.is_boolean()) fault("should be a boolean", path);
                return;
            case holds::number:
                if (!value.is_number()) fault("should be a number", path);
                return;
            case holds::strings:
                if (!value.is_array()) fault("should be a list", path);
                return;
            case holds::rich:
                return rich(value, path);
            case holds::anything:
                return;
        }
    }

    void all_fields(const json& value, const fields& rules, const std::string& path) {
        for (const auto& rule : rules) {
            const auto found = value.find(rule.name);
            if (found != value.end())
                one(*found, rule, path + "/" + std::string(rule.name));
            else if (rule.needed)
                fault("missing required field: " + std::string(rule.name), path);
        }
        for (const auto& [name, inner] : value.items()) {
            const bool known = name == "type" || name == "block_id" ||
                               std::any_of(rules.begin(), rules.end(), [&](const field& rule) {
                                   return rule.name == name;
                               });
            if (!known) fault("invalid additional property: " + name, path);
        }
    }

    void block(const json& value, const std::string& path) {
        const auto type = text_at(value, "type");
        const auto row = blocks_table().find(type);
        if (row == blocks_table().end()) return fault("unsupported block type: " + type, path);
        all_fields(value, row->second, path);
        if (value.contains("block_id")) string(value["block_id"], 255, path + "/block_id");
        if (type == "section" && !value.contains("text") && !value.contains("fields"))
            fault("must provide text or fields", path);
        if (type == "image" && !value.contains("image_url") && !value.contains("slack_file"))
            fault("must provide image_url or slack_file", path);
    }

    void blocks(const json& list, std::size_t most) {
        if (!list.is_array()) return fault("blocks should be a list", "/blocks");
        if (list.size() > most)
            fault("no more than " + std::to_string(most) + " items allowed", "/blocks");
        std::set<std::string> ids;
        std::size_t markdown = 0;
        for (std::size_t i = 0; i < list.size(); ++i) {
            const auto path = "/blocks/" + std::to_string(i);
            block(list[i], path);
            const auto id = text_at(list[i], "block_id");
            if (!id.empty() && !ids.insert(id).second)
                fault("block_id already exists", path + "/block_id");
            if (text_at(list[i], "type") == "markdown")
                markdown += length_of(text_at(list[i], "text"));
        }
        if (markdown > 12000) fault("markdown of more than 12000 characters", "/blocks");
    }
};

bool has_inputs(const json& blocks) {
    return std::any_of(blocks.begin(), blocks.end(), [](const json& each) {
        return text_at(each, "type") == "input";
    });
}

}  // namespace

std::vector<std::string> faults_of_blocks(const json& blocks, surface where) {
    checker look;
    look.blocks(blocks, where == surface::message ? 50 : 100);
    return look.faults;
}

std::vector<std::string> faults_of_view(const json& view) {
    checker look;
    const auto type = text_at(view, "type");
    if (type != "modal" && type != "home") {
        look.fault("unsupported type: " + type, "/type");
        return look.faults;
    }
    look.all_fields(view, view_fields(type == "home"), "");
    if (!view.contains("blocks")) return look.faults;
    look.blocks(view["blocks"], 100);
    if (type == "modal" && !view.contains("submit") && has_inputs(view["blocks"]))
        look.fault("a modal with input blocks needs submit", "/submit");
    return look.faults;
}

}  // namespace emulator::slack
