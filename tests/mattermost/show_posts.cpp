#include "bot/base/block_scan.hpp"
#include "bot/base/text.hpp"
#include "bot/platforms/mattermost/show/posts.hpp"
#include "bot/platforms/mattermost/show/runes.hpp"
#include "bot/platforms/mattermost/show/split.hpp"
#include "tests/base/hostile_text.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

using namespace bot;
using namespace bot::test;
using mattermost::messages_of;
using mattermost::shown_markdown;
using mattermost::split_markdown;
using tree = nlohmann::json;

namespace {

const secret key("0123456789abcdef0123456789abcdef");
const mattermost::seal by(key);

}  // namespace

TEST_CASE("a mention is read as it was and calls nobody", "[mattermost]") {
    struct row {
        const char *said, *shown;
    };
    const std::vector<row> rows{
        {"@channel look", "@\u200bchannel look"},
        {"hi @ana.", "hi @\u200bana."},
        {"🔥@channel", "🔥@\u200bchannel"},
        {"“@here”", "“@\u200bhere”"},
        {"(@here)", "(@\u200bhere)"},
        {"**@all**", "**@\u200ball**"},
        {"mail ana@example.org", "mail ana@example.org"},
        {"a @ b", "a @ b"},
        {"`npm i @scope/x`", "`npm i @scope/x`"},
        {"`@channel`", "`@\u200bchannel`"},
        {"\\`@here\\`", "\\`@\u200bhere\\`"},
        {"``a ` @ana``", "``a ` @ana``"},
        {"` @ana", "` @\u200bana"},
        {"see https://medium.com/@ana/x", "see https://medium.com/%40ana/x"},
        {"[x](https://a.example/@ana) @li", "[x](https://a.example/%40ana) @\u200bli"},
        {"<!channel>", "<\u200b!channel>"},
        {"<@U1>", "<@\u200bU1>"},
        {"```\n@channel\n```", "```\n@channel\n```"},
        {"~~~yaml\n@ana\n~~~\n@ana", "~~~yaml\n@ana\n~~~\n@\u200bana"},
        {"| a | @li |", "| a | @\u200bli |"},
        {"@ölaf", "@\u200bölaf"}};
    for (const auto& [said, shown] : rows) {
        INFO(said);
        CHECK(shown_markdown(said) == shown);
    }
}

TEST_CASE("P10: U+0000 and broken bytes never go out", "[mattermost]") {
    using namespace std::string_literals;
    CHECK(shown_markdown("a\0b"s) == "ab");
    CHECK(
        shown_markdown("a\xff"
                       "b") ==
        "a\uFFFD"
        "b"
    );
}

TEST_CASE("tables, fences and lists go out as they are", "[mattermost]") {
    const std::string words =
        "# INC-7\n\n| a | b |\n|---|---|\n| 1 | ~~2~~ |\n\n- [ ] x\n\n```sql\nselect 1;\n```";
    CHECK(shown_markdown(words) == words);
}

TEST_CASE(
    "P10: a post of as many characters as fit stays one, whatever their bytes", "[mattermost]"
) {
    std::string fire;
    for (std::size_t i = 0; i < mattermost::post_limit; ++i) fire += "🔥";
    CHECK(messages_of(fire).size() == 1);
    const auto two = messages_of(fire + "🔥");
    REQUIRE(two.size() == 2);
    for (const auto& piece : two) CHECK(mattermost::rune_count(piece) <= mattermost::post_limit);
    CHECK(two[0] + two[1] == fire + "🔥");
    CHECK(messages_of(" \n ").empty());
}

TEST_CASE("a cut falls between paragraphs, lines or words", "[mattermost]") {
    const std::string a(60, 'a'), b(60, 'b');
    CHECK(split_markdown(a + "\n\n" + b, 100) == std::vector{a, b});
    CHECK(split_markdown(a + "\n" + b, 100) == std::vector{a, b});
    const auto words = split_markdown(a + " " + b, 100);
    REQUIRE(words.size() == 2);
    CHECK(words[0] == a);
    CHECK(words[1] == b);
}

TEST_CASE("a fence that is cut is closed and opened again", "[mattermost]") {
    std::string code = "before\n\n````yaml\n";
    for (int i = 0; i < 40; ++i) code += "line " + std::to_string(i) + "\n";
    code += "````\nafter";
    const auto pieces = split_markdown(code, 120);
    REQUIRE(pieces.size() > 3);
    for (std::size_t i = 1; i + 1 < pieces.size(); ++i) {
        INFO(pieces[i]);
        CHECK(pieces[i].starts_with("````yaml\n"));
        CHECK(pieces[i].find("\n````") != std::string::npos);
    }
}

