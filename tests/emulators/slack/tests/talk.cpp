#include "tests/emulators/slack/tests/acme.hpp"

using namespace emulator::slack;
using namespace emulator::slack::test;

TEST_CASE("what a person says is told with its blocks and a ts of its own", "[talk]") {
    acme at;

    const auto first = at.slack.says("ana", "ops", "db is *slow* & <hot>", at.now);
    const auto second = at.slack.says("ben", "#ops", "yes", at.now);

    CHECK(first == "1700000100.000000");
    CHECK(second > first);
    const auto event = at.event(1);
    CHECK(event["text"] == "db is *slow* &amp; &lt;hot&gt;");
    CHECK(event["channel_type"] == "channel");
    CHECK(event["user"] == at.ana);
    CHECK(event["event_ts"] == first);
    const auto& run = event["blocks"][0]["elements"][0]["elements"];
    CHECK(run[1] == json{{"type", "text"}, {"text", "slow"}, {"style", {{"bold", true}}}});
    CHECK(run[2]["text"] == " & <hot>");
}

TEST_CASE("typed markup becomes what the composer makes of it", "[talk]") {
    struct row {
        std::string_view typed, text;
    };
    const auto sent = GENERATE(values<row>({
        {"hello", "hello"},
        {"@ana look", "<@U00000003> look"},
        {"thanks @ben.", "thanks <@U00000004>."},
        {"mail a@ana.io", "mail a@ana.io"},
        {"in #ops", "in <#C00000002>"},
        {"@here now", "<!here> now"},
        {"<!channel> <@U1>", "&lt;!channel&gt; &lt;@U1&gt;"},
        {"see https://x.io/a.", "see <https://x.io/a>."},
        {"[slow](https://x.io)", "<https://x.io|slow>"},
        {"`a*b*` _i_ ~s~", "`a*b*` _i_ ~s~"},
        {"snake_case_name 2*3*4", "snake_case_name 2*3*4"},
        {"```\nx = 1\n```\nafter", "```x = 1```\nafter"},
        {"> q\n> r\nplain", "&gt; q\n&gt; r\nplain"},
        {"- a\n- b\n  - c", "• a\n• b\n    ◦ c"},
        {"1. one\n2. two", "1. one\n2. two"},
        {"at 10:30:15 :fire: 🔥", "at 10:30:15 :fire: :fire:"},
    }));
    acme at;

    at.slack.says("ana", "ops", sent.typed, at.now);

    CHECK(at.event()["text"] == sent.text);
}

TEST_CASE("a mention is told twice, as a message and as an app_mention of the same ts", "[talk]") {
    acme at;

    at.slack.says("ana", "ops", "@scribe status", at.now);

    CHECK(at.kinds() == kinds{"message", "app_mention"});
    CHECK(at.event(0)["ts"] == at.event(1)["ts"]);
    CHECK(at.told[0].payload["event_id"] != at.told[1].payload["event_id"]);
}

TEST_CASE("a reply knows its thread, and the thread its replies", "[talk]") {
    acme at;
    const auto root = at.slack.says("ana", "ops", "db slow", at.now);

    const auto first = at.slack.replies("ben", "ops", root, "looking", at.now);
    const auto second = at.slack.replies("ana", "ops", root, "fixed", at.now, true);

    const auto event = at.event();
    CHECK(event["subtype"] == "thread_broadcast");
    CHECK(event["root"]["reply_count"] == 2);
    CHECK(at.event(1)["parent_user_id"] == at.ana);
    const auto thread = at.call("conversations.replies", {{"channel", at.ops}, {"ts", root}}).body;
    REQUIRE(thread["messages"].size() == 3);
    CHECK(thread["messages"][0]["latest_reply"] == second);
    CHECK(thread["messages"][0]["reply_users"] == json{at.ben, at.ana});
    const auto seen = at.call("conversations.history", {{"channel", at.ops}}).body["messages"];
    REQUIRE(seen.size() == 2);
    CHECK(seen[0]["ts"] == second);
    CHECK_FALSE(seen[0].contains("channel"));
    CHECK(first < second);
}

TEST_CASE("edits, deletions and unfurls are changes of the message they are about", "[talk]") {
    acme at;
    const auto ts = at.slack.says("ana", "ops", "old", at.now);

    at.slack.edits("ana", "ops", ts, "new", at_second(160.5));
    const auto edited = at.event();
    at.slack.unfurls("ops", ts, {{"title", "a page"}}, at_second(161));
    const auto unfurled = at.event();
    at.slack.deletes("ana", "ops", ts, at_second(170));
    const auto deleted = at.event();

    CHECK(edited["subtype"] == "message_changed");
    CHECK(edited["message"]["text"] == "new");
    CHECK(edited["message"]["edited"] == json{{"user", at.ana}, {"ts", "1700000160.000000"}});
    CHECK(edited["previous_message"]["text"] == "old");
    CHECK(edited["ts"] == "1700000160.500000");
    CHECK(unfurled["message"]["edited"] == unfurled["previous_message"]["edited"]);
    CHECK(unfurled["message"]["attachments"][0]["title"] == "a page");
    CHECK(deleted["subtype"] == "message_deleted");
    CHECK(deleted["deleted_ts"] == ts);
    CHECK(at.slack.lines("ops").empty());
}

