#include "bot/base/text.hpp"
#include "bot/platforms/emoji.hpp"
#include "bot/platforms/emoji_table.hpp"
#include "bot/platforms/slack/text/text.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <string_view>

using bot::emoji_kind;
using bot::emoji_name_of;
using bot::emoji_of;
using bot::emoji_row;
using bot::emoji_table;

TEST_CASE("an emoji's name becomes its character, with the tone of skin that was asked for") {
    CHECK(emoji_of("+1") == "👍");
    CHECK(emoji_of("thumbsup") == "👍");
    CHECK(emoji_of("+1::skin-tone-2") == "👍🏻");
    CHECK(emoji_of("+1::skin-tone-3") == "👍🏼");
    CHECK(emoji_of("+1::skin-tone-6") == "👍🏿");
    CHECK(emoji_of("pushpin") == "📌");
    CHECK(emoji_of("point_up::skin-tone-4") == "☝🏽");
    CHECK(emoji_of("people_holding_hands::skin-tone-2") == "🧑🏻‍🤝‍🧑🏻");
    CHECK(emoji_of("+1::skin-tone-9") == "👍");
    CHECK(emoji_of("shipit") == "shipit");
    CHECK(emoji_of("") == "");
}

TEST_CASE("an emoji's character, however it is spelled, becomes the name Slack's API wants") {
    CHECK(emoji_name_of("👀") == "eyes");
    CHECK(emoji_name_of("👍🏼") == "+1::skin-tone-3");
    CHECK(emoji_name_of("🛠️") == "hammer_and_wrench");
    CHECK(emoji_name_of("🛠") == "hammer_and_wrench");
    CHECK(emoji_name_of("⚖️") == "scales");
    CHECK(emoji_name_of("☑") == "ballot_box_with_check");
    CHECK(emoji_name_of(":eyes:") == "eyes");
    CHECK(emoji_name_of("eyes") == "eyes");
    CHECK(emoji_name_of(":shipit:") == "shipit");
    CHECK(emoji_name_of("🏼") == "skin-tone-3");
}

TEST_CASE("every emoji of the table is found by its name and by its character") {
    const auto all = emoji_table();
    CHECK(all.size() > 1900);
    CHECK(std::is_sorted(all.begin(), all.end(), [](const auto& a, const auto& b) {
        return a.name < b.name;
    }));
    for (const auto& row : all) {
        INFO(row.name);
        REQUIRE(emoji_of(row.name) == row.character);
        const auto name = emoji_name_of(row.character);
        REQUIRE(emoji_of(name) == row.character);
        if (row.kind != emoji_kind::alias) REQUIRE(name == row.name);
        if (row.kind != emoji_kind::toned) continue;
        const auto toned = std::string(row.name) + "::skin-tone-4";
        REQUIRE(emoji_name_of(emoji_of(toned)) == toned);
    }
}
