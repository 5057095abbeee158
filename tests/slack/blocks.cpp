#include "bot/platforms/slack/show/blocks.hpp"

#include "tests/slack/blocks_checker.hpp"

#include <catch2/catch.hpp>

using namespace bot;
using tree = nlohmann::json;

namespace {

const show_card card{
    "**INC-7** P1: Cache bug in user-service\n"
    "- state: **investigating**, declared 2025-09-27 19:03 UTC by Ana Lopez\n"
    "- lead: nobody yet, `/incident take lead`\n"
    "- affected: user-service, session-service, checkout,\n"
    "  payments\n"
    "- detected 19:03 · mitigated 20:23\n"
    "- open actions: 3",
    {{"Take lead", "#7 take lead", false}, {"Identified", "#7 identified", true}}};

std::vector<std::string> types_in(const tree& blocks) {
    std::vector<std::string> types;
    for (const auto& block : blocks) types.push_back(block["type"]);
    return types;
}

std::string field(const tree& blocks, std::size_t number) {
    return blocks[1]["fields"][number]["text"];
}

}  // namespace

TEST_CASE("a card is a headline, fields, a line of context and buttons", "[slack]") {
    const auto shown = slack::card_of(card);
    CHECK(shown.text == "*INC-7* P1: Cache bug in user-service");
    const auto blocks = tree::parse(shown.blocks);
    REQUIRE(
        types_in(blocks) == std::vector<std::string>{"header", "section", "context", "actions"}
    );
    CHECK(blocks[0]["text"]["text"] == "INC-7 P1: Cache bug in user-service");
    REQUIRE(blocks[1]["fields"].size() == 4);
    CHECK(
        field(blocks, 0) == "*State*\n*investigating*, declared 2025-09-27 19:03 UTC by Ana Lopez"
    );
    CHECK(field(blocks, 1) == "*Lead*\nnobody yet, `/incident take lead`");
    CHECK(field(blocks, 2) == "*Affected*\nuser-service, session-service, checkout, payments");
    CHECK(field(blocks, 3) == "*Open actions*\n3");
    CHECK(blocks[2]["elements"][0]["text"] == "detected 19:03 · mitigated 20:23");
}

TEST_CASE("a card's buttons say their commands, and one is what most will press", "[slack]") {
    const auto blocks = tree::parse(slack::card_of(card).blocks);
    const auto& buttons = blocks[3]["elements"];
    REQUIRE(buttons.size() == 2);
    CHECK(buttons[0]["text"]["text"] == "Take lead");
    CHECK(buttons[0]["value"] == "#7 take lead");
    CHECK_FALSE(buttons[0].contains("style"));
    CHECK(buttons[1]["value"] == "#7 identified");
    CHECK(buttons[1]["style"] == "primary");
    CHECK(buttons[0]["action_id"] != buttons[1]["action_id"]);
}

TEST_CASE("a button whose command does not fit is left out", "[slack]") {
    auto wide = card;
    wide.buttons[0].command = "#7 note " + std::string(2000, 'x');
    wide.buttons[1].command = " ";
    const auto blocks = tree::parse(slack::card_of(wide).blocks);
    CHECK(types_in(blocks) == std::vector<std::string>{"header", "section", "context"});
}

TEST_CASE("a card of plain words is shown as it is", "[slack]") {
    const auto blocks = tree::parse(slack::card_of({"Hello\n\nTwo lines\nof words"}).blocks);
    REQUIRE(types_in(blocks) == std::vector<std::string>{"header", "section"});
    CHECK(blocks[1]["text"]["text"].get<std::string>().find("of words") != std::string::npos);
    CHECK(slack::card_of({""}).blocks.empty());
}

TEST_CASE("a post is one message of text where it fits", "[slack]") {
    const auto shown = slack::messages_of("**Update**: orders are slow");
    REQUIRE(shown.size() == 1);
    CHECK(shown[0].text == "*Update*: orders are slow");
    CHECK(shown[0].blocks.empty());
    CHECK(slack::messages_of(" \n").empty());
}

