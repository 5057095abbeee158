#include "tests/emulators/slack/tests/acme.hpp"

using namespace emulator::slack;
using namespace emulator::slack::test;

TEST_CASE("a channel the app makes is its own, with what Slack says about that", "[channels]") {
    acme at;

    const auto made = at.call("conversations.create", {{"name", "inc-7-db"}}).body;

    const std::string id = made["channel"]["id"];
    CHECK(made["channel"]["creator"] == at.slack.bot_user());
    CHECK(made["channel"]["is_member"] == true);
    CHECK(at.kinds() == kinds{"member_joined_channel", "message/channel_join"});
    CHECK(at.event()["user"] == at.slack.bot_user());
    CHECK(at.error("conversations.create", {{"name", "inc-7-db"}}) == "name_taken");
    CHECK(at.call("conversations.archive", {{"channel", id}}).ok());
    CHECK(at.error("conversations.create", {{"name", "inc-7-db"}}) == "name_taken");
}

TEST_CASE("names of channels are taken as they are or refused", "[channels]") {
    struct row {
        std::string name, error;
    };
    const auto wish = GENERATE(values<row>({
        {"", "invalid_name_required"},
        {"Inc", "invalid_name_specials"},
        {"inc 7", "invalid_name_specials"},
        {"inc.7", "invalid_name_specials"},
        {"---", "invalid_name_punctuation"},
        {std::string(81, 'a'), "invalid_name_maxlength"},
        {std::string(80, 'a'), ""},
        {"störung-7", ""},
        {"away", "name_taken"},
    }));
    acme at;

    CHECK(at.error("conversations.create", {{"name", wish.name}}) == wish.error);
}

TEST_CASE("who may not make channels is told so", "[channels]") {
    acme at;

    at.slack.policy().app_may_create = false;

    CHECK(at.error("conversations.create", {{"name", "inc-7"}}) == "restricted_action");
}

TEST_CASE(
    "a private channel is made with another scope and told of with other words", "[channels]"
) {
    acme at;

    const auto made = at.call("conversations.create", {{"name", "inc-8"}, {"is_private", "true"}});
    CHECK(made.body["channel"]["is_private"] == true);
    CHECK(at.event()["subtype"] == "group_join");
    CHECK(at.event()["channel_type"] == "group");
    at.slack.edit_token(at.slack.bot_token()).scopes.erase("groups:write");
    const auto refused = at.call("conversations.create", {{"name", "inc-9"}, {"is_private", true}});
    CHECK(refused.error() == "missing_scope");
}

TEST_CASE("invitations are refused one by one", "[channels]") {
    acme at;
    user gone;
    gone.name = "gone";
    gone.deactivated = true;
    const auto left = at.slack.add_user(gone);
    const auto carl = at.slack.add_user("carl");
    const auto invite = [&](std::string users, bool force = false) {
        return at.call(
            "conversations.invite", {{"channel", at.ops}, {"users", users}, {"force", force}}
        );
    };

    CHECK(invite(at.ana).error() == "already_in_channel");
    CHECK(invite(at.slack.bot_user()).error() == "cant_invite_self");
    CHECK(invite("U404").error() == "user_not_found");
    CHECK(invite(left).error() == "cant_invite");
    const auto mixed = invite(carl + "," + left);
    CHECK(mixed.error() == "cant_invite");
    CHECK(mixed.body["errors"][0]["user"] == left);
    CHECK_FALSE(at.slack.lines("ops").size());
    const auto forced = invite(carl + "," + left, true);
    CHECK(forced.ok());
    CHECK(forced.body["errors"].size() == 1);
    CHECK(at.slack.lines("ops") == lines{"carl: @carl has joined the channel"});
    CHECK(at.event(1)["inviter"] == at.slack.bot_user());
}

TEST_CASE("topics, names and archives are seen in the channel", "[channels]") {
    acme at;
    const auto id = at.slack.creates_channel("ana", "inc-1", channel::kind::open, at.now);
    at.slack.invites("ana", id, "scribe", at.now);
    at.told.clear();

    CHECK(at.call("conversations.setTopic", {{"channel", id}, {"topic", "SEV2 | db"}}).ok());
    at.slack.renames("ana", id, "inc-1-db", at.now);
    at.slack.archives("ana", id, at.now);
    at.slack.unarchives("ana", id, at.now);

    CHECK(
        at.kinds() ==
        kinds{
            "message/channel_topic",
            "message/channel_name",
            "channel_rename",
            "message/channel_archive",
            "channel_archive",
            "message/channel_unarchive",
            "channel_unarchive"}
    );
    CHECK(at.told[0].payload["event"]["topic"] == "SEV2 | db");
    CHECK(at.told[1].payload["event"]["old_name"] == "inc-1");
    CHECK(at.slack.find_channel(id)->topic == "SEV2 | db");
    CHECK(at.error("conversations.rename", {{"channel", id}, {"name", "x"}}) == "not_authorized");
}

