// A form through Slack and back: what people fill in makes the command it should.
#include "bot/base/redaction.hpp"
#include "bot/platforms/slack/decode/decode.hpp"
#include "bot/platforms/slack/show/blocks.hpp"
#include "tests/slack/blocks_words.hpp"
#include "tests/slack/decode_names.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

using namespace bot;
using tree = nlohmann::json;
using part = form_field::part;
using kind = form_field::kind;

namespace {

// What Slack makes of an input that was filled in; an empty value is one left blank.
tree state_of(const tree& element, const std::string& value) {
    const std::string type = element["type"];
    tree state = {{"type", type}};
    if (type == "plain_text_input") state["value"] = value.empty() ? tree() : tree(value);
    if (type == "users_select") state["selected_user"] = value.empty() ? tree() : tree(value);
    if (type == "checkboxes")
        state["selected_options"] = value.empty() ? tree::array() : element["options"];
    if (type != "static_select") return state;
    state["selected_option"] = nullptr;
    auto all = element.value("options", tree::array());
    for (const auto& group : element.value("option_groups", tree::array()))
        all.insert(all.end(), group["options"].begin(), group["options"].end());
    for (const auto& option : all)
        if (option["value"] == value) state["selected_option"] = option;
    return state;
}

tree submission(const std::string& modal, const std::vector<std::string>& values) {
    auto view = tree::parse(modal);
    std::size_t at = 0;
    tree state = tree::object();
    for (const auto& block : view["blocks"]) {
        if (block["type"] != "input") continue;
        const auto& element = block["element"];
        const std::string block_id = block["block_id"], action_id = element["action_id"];
        state[block_id] = {{action_id, state_of(element, values.at(at++))}};
    }
    view["id"] = "V1";
    view["hash"] = "170.ab";
    view["state"] = {{"values", std::move(state)}};
    return {
        {"type", "view_submission"},
        {"user", {{"id", "U1"}, {"name", "ana"}}},
        {"trigger_id", "1.2"},
        {"view", std::move(view)}};
}

slack::interaction submit(const form& shown, const std::vector<std::string>& values) {
    document parsed;
    const auto payload = submission(slack::modal_of(shown, "C1"), values).dump();
    const auto root = parsed.parse(payload);
    REQUIRE(root);
    auto asked = slack::decode_interactive(*root, test::known_names());
    REQUIRE(asked);
    return std::move(*asked);
}

std::string command_in(const slack::interaction& asked) {
    return std::get<in_command>(asked.in.what).text;
}

const form action_form{
    "#7 action add",
    "Add an action",
    "Add",
    {{part::option, kind::lines, "text", "What is to be done?", "", "", {}, true},
     {part::option, kind::person, "owner", "Who does it?", "", "", {}, false},
     {part::words, kind::choice, "", "Priority", "", "P2", {"P1", "P2"}, true},
     {part::flag, kind::flag, "private", "Private", "", "", {}, false}}};

}  // namespace

TEST_CASE("a form comes back as the command it is for", "[slack]") {
    const auto asked = submit(action_form, {"fix \"it\"\nnow", "U1", "P1", "yes"});
    CHECK(
        command_in(asked) ==
        "#7 action add P1 text=\"fix \\\"it\\\"\nnow\" owner=\"<@U1|Ana Lopez>\" private"
    );
    CHECK(asked.from_form);
    CHECK(asked.in.channel == "C1");
    CHECK(asked.in.who.name == "Ana Lopez");
    CHECK(asked.from.view == "V1");
    CHECK(asked.from.first_block == "0:option:text");
    CHECK(command_in(submit(action_form, {"", "", "", ""})) == "#7 action add");
}

TEST_CASE("S30: a form sent twice has one key, filled in anew it has another", "[slack]") {
    const auto once = submit(action_form, {"fix it", "", "P1", ""});
    const auto again = submit(action_form, {"fix it", "", "P1", ""});
    const auto other = submit(action_form, {"fix that", "", "P1", ""});
    CHECK(once.in.key == again.in.key);
    CHECK(once.in.key != other.in.key);
    CHECK(once.in.key.starts_with("v:slack:V1:170.ab:U1:"));
}

TEST_CASE("a modal opens with what stands in the form", "[slack]") {
    auto shown = action_form;
    shown.fields[0].value = "the old words";
    shown.fields[1].value = "<@U7|Bo Li>";
    shown.fields[3].value = "yes";
    const auto blocks = tree::parse(slack::modal_of(shown, "C1"))["blocks"];
    CHECK(blocks[0]["element"]["initial_value"] == "the old words");
    CHECK(blocks[0]["element"]["multiline"] == true);
    CHECK(blocks[0]["optional"] == false);
    CHECK(blocks[1]["element"]["initial_user"] == "U7");
    CHECK(blocks[1]["optional"] == true);
    CHECK(blocks[2]["element"]["initial_option"]["value"] == "P2");
    CHECK(blocks[3]["element"]["initial_options"].size() == 1);
}

TEST_CASE("many choices are grouped, and what cannot be chosen is typed", "[slack]") {
    form shown{
        "service", "Service", "Set", {{part::words, kind::choice, "", "Which?", "", "", {}}}};
    for (int i = 0; i < 250; ++i) shown.fields[0].choices.push_back("service-" + std::to_string(i));
    CHECK(command_in(submit(shown, {"service-249"})) == "service service-249");

    shown.fields[0].choices.push_back(std::string(80, 's'));
    CHECK(command_in(submit(shown, {std::string(80, 's')})) == "service " + std::string(80, 's'));
    shown.fields[0].choices.clear();
    CHECK(command_in(submit(shown, {"typed"})) == "service typed");
}

TEST_CASE("whatever is filled in, the command is the form's own", "[slack]") {
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        test::odd_words words(seed);
        form shown{"#7 note", "Note", "Add", {}};
        std::vector<std::string> said;
        std::vector<form_value> values;
        for (auto fields = words.below(12); fields > 0; --fields) {
            form_field field;
            field.goes = static_cast<part>(words.below(3));
            field.is = words.one_in(4) ? kind::flag : kind::lines;
            field.name = "k" + std::to_string(fields);
            field.label = "Label";
            said.push_back(field.is == kind::flag && !words.one_in(2) ? "yes" : words.next(300));
            auto text = said.back();
            if (field.is == kind::flag && !text.empty()) text = "yes";
            values.push_back({field.goes, field.name, mask_secrets(text).text});
            shown.fields.push_back(std::move(field));
        }
        INFO("seed " << seed);
        CHECK(command_in(submit(shown, said)) == command_of(shown.command, values));
    }
}
