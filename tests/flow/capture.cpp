// Capture without commands: messages, edits, deletes, reactions, pins, markers, the menu.
#include "tests/support/house.hpp"

#include <catch2/catch.hpp>

using namespace bot;
using test::house;
using words = std::vector<std::string>;

namespace {

struct during {
    house in;
    during() {
        in.declare("P2 Cache down in checkout");
        in.go_to("19:10:00");
        in.heard();
    }
    std::vector<std::string> table() { return in.table(); }
};

}  // namespace

TEST_CASE("what is said is kept in the raw log and not on the timeline") {
    during an;

    CHECK(an.in.say("li", "m1", "looking at the hit rate") == "");

    CHECK(an.table().empty());
    CHECK_THAT(an.in.raw_log(), Catch::Contains("looking at the hit rate"));
}

TEST_CASE("a reaction promotes a message at the time it was posted, and the bot reacts back") {
    struct sign {
        std::string emoji, row;
    };
    const auto wanted = GENERATE(
        sign{"pushpin", "19:10 it fell"},
        sign{"📌", "19:10 it fell"},
        sign{":pushpin:", "19:10 it fell"},
        sign{"scales", "19:10 Decision: it fell"},
        sign{"⚖️", "19:10 Decision: it fell"},
        sign{"mag", "19:10 Cause: it fell"},
        sign{"🔍", "19:10 Cause: it fell"},
        sign{"hammer_and_wrench", "19:10 Fix: it fell"},
        sign{"🛠️", "19:10 Fix: it fell"}
    );
    during an;
    an.in.say("li", "m1", "it fell");
    an.in.go_to("19:20:00");

    an.in.react("dana", "m1", wanted.emoji);

    CHECK(an.table() == words{wanted.row});
    const auto heard = an.in.heard();
    REQUIRE(heard.size() == 1);
    CHECK(heard[0].text == "+eyes m1");
    an.in.unreact("dana", "m1", wanted.emoji);
    CHECK(an.table().empty());
    CHECK(an.in.heard().back().text == "-eyes m1");
}

TEST_CASE("other reactions do nothing, and none changes a severity or a milestone") {
    during an;
    an.in.say("li", "m1", "it fell");
    const auto card = an.in.card;

    for (const auto* emoji : {"thumbsup", "tada", "white_check_mark", "rotating_light", "p1", "📌x"})
        an.in.react("dana", "m1", emoji);

    CHECK(an.table().empty());
    CHECK(an.in.about().severity == "P2");
    CHECK_FALSE(an.in.about().status());
    CHECK(an.in.card == card);
}

TEST_CASE("a row stays until the last who put it there lets go") {
    during an;
    an.in.say("li", "m1", "it fell");
    an.in.react("dana", "m1", "pushpin");
    an.in.react("bo", "m1", "pushpin");
    an.in.pin("ana", "m1");
    REQUIRE(an.table().size() == 1);

    an.in.unreact("dana", "m1", "pushpin");
    CHECK(an.table().size() == 1);
    an.in.unpin("ana", "m1");
    CHECK(an.table().size() == 1);
    an.in.unreact("bo", "m1", "pushpin");
    CHECK(an.table().empty());
    an.in.pin("ana", "m1");
    CHECK(an.table().size() == 1);
}

TEST_CASE("two kinds of reaction are two rows, each with its own end") {
    during an;
    an.in.say("li", "m1", "flag is off");
    an.in.react("dana", "m1", "mag");
    an.in.react("dana", "m1", "hammer_and_wrench");
    CHECK(an.table() == words{"19:10 Cause: flag is off", "19:10 Fix: flag is off"});

    an.in.unreact("dana", "m1", "mag");

    CHECK(an.table() == words{"19:10 Fix: flag is off"});
}

TEST_CASE("a reaction can make an action, and take it back") {
    during an;
    an.in.say("li", "m1", "we need a runbook");

    an.in.react("dana", "m1", "☑️");
    REQUIRE(an.in.about().actions.size() == 1);
    CHECK(an.in.about().actions[0].text == "we need a runbook");
    an.in.unreact("dana", "m1", "☑️");
    CHECK(an.in.about().actions[0].removed);
    an.in.react("bo", "m1", "ballot_box_with_check");
    CHECK_FALSE(an.in.about().actions[0].removed);
}

TEST_CASE("a reaction in a room that is none of an incident's is nobody's business") {
    during an;
    an.in.room = "random";

    CHECK(an.in.react("dana", "m77", "pushpin") == "");
    CHECK(an.in.react("dana", "m77", "thumbsup") == "");
}

TEST_CASE("a reply in a thread is promoted as itself") {
    during an;
    an.in.say("li", "m1", "looking");
    an.in.go_to("19:12:00");
    an.in.say("bo", "m2", "hit rate is 3 %", "m1");

    an.in.pin("dana", "m2");

    CHECK(an.table() == words{"19:12 hit rate is 3 %"});
    CHECK(an.in.about().rows.back().by.name == "bo");
}