TEST_CASE("a long post is several messages that hold all of it", "[slack]") {
    std::string markdown;
    for (int line = 0; line < 2000; ++line) markdown += "line " + std::to_string(line) + "\n\n";
    const auto shown = slack::messages_of(markdown);
    CHECK(shown.size() > 3);
    std::string all;
    for (const auto& one : shown) all += one.text + "\n";
    for (int line = 0; line < 2000; ++line)
        REQUIRE(all.find("line " + std::to_string(line) + "\n") != std::string::npos);
}

TEST_CASE("an answer is told to one or to all, and never replaces what it answers", "[slack]") {
    const auto quiet = tree::parse(slack::answer_of({"Done & dusted.", false, true}));
    CHECK(quiet["response_type"] == "ephemeral");
    CHECK(quiet["replace_original"] == false);
    CHECK(quiet["text"] == "Done &amp; dusted.");
    CHECK_FALSE(quiet.contains("blocks"));
    const auto loud = tree::parse(slack::answer_of({"Done.", false, false}));
    CHECK(loud["response_type"] == "in_channel");
    CHECK(slack::answer_of({"", false, true}).empty());
}

TEST_CASE("a long answer stands in blocks, one that is too long says so", "[slack]") {
    std::string long_words, endless;
    for (int line = 0; line < 1000; ++line) long_words += "line " + std::to_string(line) + "\n\n";
    for (int line = 0; line < 30'000; ++line) endless += "line " + std::to_string(line) + "\n\n";
    const auto shown = tree::parse(slack::answer_of({long_words, false, true}));
    std::string all;
    for (const auto& block : shown["blocks"])
        all += block["text"]["text"].get<std::string>() + "\n";
    CHECK(all.find("line 0\n") != std::string::npos);
    CHECK(all.find("line 999\n") != std::string::npos);

    const auto cut = tree::parse(slack::answer_of({endless, false, true}));
    CHECK(cut["blocks"].size() == 50);
    CHECK(cut["blocks"][49]["text"]["text"] == "_… and more than Slack shows in one message._");
}

TEST_CASE("the home of somebody without work says so and lets them declare", "[slack]") {
    const auto view = tree::parse(slack::home_of({}, {}));
    CHECK(
        types_in(view["blocks"]) ==
        std::vector<std::string>{"header", "section", "actions", "divider", "header", "section"}
    );
    CHECK(view["blocks"][1]["text"]["text"] == "No incident is open.");
    const auto& declare = view["blocks"][2]["elements"][0];
    CHECK(declare["value"] == "declare");
    CHECK(declare["style"] == "primary");
}

TEST_CASE("the home lists what is open and what is to be done", "[slack]") {
    const auto view = tree::parse(slack::home_of(
        {{"INC-7", "P1", "Cache <bug>", "investigating", "", "C9", "2 h 14 min"},
         {"INC-8", "P2", "DNS", "open", "Ana", "", "5 min"}},
        {{"INC-6", "fix the cache", "P1", "2025-10-04", 3}}
    ));
    const auto& blocks = view["blocks"];
    CHECK(
        blocks[1]["text"]["text"] ==
        "*INC-7* P1: Cache &lt;bug&gt;\ninvestigating · *no lead yet* · open for 2 h 14 min · <#C9>"
    );
    CHECK(blocks[2]["text"]["text"] == "*INC-8* P2: DNS\nopen · lead Ana · open for 5 min");
    const auto& action = blocks[6];
    CHECK(action["text"]["text"] == "*P1* fix the cache\nINC-6 · due 2025-10-04");
    CHECK(action["accessory"]["value"] == "INC-6 action done 3");
}

TEST_CASE("a home too long for Slack says what is left out", "[slack]") {
    const std::vector<slack::home_incident> open(60, {"INC-7", "P1", "x", "open", "", "", "1 h"});
    const auto view = slack::home_of(open, {});
    CHECK(view.find("… and 20 more") != std::string::npos);
}

TEST_CASE("an error stands beside a field, or alone where there is none", "[slack]") {
    const auto beside = tree::parse(slack::form_errors("No **such** role.", "0:words:"));
    CHECK(beside["response_action"] == "errors");
    CHECK(beside["errors"] == tree{{"0:words:", "No such role."}});
    const auto alone = tree::parse(slack::form_errors("No such role.", ""));
    CHECK(alone["response_action"] == "update");
    CHECK(test::block_checker::faults_in_view(alone["view"].dump()).empty());
}