TEST_CASE("the deleted root of a thread leaves a tombstone", "[talk]") {
    acme at;
    const auto root = at.slack.says("ana", "ops", "wrong room", at.now);
    at.slack.replies("ben", "ops", root, "indeed", at.now);

    at.slack.deletes("ana", "ops", root, at.now);

    CHECK(at.event()["subtype"] == "message_changed");
    CHECK(at.event()["message"]["subtype"] == "tombstone");
    CHECK(at.event()["previous_message"]["text"] == "wrong room");
    CHECK(at.slack.lines("ops").size() == 2);
}

TEST_CASE("reactions and pins are told with the message they stand on", "[talk]") {
    acme at;
    const auto ts = at.slack.says("ana", "ops", "root cause", at.now);

    at.slack.reacts("ben", "ops", ts, "+1::skin-tone-3", at.now);
    CHECK(at.event()["item"] == json{{"type", "message"}, {"channel", at.ops}, {"ts", ts}});
    CHECK(at.event()["item_user"] == at.ana);
    at.slack.unreacts("ben", "ops", ts, "+1::skin-tone-3", at.now);
    at.slack.pins("ben", "ops", ts, at.now);
    CHECK(at.event()["item"]["message"]["text"] == "root cause");
    CHECK(at.event()["channel_id"] == at.ops);
    CHECK(at.slack.sees("ops")[0].pinned);
    at.slack.unpins("ben", "ops", ts, at.now);

    CHECK(
        at.kinds() ==
        kinds{"message", "reaction_added", "reaction_removed", "pin_added", "pin_removed"}
    );
    CHECK(at.event()["has_pins"] == false);
}

TEST_CASE("a shared file comes with its comment and can be fetched with a token", "[talk]") {
    acme at;

    at.slack.shares_file("ana", "ops", "g.png", "image/png", "bytes", "graph", at.now);

    const auto event = at.event();
    CHECK(event["subtype"] == "file_share");
    CHECK(event["text"] == "graph");
    const auto& file = event["files"][0];
    CHECK(file["size"] == 5);
    const std::string url = file["url_private"];
    REQUIRE(at.slack.download(url, at.slack.bot_token()));
    CHECK(at.slack.download(url, at.slack.bot_token())->bytes == "bytes");
    CHECK_FALSE(at.slack.download(url, ""));
    CHECK(at.slack.lines("ops") == lines{"ana: graph [g.png]"});
}

TEST_CASE("nothing is told of where the app is not", "[talk]") {
    acme at;

    for (const auto& where : {at.away, at.closed}) {
        const auto ts = at.slack.says("ana", where, "@scribe hello", at.now);
        at.slack.reacts("ana", where, ts, "eyes", at.now);
        at.slack.pins("ana", where, ts, at.now);
        at.slack.sets_topic("ana", where, "quiet", at.now);
    }

    CHECK(at.kinds().empty());
}

TEST_CASE("what is not subscribed, or may not be read, is not told", "[talk]") {
    acme at;

    SECTION("not subscribed") {
        at.slack.subscriptions().erase("message.channels");
    }
    SECTION("no scope") {
        at.slack.edit_token(at.slack.bot_token()).scopes.erase("channels:history");
    }
    at.slack.says("ana", "ops", "@scribe hello", at.now);

    CHECK(at.kinds() == kinds{"app_mention"});
}

TEST_CASE("another app's words carry its name, a webhook's no person", "[talk]") {
    acme at;
    user bot;
    bot.name = "deployer";
    bot.bot = true;
    bot.bot_id = "B7";
    bot.app_id = "A7";
    const auto deployer = at.slack.add_user(bot);

    at.slack.app_says("B9", "ops", {{"text", "CPU 99%"}, {"username", "alerts"}}, at.now);
    CHECK(at.event()["subtype"] == "bot_message");
    CHECK_FALSE(at.event().contains("user"));
    at.slack.app_says("B7", "ops", {{"text", "deployed"}}, at.now);
    CHECK(at.event()["user"] == deployer);
    CHECK(at.event()["app_id"] == "A7");

    CHECK(at.slack.lines("ops") == lines{"alerts (app): CPU 99%", "deployer (app): deployed"});
}

TEST_CASE("a message to the app itself is told as one of a DM", "[talk]") {
    acme at;

    at.slack.says("ana", "@scribe", "@scribe hello", at.now);

    CHECK(at.kinds() == kinds{"message"});
    CHECK(at.event()["channel"] == at.slack.direct("ana"));
    CHECK(at.event()["channel_type"] == "im");
}

TEST_CASE("people cannot do what their client does not let them", "[talk]") {
    acme at;
    const auto ts = at.slack.says("ana", "ops", "mine", at.now);
    const auto carl = at.slack.add_user("carl");

    CHECK_THROWS_AS(at.slack.says("carl", "ops", "hi", at.now), std::invalid_argument);
    CHECK_THROWS_AS(at.slack.edits("ben", "ops", ts, "ours", at.now), std::invalid_argument);
    CHECK_THROWS_AS(at.slack.deletes("ben", "ops", ts, at.now), std::invalid_argument);
    CHECK_THROWS_AS(at.slack.reacts("ana", "ops", "1.0", "eyes", at.now), std::invalid_argument);
    CHECK_THROWS_AS(at.slack.says("ana", "nowhere", "hi", at.now), std::invalid_argument);
    at.slack.archives("ana", "ops", at.now);
    CHECK_THROWS_AS(at.slack.says("ana", "ops", "hi", at.now), std::invalid_argument);
}