TEST_CASE("a line that begins with a marker promotes itself") {
    struct marked {
        std::string said;
        words rows;
    };
    const auto wanted = GENERATE(
        marked{"!note lag grows", {"19:10 lag grows"}},
        marked{"!NOTE: lag grows", {"19:10 lag grows"}},
        marked{"!decision roll back", {"19:10 Decision: roll back"}},
        marked{"!hypothesis the cache", {"19:10 Hypothesis: the cache"}},
        marked{"!ruled-out network", {"19:10 Ruled out: network"}},
        marked{"!cause a typo", {"19:10 Cause: a typo"}},
        marked{"!fix typo gone", {"19:10 Fix: typo gone"}},
        marked{
            "hm\n!cause a typo\n  !fix typo gone\nhurray",
            {"19:10 Cause: a typo", "19:10 Fix: typo gone"}},
        marked{"not a !note at all", {}},
        marked{"!notes are good", {}},
        marked{"```\n!note in code\n```", {}}
    );
    during an;

    CHECK(an.in.say("li", "m1", wanted.said) == "");

    CHECK(an.table() == wanted.rows);
}

TEST_CASE("a marker with nothing behind it, or a bad action, says so and keeps the message") {
    during an;

    CHECK(
        an.in.say("li", "m1", "!note") ==
        "There is nothing after `!note`; nothing was put on the timeline."
    );
    CHECK_THAT(an.in.say("li", "m2", "!action P1"), Catch::Contains("What is to be done?"));
    CHECK_THAT(an.in.say("li", "m3", "!action P1 x due=soon"), Catch::Contains("due=YYYY-MM-DD"));
    CHECK(an.in.about().actions.empty());
    CHECK_THAT(an.in.raw_log(), Catch::Contains("due=soon"));
}

TEST_CASE("an action by marker has all that one by command has") {
    during an;

    an.in.say("li", "m1", "!action P1 write a test owner=\"Database Team\" due=2025-10-11");

    REQUIRE(an.in.about().actions.size() == 1);
    const auto& made = an.in.about().actions[0];
    CHECK(made.priority == "P1");
    CHECK(made.text == "write a test");
    CHECK(made.owner == "Database Team");
    CHECK(format_date(*made.due) == "2025-10-11");
    an.in.react("dana", "m1", "☑️");
    CHECK(an.in.about().actions.size() == 1);
    an.in.unreact("dana", "m1", "☑️");
    CHECK_FALSE(an.in.about().actions[0].removed);
}

TEST_CASE("the menu puts a message on the timeline once") {
    during an;
    an.in.say("li", "m1", "it fell");

    CHECK(an.in.promote("dana", "m1", row_kind::message) == "");
    CHECK(an.in.heard().back().text == "+eyes m1");
    CHECK(an.in.promote("bo", "m1", row_kind::message) == "It stands on the timeline already.");
    CHECK(an.table() == words{"19:10 it fell"});
    CHECK_THAT(
        an.in.promote("bo", "m9", row_kind::message), Catch::Contains("not there (any more)")
    );
}

TEST_CASE("an edit shows its latest words everywhere and keeps the old ones in the raw log") {
    during an;
    an.in.say("li", "m1", "it fell to 3 %");
    an.in.say("li", "m2", "!fix rebooted");
    an.in.say("li", "m3", "!action P1 write a test");
    an.in.say("li", "m4", "we need a runbook");
    an.in.pin("dana", "m1");
    an.in.react("dana", "m4", "☑️");
    an.in.go_to("19:20:00");

    an.in.edit("li", "m1", "it fell to 2 %");
    an.in.edit("li", "m2", "!fix rebooted twice\n!note it is up");
    an.in.edit("li", "m3", "!action P1 write two tests");
    an.in.edit("li", "m4", "we need two runbooks");

    CHECK(
        an.table() == words{"19:10 it fell to 2 %", "19:10 Fix: rebooted twice", "19:10 it is up"}
    );
    words actions;
    for (const auto& item : an.in.about().actions)
        if (!item.removed) actions.push_back(item.text);
    CHECK(actions == words{"write two tests", "we need two runbooks"});
    CHECK_THAT(an.in.raw_log(), Catch::Contains("3 %") && Catch::Contains("2 %"));
}

TEST_CASE("an edit that comes after a later one sets nothing back") {
    during an;
    an.in.say("li", "m1", "it fell");
    an.in.pin("dana", "m1");
    auto held_up = an.in.from("li", in_edit{"m1", "it fell to 3 %"});
    an.in.go_to("19:20:00");
    an.in.edit("li", "m1", "it fell to 2 %");

    an.in.receive(held_up);

    CHECK(an.table() == words{"19:10 it fell to 2 %"});
}

