// People, channels and groups as platforms put them into commands.
#include "handlers/commands/mentions.hpp"

#include "handlers/commands/arguments.hpp"

#include <catch2/catch.hpp>

using namespace bot;

TEST_CASE("mentions are read by their names, and call nobody") {
    struct line {
        std::string typed, read;
    };
    const auto wanted = GENERATE(
        line{"ask <@U7|Ana Lopez> now", "ask @Ana Lopez now"},
        line{"ask <@U7>", "ask @U7"},
        line{"ask <@U7|>", "ask @U7"},
        line{"<@U7|ana>, <@U8|bo>", "@ana, @bo"},
        line{"<@U7|@ana>", "@ana"},
        line{"see <#C1|ops> and <#C2>", "see #ops and #C2"},
        line{"<!subteam^S1|@sre> <!subteam^S1|sre> <!subteam^S1>", "@sre @sre @S1"},
        line{"<!here> <!channel|channel> <!everyone>", "@here @channel @everyone"},
        line{"<@U7|日本 語>", "@日本 語"}
    );

    CHECK(with_names(wanted.typed) == wanted.read);
}

TEST_CASE("what only looks like a mention stays as it is") {
    const std::string typed = GENERATE(
        "",
        "<",
        "<@",
        "<@>",
        "<@|ana>",
        "<@ U7>",
        "<@U7",
        "<@U7|ana\nlopez>",
        "a <b> c",
        "<!DOCTYPE html>",
        "<!-- no -->",
        "<!subteam^>",
        "<https://example.org|text>",
        "1 <@ 2 > 1"
    );

    CHECK(with_names(typed) == typed);
}

TEST_CASE("a person is meant by a mention, or by a name") {
    struct word {
        std::string typed, id, name;
    };
    const auto wanted = GENERATE(
        word{"<@U7|Ana Lopez>", "U7", "Ana Lopez"},
        word{" <@U7|J. R.> ", "U7", "J. R."},
        word{"<@U7>", "U7", "U7"},
        word{"@ana", "ana", "ana"},
        word{"ana,", "ana", "ana"}
    );

    const auto who = person_in(wanted.typed);

    REQUIRE(who);
    CHECK(who->id == wanted.id);
    CHECK(who->name == wanted.name);
    CHECK_FALSE(person_in("@"));
    CHECK_FALSE(person_in(" ,"));
}

TEST_CASE("a mention is one word wherever words are taken") {
    arguments args("lead <@U7|Ana Lopez> and more");

    CHECK(args.take_word() == "lead");
    CHECK(args.peek_word() == "@Ana Lopez");
    const auto who = args.take_person();
    REQUIRE(who);
    CHECK(who->id == "U7");
    CHECK(args.text() == "and more");
}

TEST_CASE("a mention is the whole value of an option, quoted or not, and no place to find one") {
    const std::string typed = GENERATE(
        "call owner=<@U7|Ana Lopez> back",
        "call back owner=\"<@U7|Ana Lopez>\"",
        "call back owner='<@U7|Ana Lopez>'"
    );
    arguments by_id(typed), by_name(typed), inside("<@U7|Ana owner=bo> called");

    const auto who = by_id.take_person_option("owner");
    const auto name = by_name.take_option("owner");

    INFO(typed);
    REQUIRE((who && *who));
    CHECK((*who)->id == "U7");
    CHECK((*who)->name == "Ana Lopez");
    CHECK(by_id.text() == "call back");
    REQUIRE(name);
    CHECK(*name == "@Ana Lopez");
    CHECK_FALSE(*inside.take_option("owner"));
    CHECK(inside.text() == "@Ana owner=bo called");
}

TEST_CASE("pairs keep a mention together and read it by its name") {
    arguments args("by=<@U7|Ana Lopez> where=<#C1|ops>");

    const auto taken = args.take_pairs();

    REQUIRE(taken);
    REQUIRE(taken->size() == 2);
    CHECK((*taken)[0].second == "@Ana Lopez");
    CHECK((*taken)[1].second == "#ops");
}
