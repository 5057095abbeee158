#include "tests/emulators/slack/block_kit.hpp"

#include "tests/emulators/slack/tests/acme.hpp"

using namespace emulator::slack;
using namespace emulator::slack::test;

namespace {

std::string long_text(std::size_t length) {
    return std::string(length, 'x');
}

json plain(std::string_view text) {
    return {{"type", "plain_text"}, {"text", text}};
}

json actions(std::vector<json> elements) {
    return {{"type", "actions"}, {"elements", std::move(elements)}};
}

json options(std::size_t how_many) {
    auto all = json::array();
    for (std::size_t i = 0; i < how_many; ++i)
        all.push_back({{"text", plain(std::to_string(i))}, {"value", std::to_string(i)}});
    return all;
}

json picker(std::size_t how_many) {
    return {{"type", "static_select"}, {"action_id", "s"}, {"options", options(how_many)}};
}

json repeated(const json& one, std::size_t times) {
    auto all = json::array();
    for (std::size_t i = 0; i < times; ++i) all.push_back(one);
    return all;
}

json buttons(std::size_t how_many) {
    auto all = json::array();
    for (std::size_t i = 0; i < how_many; ++i) all.push_back(button("b" + std::to_string(i), "B"));
    return all;
}

json with(json block, const char* name, json value) {
    block[name] = std::move(value);
    return block;
}

}  // namespace

TEST_CASE("blocks within Slack's limits are taken, one more is refused", "[blocks]") {
    struct row {
        std::string what;
        json good, bad;
    };
    const std::vector<row> rows = {
        {"section text", section(long_text(3000)), section(long_text(3001))},
        {"section without text", section("x"), {{"type", "section"}}},
        {"empty text", section("x"), section("")},
        {"section fields",
         {{"type", "section"}, {"fields", repeated(plain(long_text(2000)), 10)}},
         {{"type", "section"}, {"fields", repeated(plain("x"), 11)}}},
        {"a field's text",
         {{"type", "section"}, {"fields", {plain("x")}}},
         {{"type", "section"}, {"fields", {plain(long_text(2001))}}}},
        {"header",
         {{"type", "header"}, {"text", plain(long_text(150))}},
         {{"type", "header"}, {"text", plain(long_text(151))}}},
        {"header in mrkdwn",
         {{"type", "header"}, {"text", plain("x")}},
         {{"type", "header"}, {"text", {{"type", "mrkdwn"}, {"text", "x"}}}}},
        {"context",
         {{"type", "context"}, {"elements", repeated(plain("x"), 10)}},
         {{"type", "context"}, {"elements", repeated(plain("x"), 11)}}},
        {"actions", actions(buttons(25)), actions(buttons(26))},
        {"no actions", actions(buttons(1)), actions(json::array())},
        {"button text",
         actions({button("a", long_text(75))}),
         actions({button("a", long_text(76))})},
        {"button value",
         actions({with(button("a", "A"), "value", long_text(2000))}),
         actions({with(button("a", "A"), "value", long_text(2001))})},
        {"button style",
         actions({with(button("a", "A"), "style", "danger")}),
         actions({with(button("a", "A"), "style", "warning")})},
        {"action_id",
         actions({button(long_text(255), "A")}),
         actions({button(long_text(256), "A")})},
        {"the same action_id twice",
         actions({button("a", "A"), button("b", "A")}),
         actions({button("a", "A"), button("a", "A")})},
        {"options", actions({picker(100)}), actions({picker(101)})},
        {"no options", actions({picker(1)}), actions({picker(0)})},
        {"block_id",
         with(section("x"), "block_id", long_text(255)),
         with(section("x"), "block_id", long_text(256))},
        {"an unknown field", section("x"), with(section("x"), "colour", "red")},
        {"an unknown block", {{"type", "divider"}}, {{"type", "blink"}}},
        {"an unknown element", actions({button("a", "A")}), actions({{{"type", "lever"}}})},
        {"markdown",
         {{"type", "markdown"}, {"text", long_text(12000)}},
         {{"type", "markdown"}, {"text", long_text(12001)}}},
        {"image",
         {{"type", "image"}, {"image_url", "https://x.io"}, {"alt_text", "x"}},
         {{"type", "image"}, {"image_url", "https://x.io"}}},
        {"not an object", section("x"), "section"},
    };
    for (const auto& each : rows) {
        CAPTURE(each.what);
        CHECK(faults_of_blocks(json::array({each.good}), surface::message).empty());
        CHECK_FALSE(faults_of_blocks(json::array({each.bad}), surface::message).empty());
    }
}

