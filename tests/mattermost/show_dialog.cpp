#include "bot/platforms/mattermost/show/dialog.hpp"
#include "bot/platforms/mattermost/show/form_state.hpp"
#include "bot/platforms/mattermost/show/runes.hpp"
#include "tests/mattermost/decode_names.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace bot;
using namespace bot::test;
using mattermost::rune_count;
using tree = nlohmann::json;

namespace {

const secret key("0123456789abcdef0123456789abcdef");
const mattermost::seal by(key);
const instant now{milliseconds(1'795'384'431'990)};
const mattermost::caller whom{alice, incidents, "t1", "dHJpZ2dlcg==", {}, {}, {}};

using part = form_field::part;
using kind = form_field::kind;

const form action_form{
    "#7 action add",
    "Add an action item to this incident",
    "Add",
    {{part::words, kind::choice, "", "Priority", "", "P2", {"P1", "P2", " ", "P2"}, true},
     {part::words,
      kind::lines,
      "",
      "What will be done",
      "So that it does not happen again",
      "",
      {},
      true},
     {part::option, kind::person, "owner", "Owner", "", "<@" + li + "|li>", {}, false},
     {part::option, kind::line, "due", "Due", "2026-12-01", "", {}, false},
     {part::flag,
      kind::flag,
      "external",
      "Customers may read it",
      "In the customer's RCA",
      "",
      {},
      true}}};

tree opened(const form& wanted) {
    return tree::parse(
        mattermost::dialog_of(wanted, whom, "http://scribe:8080/mattermost/dialog", now, by)
    );
}

std::string command_in(const tree& dialog, const tree& submission) {
    const team_names who;
    const auto state = by.open({"dialog", {}, alice}, dialog["dialog"]["state"].get<std::string>());
    REQUIRE(state);
    const tree told{{"user_id", alice}, {"channel_id", "elsewhere"}, {"submission", submission}};
    document parsed;
    const auto text = told.dump();
    const auto root = parsed.parse(text);
    const auto asked = mattermost::decode_submission(*root, *state, who);
    REQUIRE(asked);
    CHECK(asked->in.channel == incidents);
    return std::get<in_command>(asked->in.what).text;
}

}  // namespace

TEST_CASE("a form becomes a dialog that Mattermost takes", "[mattermost]") {
    const auto made = opened(action_form);
    CHECK(made["trigger_id"] == "dHJpZ2dlcg==");
    CHECK(made["url"] == "http://scribe:8080/mattermost/dialog");
    const auto& dialog = made["dialog"];
    CHECK(rune_count(dialog["title"].get<std::string>()) <= 24);
    CHECK(dialog["introduction_text"] == "Add an action item to this incident");
    CHECK(dialog["submit_label"] == "Add");
    const auto& elements = dialog["elements"];
    REQUIRE(elements.size() == 5);
    CHECK(elements[0]["type"] == "select");
    CHECK(elements[0]["options"].size() == 2);
    CHECK(elements[0]["default"] == "P2");
    CHECK(elements[0]["optional"] == false);
    CHECK(elements[1]["type"] == "textarea");
    CHECK(elements[1]["max_length"] == 3000);
    CHECK(elements[2]["data_source"] == "users");
    CHECK(elements[2]["default"] == li);
    CHECK(elements[3]["type"] == "text");
    CHECK(elements[3]["help_text"] == "2026-12-01");
    CHECK(elements[4]["type"] == "bool");
    CHECK(elements[4]["optional"] == true);
    for (const auto& one : elements) {
        CHECK(rune_count(one["display_name"].get<std::string>()) <= 24);
        CHECK(one["name"].get<std::string>().size() <= 300);
        CHECK(one.value("help_text", "").size() <= 150);
        CHECK(one.value("placeholder", "").size() <= 150);
    }
}

TEST_CASE("its values make the command that could have been typed", "[mattermost]") {
    const auto made = opened(action_form);
    CHECK(
        command_in(
            made,
            {{"f0", "P1"},
             {"f1", "alert on \"the pool\"\nand page"},
             {"f2", li},
             {"f3", nullptr},
             {"f4", true}}
        ) == "#7 action add P1 alert on \"the pool\"\nand page owner=\"<@" + li + "|li>\" external"
    );
}

TEST_CASE("what is longer than a line may be is several lines", "[mattermost]") {
    form wanted{"summary", "Summary", "", {{part::words, kind::line, "", "", "", "", {}, true}}};
    wanted.fields[0].name = "text";
    wanted.fields[0].value = std::string(151, 'x');
    const auto made = opened(wanted);
    CHECK(made["dialog"]["elements"][0]["type"] == "textarea");
    CHECK(made["dialog"]["elements"][0]["display_name"] == "text");
    CHECK(made["dialog"]["submit_label"] == "Submit");
    CHECK(made["dialog"]["introduction_text"] == "");
}

TEST_CASE("two openings of one form are two commands, two copies of one are one", "[mattermost]") {
    const auto key_of = [](const mattermost::caller& asked, const tree& submission) {
        const team_names who;
        const auto state = mattermost::written_state(action_form, asked, now);
        document parsed;
        const auto text = tree{{"user_id", alice}, {"submission", submission}}.dump();
        return mattermost::decode_submission(*parsed.parse(text), state, who)->in.key;
    };
    auto again = whom;
    again.trigger = "another";
    const tree values{{"f0", "P1"}, {"f1", "x"}};
    CHECK(key_of(whom, values) == key_of(whom, values));
    CHECK(key_of(whom, values) != key_of(again, values));
    CHECK(key_of(whom, values) != key_of(whom, {{"f0", "P1"}, {"f1", "y"}}));
}

TEST_CASE("what is wrong is said in the dialog", "[mattermost]") {
    CHECK(
        tree::parse(mattermost::dialog_errors("No such service.")) ==
        tree{{"error", "No such service."}}
    );
    const auto longest = tree::parse(mattermost::dialog_errors(std::string(5000, 'x')));
    CHECK(longest["error"].get<std::string>().size() <= 1003);
}
