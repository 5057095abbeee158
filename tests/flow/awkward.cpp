// Whatever is typed or said: an answer, no failure, and a record that reads back the same.
#include "handlers/commands/commands.hpp"
#include "tests/support/house.hpp"

#include <catch2/catch.hpp>

using namespace bot;
using test::house;

namespace {

const std::vector<std::string>& awkward_words() {
    static const std::vector<std::string> words{
        "#",
        "#0",
        "#-1",
        "#99999999999999999999",
        "INC-",
        "=",
        "==",
        "a=",
        "\"",
        "'",
        "“",
        "owner=\"",
        "@",
        "@@",
        "<@>",
        "<@U1|ana>",
        "at",
        "at at",
        "at 99:99",
        "at 19:04",
        "1m ago",
        "999999999999m ago",
        "-",
        "|",
        "`",
        "\n",
        "a\nb",
        "19:04",
        "19:04 x",
        "19:04 x\n19:05 y",
        "\xE2\x80\xAE",
        "日本語",
        "🔥🔥🔥",
        "P1",
        "p1 p1",
        "add",
        "add P1",
        "add P1 x due=9999-12-31",
        "done 99999999999",
        "edit 1",
        "move 1 at",
        "hide -1",
        "rm x",
        "lead @ana",
        "well x",
        "x=1 x=2 x=",
        "https://",
        "http://[",
        "template=../../etc/passwd",
        "date=0000-00-00",
        "30d",
        "-30d",
        "private drill private",
        "{{ 1 }}",
        "$(id)",
        std::string(3000, 'a'),
        std::string(300, '\n')};
    return words;
}

}  // namespace

TEST_CASE("awkward words are answered by every command, before, during and after an incident") {
    for (const auto& row : commands()) {
        house in;
        const auto try_all = [&](std::string_view state) {
            for (const auto& words : awkward_words()) {
                in.heard();
                const auto typed = std::string(row.word) + " " + words;
                INFO(state << ": " << typed.substr(0, 80));
                std::string told;
                REQUIRE_NOTHROW(told = in.type("dana", "/incident " + typed));
                CHECK((!told.empty() || !in.heard().empty()));
            }
        };
        try_all("before");
        in.declare("P2 Cache down in checkout");
        const auto home = in.room;
        in.type("ana", "note first");
        try_all("during");
        in.room = home;
        in.type("ana", "#" + home.substr(4, home.find('-', 4) - 4) + " resolve");
        try_all("after");
    }
}

TEST_CASE("what was recorded reads back the same after a restart") {
    house in;
    in.declare("P2 Cache down in checkout");
    for (const auto& row : commands()) {
        if (row.word == "declare") continue;
        for (const auto& words : awkward_words())
            if (words.size() < 100) in.type("dana", std::string(row.word) + " " + words);
    }
    in.say("li", "m1", "!note one\n!fix two");
    in.edit("li", "m1", "!note one and a half");
    in.pin("li", "m1");
    const auto full = in.rca("full");
    const auto catchup = in.type("li", "catchup");
    const auto undone = in.about().undo_stacks.at("dana").size();

    in.restart();

    CHECK(in.rca("full") == full);
    CHECK(in.about().undo_stacks.at("dana").size() == undone);
    CHECK(in.type("bo", "catchup") == catchup);
}

TEST_CASE("awkward messages are kept, whatever is done with them") {
    house in;
    in.declare("P2 Cache down in checkout");
    int number = 0;
    for (const auto& words : awkward_words())
        for (const auto* marker : {"", "!note ", "!action ", "!fix:", "! "}) {
            const auto id = "m" + std::to_string(++number);
            INFO(marker << words.substr(0, 80));
            REQUIRE_NOTHROW(in.say("li", id, marker + words));
            REQUIRE_NOTHROW(in.react("dana", id, "pushpin"));
            REQUIRE_NOTHROW(in.react("dana", id, "☑️"));
            REQUIRE_NOTHROW(in.edit("li", id, "!action P1 changed\n!note changed"));
            REQUIRE_NOTHROW(in.type("li", "undo"));
            REQUIRE_NOTHROW(in.remove("li", id));
        }
    CHECK(in.table().empty());
    CHECK_THAT(in.raw_log(), !Catch::Contains("changed"));
    const auto checked = in.kept().verify(in.about().id);
    REQUIRE(checked);
    CHECK(checked->faults.empty());
}
