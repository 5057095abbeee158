#include "bot/base/text.hpp"
#include "bot/platforms/slack/show/blocks.hpp"
#include "tests/slack/blocks_checker.hpp"
#include "tests/slack/blocks_words.hpp"

#include <catch2/catch.hpp>

using namespace bot;
using test::block_checker;
using test::odd_words;

namespace {

using faults = std::vector<std::string>;

show_card random_card(odd_words& words) {
    show_card card{words.next(6000)};
    for (auto lines = words.below(60); lines > 0; --lines)
        card.text += "\n- " + words.next(40) + (words.one_in(2) ? ": " : " ") + words.next(3000);
    for (auto buttons = words.below(40); buttons > 0; --buttons)
        card.buttons.push_back({words.next(100), words.next(900), words.one_in(3)});
    return card;
}

form_field random_field(odd_words& words) {
    form_field field;
    field.goes = static_cast<form_field::part>(words.below(3));
    field.is = static_cast<form_field::kind>(words.below(5));
    field.name = words.one_in(2) ? "service" : "";
    field.label = words.next(2500);
    field.hint = words.next(2500);
    field.value = words.next(3500);
    field.required = words.one_in(2);
    const auto choices = words.one_in(5) ? words.below(300) : words.below(8);
    for (std::size_t i = 0; i < choices; ++i)
        field.choices.push_back(words.one_in(3) ? words.next(60) : "service-" + std::to_string(i));
    if (!field.choices.empty() && words.one_in(2)) field.value = field.choices.front();
    return field;
}

form random_form(odd_words& words) {
    form made{words.next(3000), words.next(40), words.next(40), {}};
    for (auto fields = words.below(words.one_in(10) ? 150 : 8); fields > 0; --fields)
        made.fields.push_back(random_field(words));
    return made;
}

}  // namespace

TEST_CASE("S48: a card is within Slack's limits, whatever stands on it", "[slack]") {
    for (std::uint64_t seed = 1; seed <= 600; ++seed) {
        odd_words words(seed);
        const auto shown = slack::card_of(random_card(words));
        INFO("seed " << seed << ": " << shown.blocks);
        CHECK(block_checker::faults_in_message(shown.blocks) == faults{});
        CHECK(!shown.text.empty());
        CHECK(shown.text.size() <= 4000);
        CHECK(is_utf8(shown.blocks));
    }
}

TEST_CASE("S48: a modal is within Slack's limits, whatever is asked for", "[slack]") {
    for (std::uint64_t seed = 1; seed <= 600; ++seed) {
        odd_words words(seed);
        auto wanted = random_form(words);
        if (wanted.fields.empty()) wanted.fields.push_back(random_field(words));
        const auto view = slack::modal_of(wanted, "C1");
        INFO("seed " << seed << ": " << view);
        CHECK(block_checker::faults_in_view(view) == faults{});
    }
}

TEST_CASE("S48: an App Home is within Slack's limits, however busy it gets", "[slack]") {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        odd_words words(seed);
        std::vector<slack::home_incident> open(words.below(120));
        for (auto& one : open)
            one = {
                "INC-7",
                words.next(20),
                words.next(4000),
                words.next(30),
                words.next(300),
                words.one_in(2) ? "C1" : "",
                "2 h"};
        std::vector<slack::home_action> mine(words.below(120));
        for (auto& one : mine) one = {"INC-7", words.next(4000), "P1", words.next(20), 3};
        const auto view = slack::home_of(open, mine);
        INFO("seed " << seed << ": " << view);
        CHECK(block_checker::faults_in_view(view) == faults{});
    }
}

TEST_CASE("S48: posts and answers are within Slack's limits, however long", "[slack]") {
    for (std::uint64_t seed = 1; seed <= 600; ++seed) {
        odd_words words(seed);
        const auto markdown = words.next(words.one_in(20) ? 400'000 : 20'000);
        INFO("seed " << seed);
        for (const auto& one : slack::messages_of(markdown)) {
            CHECK(!trim(one.text).empty());
            CHECK(one.text.size() <= 4000);
            if (!one.blocks.empty())
                CHECK(block_checker::faults_in_message(one.blocks) == faults{});
        }
        const auto told = slack::answer_of({markdown, false, true});
        if (told.empty()) continue;
        const auto answer = nlohmann::json::parse(told);
        CHECK(answer["text"].get<std::string>().size() <= 4000);
        if (answer.contains("blocks"))
            CHECK(block_checker::faults_in_message(answer["blocks"].dump()) == faults{});
    }
}