TEST_CASE("where we are the platform the clock may go back, and edits still count") {
    house in;
    in.keeps_rooms = true;
    in.say("li", "m1", "it fell");
    const auto before = in.from("li", in_edit{"m1", "it fell to 2 %"});
    in.go_to("19:20:00");
    in.edit("li", "m1", "it fell to 3 %");

    in.receive(before);

    const auto now = in.run().look().message("chat", "ops", "m1");
    REQUIRE(now);
    CHECK(now->text == "it fell to 2 %");
}

TEST_CASE("a marker edited away takes its row with it") {
    during an;
    an.in.say("li", "m1", "!fix rebooted");

    an.in.edit("li", "m1", "rebooted, no help");

    CHECK(an.table().empty());
}

TEST_CASE("a row that was reworded by hand keeps those words when its message is edited") {
    during an;
    an.in.say("li", "m1", "it fell");
    an.in.pin("dana", "m1");
    an.in.type("dana", "timeline edit 1 the hit rate fell");

    an.in.edit("li", "m1", "it fell!");

    CHECK(an.table() == words{"19:10 the hit rate fell"});
}

TEST_CASE("a deleted message is gone everywhere, and its place is kept") {
    during an;
    an.in.say("li", "m1", "password is hunter2 for db-9");
    an.in.say("li", "m2", "!action P1 rotate the hunter-key");
    an.in.edit("li", "m1", "password was hunter2 for db-9");
    an.in.pin("dana", "m1");
    an.in.react("dana", "m1", "mag");
    an.in.promote("dana", "m1", row_kind::note);
    an.in.type("bo", "catchup");

    an.in.remove("li", "m1");
    an.in.remove("li", "m2");

    CHECK(an.table().empty());
    CHECK_THAT(an.in.raw_log(), !Catch::Contains("db-9") && !Catch::Contains("hunter"));
    CHECK_THAT(an.in.raw_log(), Catch::Contains("message_deleted"));
    for (const auto* name : {"default", "full", "customer"})
        CHECK_THAT(an.in.rca(name), !Catch::Contains("db-9") && !Catch::Contains("hunter"));
    CHECK_THAT(an.in.type("dana", "find db-9"), Catch::Contains("Nothing was found"));
    const auto checked = an.in.kept().verify(an.in.about().id);
    REQUIRE(checked);
    CHECK(checked->faults.empty());
    CHECK_THAT(an.in.remove("li", "m1"), Catch::Contains("not there (any more)"));
    CHECK_THAT(an.in.pin("li", "m1"), Catch::Contains("not there (any more)"));
}

TEST_CASE("where we are the platform, only its author may edit or delete a message") {
    during an;
    an.in.keeps_rooms = true;
    an.in.say("li", "m1", "mine");

    CHECK(
        an.in.edit("bo", "m1", "yours") ==
        "Only its author may edit a message; nothing was changed."
    );
    CHECK(an.in.remove("bo", "m1") == "Only its author may delete a message; nothing was changed.");
}

TEST_CASE("what a platform has deleted is gone, whoever did it there") {
    during an;
    an.in.say("li", "m1", "mine");
    an.in.pin("li", "m1");

    CHECK(an.in.remove("the-admin", "m1") == "");

    CHECK(an.table().empty());
    CHECK_THAT(an.in.raw_log(), !Catch::Contains("\"mine\""));
}

TEST_CASE("a file is kept with its words, and they promote themselves like others") {
    during an;
    an.in.receive(an.in.from(
        "li", in_file{"f1", "", "graph.png", "00", "image/png", 17, "!fix see the graph"}
    ));

    CHECK(an.table() == words{"19:10 Fix: see the graph"});
    CHECK_THAT(an.in.raw_log(), Catch::Contains("graph.png"));
}

TEST_CASE("a file without words stands on the timeline by its name, until it has some") {
    during an;
    an.in.receive(an.in.from("li", in_file{"f1", "", "graph.png", "00", "image/png", 17, ""}));
    an.in.pin("ana", "f1");
    CHECK(an.table() == words{"19:10 📎 graph.png"});

    an.in.receive(an.in.from("li", in_edit{"f1", "the hit rate since noon"}));
    CHECK(an.table() == words{"19:10 the hit rate since noon"});
    an.in.receive(an.in.from("li", in_edit{"f1", ""}));
    CHECK(an.table() == words{"19:10 📎 graph.png"});
}

TEST_CASE("who comes and goes is kept in the raw log") {
    during an;
    an.in.receive(an.in.from("bo", in_membership{true}));
    an.in.receive(an.in.from("bo", in_membership{false}));

    CHECK_THAT(an.in.raw_log(), Catch::Contains("member_joined") && Catch::Contains("member_left"));
}

TEST_CASE("secrets a platform let through do not promote: what arrives is masked already") {
    during an;
    an.in.say("li", "m1", "!note it is [masked: aws-access-key]");

    CHECK(an.table() == words{"19:10 it is [masked: aws-access-key]"});
}