TEST_CASE("topics end at 250 characters, not bytes", "[channels]") {
    acme at;
    std::string umlauts;
    for (int i = 0; i < 250; ++i) umlauts += "ü";

    CHECK(at.error("conversations.setTopic", {{"channel", at.ops}, {"topic", umlauts}}).empty());
    CHECK(
        at.error("conversations.setTopic", {{"channel", at.ops}, {"topic", umlauts + "x"}}) ==
        "too_long"
    );
    CHECK(
        at.error("conversations.setPurpose", {{"channel", at.ops}, {"purpose", umlauts + "x"}}) ==
        "too_long"
    );
}

TEST_CASE("in an archived channel the app can only read", "[channels]") {
    acme at;
    const auto ts = at.post("before");
    at.slack.archives("ana", "ops", at.now);
    const json in{
        {"channel", at.ops},
        {"text", "x"},
        {"ts", ts},
        {"timestamp", ts},
        {"name", "eyes"},
        {"users", at.ben},
        {"topic", "t"}};

    for (const auto* method :
         {"chat.postMessage",
          "chat.update",
          "conversations.setTopic",
          "conversations.invite",
          "pins.add",
          "reactions.add",
          "conversations.join"})
        CHECK(at.error(method, in) == "is_archived");
    CHECK(at.error("conversations.archive", in) == "already_archived");
    CHECK(at.call("conversations.history", in).ok());
}

TEST_CASE("who is not in a channel sees as much of it as Slack shows", "[channels]") {
    acme at;
    const auto public_ts = at.slack.says("ana", "away", "x", at.now);

    CHECK(at.error("conversations.history", {{"channel", at.away}}) == "not_in_channel");
    CHECK(at.error("conversations.history", {{"channel", at.closed}}) == "channel_not_found");
    CHECK(at.error("conversations.info", {{"channel", at.away}}).empty());
    CHECK(at.error("conversations.info", {{"channel", at.closed}}) == "channel_not_found");
    CHECK(
        at.error("conversations.setTopic", {{"channel", at.away}, {"topic", "t"}}) ==
        "not_in_channel"
    );
    CHECK(at.error("chat.postMessage", {{"channel", at.away}, {"text", "hi"}}).empty());
    at.slack.edit_token(at.slack.bot_token()).scopes.erase("chat:write.public");
    CHECK(at.error("chat.postMessage", {{"channel", at.away}, {"text", "hi"}}) == "not_in_channel");
    CHECK(
        at.error("chat.postMessage", {{"channel", at.closed}, {"text", "hi"}}) ==
        "channel_not_found"
    );
}

TEST_CASE("joining is for public channels, and twice is no error", "[channels]") {
    acme at;

    CHECK(at.call("conversations.join", {{"channel", at.away}}).ok());
    const auto again = at.call("conversations.join", {{"channel", at.away}});
    CHECK(again.ok());
    CHECK(again.body["warning"] == "already_in_channel");
    CHECK(at.error("conversations.join", {{"channel", at.closed}}) == "channel_not_found");
}

TEST_CASE("who is removed is told of it before the door closes", "[channels]") {
    acme at;

    at.slack.removes("ana", "ops", "scribe", at.now);
    at.slack.says("ana", "ops", "alone", at.now);

    CHECK(at.kinds() == kinds{"member_left_channel"});
    CHECK(at.event()["user"] == at.slack.bot_user());
}

TEST_CASE("one person's DM with the app is one channel however it is opened", "[channels]") {
    acme at;

    const auto opened = at.call("conversations.open", {{"users", at.ana}});
    const auto posted = at.call("chat.postMessage", {{"channel", at.ana}, {"text", "psst"}});

    CHECK(opened.body["channel"]["id"] == posted.body["channel"]);
    CHECK(at.slack.lines(at.slack.direct("ana")) == lines{"scribe (app): psst"});
    CHECK(
        at.error("chat.update", {{"channel", at.ana}, {"ts", "1.0"}, {"text", "x"}}) ==
        "channel_not_found"
    );
    CHECK(at.error("conversations.open", {{"users", "U404"}}) == "user_not_found");
}

TEST_CASE("lists hold what the app may see", "[channels]") {
    acme at;
    at.slack.archives("ana", "away", at.now);
    const auto names = [&](std::string_view method, json arguments) {
        std::vector<std::string> all;
        const auto body = at.call(method, std::move(arguments)).body;
        for (const auto& each : body["channels"]) all.push_back(each["name"]);
        return all;
    };

    CHECK(names("conversations.list", {}) == lines{"general", "ops", "away"});
    CHECK(names("conversations.list", {{"exclude_archived", "true"}}) == lines{"general", "ops"});
    CHECK(names("users.conversations", {}) == lines{"ops"});
    CHECK(names("conversations.list", {{"types", "private_channel"}}).empty());
    CHECK(at.call("conversations.members", {{"channel", at.ops}}).body["members"].size() == 3);
}