TEST_CASE("a table that is cut begins with its head again", "[mattermost]") {
    std::string table = "| n | m |\n|---|---|\n";
    for (int i = 0; i < 40; ++i) table += "| " + std::to_string(i) + " | x |\n";
    const auto pieces = split_markdown(table, 150);
    REQUIRE(pieces.size() > 2);
    for (const auto& piece : pieces) CHECK(piece.starts_with("| n | m |\n|---|---|\n"));
}

TEST_CASE("a letter that stands alone between two cuts is no place to go back to", "[mattermost]") {
    // Back to a paragraph, which leaves one letter; then a line that is too long for any piece.
    const auto pieces = split_markdown(std::string(60, 'a') + "\n\n:\n" + std::string(150, 'b'), 100);
    CHECK(pieces.size() >= 3);
}

TEST_CASE(
    "whatever is said, every piece is within its limit and no fence is left open", "[mattermost]"
) {
    const std::uint64_t seed = 11;
    hostile_text text(seed);
    for (int round = 0; round < 3'000; ++round) {
        std::string words;
        for (int line = 0; line < 12; ++line) {
            words += text.next(line % 2 ? hostile_text::broken() : hostile_text::marks(), 30);
            words += line % 5 ? "\n" : "\n\n";
        }
        const auto shown = shown_markdown(words);
        INFO("seed " << seed << ", round " << round << ": " << words);
        REQUIRE(is_utf8(shown));
        for (const auto& piece : split_markdown(shown, 100)) {
            REQUIRE(is_utf8(piece));
            REQUIRE(mattermost::rune_count(piece) <= 100);
        }
    }
}

TEST_CASE("P5: a card's buttons carry their command sealed for the channel", "[mattermost]") {
    const show_card card{
        "**INC-7** db down", {{"Take lead", "#7 take lead", true}, {"Note", "#7 note", false}}};
    const auto shown = mattermost::card_of(card, "http://scribe:8080/mattermost/action", "c1", by);
    CHECK(shown.message == "**INC-7** db down");
    const auto attachments = tree::parse(shown.attachments);
    const auto& actions = attachments.at(0).at("actions");
    REQUIRE(actions.size() == 2);
    CHECK(actions[0].at("style") == "primary");
    CHECK(actions[0].at("type") == "button");
    CHECK(actions[0].at("name") == "Take lead");
    CHECK(actions[0].at("integration").at("url") == "http://scribe:8080/mattermost/action");
    const auto sealed = actions[0].at("integration").at("context").at("sealed");
    CHECK(by.open({"button", "c1", {}}, sealed.get<std::string>()) == "#7 take lead");
    CHECK_FALSE(by.open({"button", "c2", {}}, sealed.get<std::string>()));
    for (const auto& action : actions)
        for (const char c : action.at("id").get<std::string>()) {
            const bool fits = std::isalnum(static_cast<unsigned char>(c)) != 0;
            CHECK(fits);
        }
    CHECK(actions[0].at("id") != actions[1].at("id"));
}

TEST_CASE("a card without a callback says what to type", "[mattermost]") {
    const show_card card{"**INC-7**", {{"Take lead", "#7 take lead", true}}};
    const auto shown = mattermost::card_of(card, {}, "c1", by);
    CHECK(shown.attachments.empty());
    CHECK(shown.message == "**INC-7**\n\nType: `!incident #7 take lead`");
}

TEST_CASE("more buttons than props hold are words", "[mattermost]") {
    show_card card{"x", {}};
    for (int i = 0; i < 60; ++i)
        card.buttons.push_back({"B", "#7 note " + std::to_string(i), false});
    const auto shown = mattermost::card_of(card, "http://scribe:8080/mattermost/action", "c1", by);
    CHECK(shown.attachments.size() <= 7'000);
    CHECK(shown.message.find("`!incident #7 note 59`") != std::string::npos);
}

TEST_CASE("P11: an answer is for its asker alone, and no answer is no empty body", "[mattermost]") {
    const auto told = tree::parse(mattermost::answer_of({"**noted** @ana", false, false}));
    CHECK(told.at("response_type") == "ephemeral");
    CHECK(told.at("text") == "**noted** @\u200bana");
    CHECK(told.at("skip_slack_parsing") == true);
    CHECK(mattermost::answer_of({"", false, true}) == "{}");
    CHECK(mattermost::action_answer_of("") == "{}");
    CHECK(tree::parse(mattermost::action_answer_of("no")).at("ephemeral_text") == "no");
}

TEST_CASE("a long answer goes on in further ones", "[mattermost]") {
    const auto told = tree::parse(mattermost::answer_of({std::string(40'000, 'x'), false, true}));
    CHECK(told.at("text").get<std::string>().size() <= mattermost::post_limit);
    CHECK(told.at("extra_responses").size() == 2);
}