TEST_CASE("lengths are of characters, not bytes", "[blocks]") {
    std::string umlauts;
    for (int i = 0; i < 150; ++i) umlauts += "ü";

    CHECK(
        faults_of_blocks({{{"type", "header"}, {"text", plain(umlauts)}}}, surface::message).empty()
    );
}

TEST_CASE("a message has 50 blocks, a view 100, and no block_id twice", "[blocks]") {
    const auto dividers = [](std::size_t n) { return repeated({{"type", "divider"}}, n); };
    const auto twins = repeated({{"type", "divider"}, {"block_id", "d"}}, 2);

    CHECK(faults_of_blocks(dividers(50), surface::message).empty());
    CHECK_FALSE(faults_of_blocks(dividers(51), surface::message).empty());
    CHECK(faults_of_blocks(dividers(100), surface::modal).empty());
    CHECK_FALSE(faults_of_blocks(dividers(101), surface::home).empty());
    CHECK_FALSE(faults_of_blocks(twins, surface::message).empty());
}

TEST_CASE("a fault says what and where", "[blocks]") {
    const auto faults =
        faults_of_blocks(json::array({section("x"), section(long_text(3001))}), surface::message);

    REQUIRE(faults.size() == 1);
    CHECK(
        faults[0] ==
        "[ERROR] must be no more than 3000 characters [json-pointer:/blocks/1/text/text]"
    );
}

TEST_CASE("views within Slack's limits are taken, one more is refused", "[blocks]") {
    const auto good = modal({line_input("title", "Title")});
    struct row {
        const char* field;
        json good, bad;
    };
    const std::vector<row> rows = {
        {"title", plain(long_text(24)), plain(long_text(25))},
        {"submit", plain(long_text(24)), plain(long_text(25))},
        {"callback_id", long_text(255), long_text(256)},
        {"private_metadata", long_text(3000), long_text(3001)},
        {"type", "modal", "window"},
        {"blocks", json::array(), "none"},
    };
    CHECK(faults_of_view(good).empty());
    for (const auto& each : rows) {
        CAPTURE(each.field);
        CHECK(faults_of_view(with(good, each.field, each.good)).empty());
        CHECK_FALSE(faults_of_view(with(good, each.field, each.bad)).empty());
    }
    auto without_submit = good;
    without_submit.erase("submit");
    CHECK_FALSE(faults_of_view(without_submit).empty());
    CHECK_FALSE(faults_of_view(json::array()).empty());
}

TEST_CASE("odd shapes from a peer are faults, not accidents", "[blocks]") {
    const std::vector<json> odd = {
        nullptr,
        7,
        "x",
        json::array({nullptr}),
        json::array({7}),
        json::array({json::array()}),
        {{{"type", 7}}},
        {{{"type", "section"}, {"text", "x"}}},
        {{{"type", "actions"}, {"elements", {nullptr, 7, "x"}}}},
        {{{"type", "context"}, {"elements", json::object()}}},
        {{{"type", "rich_text"},
          {"elements", {{{"type", "rich_text_section"}, {"elements", {7}}}}}}},
        {{{"type", "rich_text"}, {"elements", {{{"type", "rich_text_list"}, {"indent", "x"}}}}}},
        {{{"type", "input"}, {"label", nullptr}, {"element", nullptr}}},
        {{{"type", "markdown"}}},
    };
    for (const auto& each : odd) {
        CAPTURE(each.dump());
        CHECK_FALSE(faults_of_blocks(each, surface::message).empty());
    }
}
