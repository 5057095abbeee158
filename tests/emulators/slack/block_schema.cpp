#include "tests/emulators/slack/block_schema.hpp"

#include <map>
#include <string>

namespace emulator::slack {
namespace {

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

}  // namespace

const fields& fields_of_view(bool home) {
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

namespace {

const fields* row_of(
    const std::map<std::string, fields, std::less<>>& table, std::string_view type
) {
    const auto row = table.find(type);
    return row == table.end() ? nullptr : &row->second;
}

}  // namespace

const fields* fields_of_block(std::string_view type) {
    return row_of(blocks_table(), type);
}
const fields* fields_of_element(std::string_view type) {
    return row_of(elements_table(), type);
}

}  // namespace emulator::slack
