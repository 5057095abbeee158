#include "tests/emulators/slack/tests/acme.hpp"

using namespace emulator::slack;
using namespace emulator::slack::test;

TEST_CASE("a call is refused by its token before anything else", "[api]") {
    acme at;
    const auto with = [&](std::string_view method, std::string_view token) {
        return at.slack.api(method, token, json::object(), at.now).error();
    };

    CHECK(with("chat.invent", at.slack.bot_token()) == "unknown_method");
    CHECK(with("auth.test", "") == "not_authed");
    CHECK(with("auth.test", "xoxb-other") == "invalid_auth");
    CHECK(with("auth.test", at.slack.app_token()) == "not_allowed_token_type");
    CHECK(with("apps.connections.open", at.slack.bot_token()) == "not_allowed_token_type");
    CHECK(with("files.upload", at.slack.bot_token()) == "method_deprecated");
    at.slack.edit_token(at.slack.bot_token()).refused = "token_revoked";
    CHECK(with("auth.test", at.slack.bot_token()) == "token_revoked");
}

TEST_CASE("a token may stand among the arguments, and not in the journal", "[api]") {
    acme at;

    const auto in = at.slack.api("auth.test", "", {{"token", at.slack.bot_token()}}, at.now);

    CHECK(in.body["user_id"] == at.slack.bot_user());
    CHECK(in.body["bot_id"] == at.slack.bot_id());
    CHECK(at.slack.journal().back().arguments.empty());
}

TEST_CASE("a missing scope is named, and what there is", "[api]") {
    acme at;
    at.slack.edit_token(at.slack.bot_token()).scopes = {"chat:write", "channels:read"};

    const auto pinned = at.call("pins.add", {{"channel", at.ops}, {"timestamp", "1.0"}});
    const auto posted = at.call("chat.postMessage", {{"channel", at.ops}, {"text", "x"}});

    CHECK(pinned.error() == "missing_scope");
    CHECK(pinned.body["needed"] == "pins:write");
    CHECK(pinned.body["provided"] == "channels:read,chat:write");
    CHECK(posted.ok());
    CHECK(
        posted.headers.front() ==
        std::pair<std::string, std::string>("x-oauth-scopes", "channels:read,chat:write")
    );
    CHECK(at.error("conversations.history", {{"channel", at.ops}}) == "missing_scope");
}

TEST_CASE("the scope of a private channel is another's", "[api]") {
    acme at;
    at.slack.let_in(at.closed, at.slack.bot_user());
    at.slack.edit_token(at.slack.bot_token()).scopes.erase("groups:history");

    CHECK(at.error("conversations.history", {{"channel", at.closed}}) == "missing_scope");
    CHECK(at.error("conversations.history", {{"channel", at.ops}}).empty());
}

TEST_CASE("what is missing is named", "[api]") {
    acme at;

    const auto answer = at.call("chat.update", {{"channel", at.ops}, {"text", "x"}});

    CHECK(answer.error() == "invalid_arguments");
    CHECK(
        answer.body["response_metadata"]["messages"] == json{"[ERROR] missing required field: ts"}
    );
}

TEST_CASE("messages that are none are refused", "[api]") {
    struct row {
        json arguments;
        std::string error;
    };
    json many = json::array();
    for (int i = 0; i < 51; ++i) many.push_back({{"type", "divider"}});
    json attachments = json::array();
    for (int i = 0; i < 101; ++i) attachments.push_back({{"text", "a"}});
    const auto blocks_of = [](std::size_t length) {
        auto list = json::array();
        for (int i = 0; i < 5; ++i) list.push_back(section(std::string(length, 'x')));
        return list;
    };
    const std::vector<row> rows = {
        {json::object(), "no_text"},
        {{{"text", ""}, {"blocks", json::array()}}, "no_text"},
        {{{"blocks", "{not json"}}, "invalid_blocks_format"},
        {{{"blocks", R"([{"type":"divider"}])"}}, ""},
        {{{"blocks", many}}, "invalid_blocks"},
        {{{"blocks", blocks_of(2999)}}, "msg_blocks_too_long"},
        {{{"text", "x"}, {"markdown_text", "y"}}, "markdown_text_conflict"},
        {{{"markdown_text", std::string(12001, 'y')}}, "msg_too_long"},
        {{{"attachments", attachments}}, "too_many_attachments"},
        {{{"text", "x"}, {"metadata", R"({"event_type":"scribe"})"}}, "invalid_metadata_format"},
        {{{"text", "x"},
          {"metadata",
           {{"event_type", "scribe"}, {"event_payload", {{"n", std::string(20000, 'x')}}}}}},
         "metadata_too_large"},
        {{{"text", "x"}, {"thread_ts", "1.000000"}}, "cannot_reply_to_message"},
        {{{"text", "x"}, {"channel", "C404"}}, "channel_not_found"},
    };
    for (const auto& each : rows) {
        acme at;
        auto arguments = each.arguments;
        if (!arguments.contains("channel")) arguments["channel"] = at.ops;
        CAPTURE(arguments.dump().substr(0, 200));
        CHECK(at.error("chat.postMessage", arguments) == each.error);
    }
}

TEST_CASE("a post is seen, told with the app's marks, and keeps its metadata", "[api]") {
    acme at;
    const json metadata{{"event_type", "scribe"}, {"event_payload", {{"effect", 7}}}};

    const auto done = at.call(
        "chat.postMessage",
        {{"channel", "#ops"},
         {"text", "a & b <x> <@" + at.ana + ">"},
         {"metadata", metadata.dump()}}
    );

    CHECK(done.body["channel"] == at.ops);
    CHECK(at.event()["bot_id"] == at.slack.bot_id());
    CHECK(at.event()["user"] == at.slack.bot_user());
    CHECK(at.event()["text"] == "a &amp; b &lt;x> <@" + at.ana + ">");
    CHECK(at.slack.lines("ops") == lines{"scribe (app): a & b <x> @ana"});
    CHECK(at.slack.sees("ops")[0].pings == lines{"@ana"});
    const auto seen = [&](bool all) {
        return at
            .call("conversations.history", {{"channel", at.ops}, {"include_all_metadata", all}})
            .body["messages"][0];
    };
    CHECK(seen(true)["metadata"] == metadata);
    CHECK_FALSE(seen(false).contains("metadata"));
    CHECK(at.slack.duplicates().empty());
    at.call("chat.postMessage", {{"channel", at.ops}, {"text", "again"}, {"metadata", metadata}});
    CHECK(at.slack.duplicates().size() == 1);
}

TEST_CASE("names in a post alert only when they are asked to", "[api]") {
    struct row {
        json more;
        lines pings;
    };
    const std::vector<row> rows = {
        {json::object(), {}},
        {{{"parse", "none"}, {"link_names", "false"}}, {}},
        {{{"link_names", "true"}}, {"@here", "@ana"}},
        {{{"parse", "full"}}, {"@here", "@ana"}},
    };
    for (const auto& each : rows) {
        acme at;
        json arguments{{"channel", at.ops}, {"text", "@here see @ana."}};
        arguments.update(each.more);
        at.call("chat.postMessage", arguments);
        CHECK(at.slack.sees("ops")[0].pings == each.pings);
        CHECK(at.slack.lines("ops") == lines{"scribe (app): @here see @ana."});
    }
}

TEST_CASE("text beyond 40,000 characters is cut, with a warning", "[api]") {
    acme at;

    const auto done =
        at.call("chat.postMessage", {{"channel", at.ops}, {"text", std::string(40'010, 'x')}});

    CHECK(done.body["warning"] == "message_truncated");
    CHECK(at.slack.sees("ops")[0].text.size() == 40'000);
}

TEST_CASE("an update is of one's own message, within 4,000 characters", "[api]") {
    acme at;
    const auto mine = at.post("old");
    const auto hers = at.slack.says("ana", "ops", "hers", at.now);
    const auto update = [&](const std::string& ts, const std::string& text) {
        return at.error("chat.update", {{"channel", at.ops}, {"ts", ts}, {"text", text}});
    };

    CHECK(update(hers, "x") == "cant_update_message");
    CHECK(update("1.000000", "x") == "message_not_found");
    CHECK(update(mine, std::string(4001, 'x')) == "msg_too_long");
    CHECK(update(mine, "new").empty());
    CHECK(at.event()["subtype"] == "message_changed");
    CHECK(at.slack.lines("ops")[0] == "scribe (app): new");
    CHECK(at.error("chat.delete", {{"channel", at.ops}, {"ts", hers}}) == "cant_delete_message");
    CHECK(at.error("chat.delete", {{"channel", at.ops}, {"ts", mine}}).empty());
}

TEST_CASE("an update without blocks takes them away and leaves the metadata", "[api]") {
    acme at;
    const json metadata{{"event_type", "scribe"}, {"event_payload", json::object()}};
    const std::string ts = at.call(
                                 "chat.postMessage",
                                 {{"channel", at.ops},
                                  {"blocks", {section("card")}},
                                  {"text", "card"},
                                  {"metadata", metadata}}
    ).body["ts"];

    at.call("chat.update", {{"channel", at.ops}, {"ts", ts}, {"text", "plain"}});

    CHECK(at.slack.find_message(at.ops, ts)->blocks.empty());
    CHECK(at.slack.find_message(at.ops, ts)->metadata == metadata);
}

TEST_CASE("a whisper is one person's, and no event", "[api]") {
    acme at;
    const json hers{{"channel", at.ops}, {"user", at.ana}, {"text", "only you"}};

    CHECK(at.call("chat.postEphemeral", hers).body.contains("message_ts"));

    CHECK(at.kinds().empty());
    CHECK(at.slack.lines("ops", "ana") == lines{"scribe (app) to ana only: only you"});
    CHECK(at.slack.lines("ops", "ben").empty());
    at.slack.add_user("carl");
    auto his = hers;
    his["user"] = at.slack.find_user("carl")->id;
    CHECK(at.error("chat.postEphemeral", his) == "user_not_in_channel");
}

TEST_CASE("what is scheduled appears when its time has come", "[api]") {
    acme at;
    const auto schedule = [&](std::int64_t when) {
        return at.error(
            "chat.scheduleMessage", {{"channel", at.ops}, {"text", "later"}, {"post_at", when}}
        );
    };

    CHECK(schedule(1'700'000'050) == "time_in_past");
    CHECK(schedule(1'800'000'000) == "time_too_far");
    CHECK(schedule(1'700'000'200).empty());
    CHECK(at.slack.lines("ops").empty());
    at.now = at_second(300);
    at.call("auth.test");
    CHECK(at.slack.sees("ops").at(0).ts == "1700000200.000000");
}

TEST_CASE("pins, reactions and bookmarks happen once", "[api]") {
    acme at;
    const auto ts = at.post("x");
    const json there{{"channel", at.ops}, {"timestamp", ts}, {"name", "eyes"}};

    CHECK(at.error("pins.add", there).empty());
    CHECK(at.error("pins.add", there) == "already_pinned");
    CHECK(at.call("pins.list", there).body["items"][0]["message"]["ts"] == ts);
    CHECK(at.error("pins.remove", there).empty());
    CHECK(at.error("pins.remove", there) == "no_pin");
    CHECK(at.error("reactions.add", there).empty());
    CHECK(at.error("reactions.add", there) == "already_reacted");
    CHECK(
        at.call("reactions.get", there).body["message"]["reactions"][0]["users"] ==
        json{at.slack.bot_user()}
    );
    CHECK(at.error("reactions.remove", there).empty());
    CHECK(at.error("reactions.remove", there) == "no_reaction");
    auto bad = there;
    bad["name"] = ":eyes:";
    CHECK(at.error("reactions.add", bad) == "invalid_name");
    json mark{
        {"channel_id", at.ops}, {"title", "Console"}, {"type", "link"}, {"link", "https://x.io"}};
    CHECK(at.error("bookmarks.add", mark).empty());
    CHECK(at.call("bookmarks.list", mark).body["bookmarks"][0]["title"] == "Console");
    mark["link"] = "x.io";
    CHECK(at.error("bookmarks.add", mark) == "invalid_link");
}

TEST_CASE("people are found by id and by mail, the gone not by mail", "[api]") {
    acme at;
    const json ana{{"user", at.ana}, {"email", "ana@acme.example"}};

    CHECK(at.call("users.info", ana).body["user"]["profile"]["email"] == "ana@acme.example");
    CHECK(at.call("users.lookupByEmail", ana).body["user"]["id"] == at.ana);
    CHECK(at.error("users.info", {{"user", "U404"}}) == "user_not_found");
    at.slack.edit_user(at.ana).deactivated = true;
    CHECK(at.error("users.lookupByEmail", ana) == "users_not_found");
    CHECK(at.call("users.info", ana).body["user"]["deleted"] == true);
}

TEST_CASE("a group of users can be listed and filled but not emptied", "[api]") {
    acme at;
    const std::string id =
        at.call("usergroups.create", {{"name", "SRE"}, {"handle", "sre"}}).body["usergroup"]["id"];

    CHECK(at.error("usergroups.create", {{"name", "SRE"}}) == "name_already_exists");
    CHECK(
        at.error("usergroups.users.update", {{"usergroup", id}, {"users", ""}}) ==
        "invalid_arguments"
    );
    CHECK(
        at.error("usergroups.users.update", {{"usergroup", id}, {"users", "U404"}}) ==
        "invalid_users"
    );
    CHECK(at.error(
                "usergroups.users.update", {{"usergroup", id}, {"users", at.ana + "," + at.ben}}
    ).empty());
    CHECK(at.kinds() == kinds{"subteam_members_changed", "subteam_updated"});
    CHECK(at.call("usergroups.users.list", {{"usergroup", id}}).body["users"].size() == 2);
    at.call("usergroups.disable", {{"usergroup", id}});
    CHECK(at.call("usergroups.list").body["usergroups"].empty());
}

TEST_CASE("a file is uploaded in three steps", "[api]") {
    acme at;
    const auto ticket =
        at.call("files.getUploadURLExternal", {{"filename", "rca.md"}, {"length", "5"}}).body;
    const json files{
        {"files", json::array({{{"id", ticket["file_id"]}, {"title", "RCA"}}}).dump()},
        {"channel_id", at.ops},
        {"initial_comment", "done"}};

    CHECK(at.error("files.completeUploadExternal", files) == "file_not_found");
    CHECK(at.slack.upload(ticket["upload_url"].get<std::string>(), "12", at.now).status == 400);
    CHECK(at.slack.upload(ticket["upload_url"].get<std::string>(), "12345", at.now).status == 200);
    CHECK(at.error("files.completeUploadExternal", files).empty());

    CHECK(at.slack.lines("ops") == lines{"scribe (app): done [rca.md]"});
    CHECK(at.event()["files"][0]["mimetype"] == "text/markdown");
    CHECK(at.slack.find_file(ticket["file_id"].get<std::string>())->title == "RCA");
    CHECK(at.slack.upload("https://files.slack.com/upload/v1/guess", "x", at.now).status == 404);
}

TEST_CASE("a channel has one canvas, where canvases are on", "[api]") {
    acme at;
    const json document{
        {"channel_id", at.ops}, {"document_content", {{"type", "markdown"}, {"markdown", "# A"}}}};

    const std::string id = at.call("conversations.canvases.create", document).body["canvas_id"];
    CHECK(at.error("conversations.canvases.create", document) == "channel_canvas_already_exists");
    const json change{
        {"operation", "replace"},
        {"document_content", {{"type", "markdown"}, {"markdown", "# B"}}}};
    CHECK(at.error("canvases.edit", {{"canvas_id", id}, {"changes", json::array({change})}}).empty()
    );
    CHECK(at.slack.find_canvas(id)->markdown == "# B");
    at.slack.policy().canvases = false;
    CHECK(at.error("canvases.create") == "canvas_disabled_user_team");
}

TEST_CASE("a socket's ticket is good once", "[api]") {
    acme at;
    const auto open = [&] {
        return at.slack.api("apps.connections.open", at.slack.app_token(), json::object(), at.now)
            .body["url"]
            .get<std::string>();
    };
    const auto first = open(), second = open();
    const auto ticket = first.substr(first.find("ticket=") + 7, 20);

    CHECK(first != second);
    CHECK(at.slack.takes_ticket(ticket));
    CHECK_FALSE(at.slack.takes_ticket(ticket));
}

TEST_CASE("the journal tells the calls about one channel in order", "[api]") {
    acme at;
    at.post("one");
    at.call("auth.test");
    at.post("two");
    at.call("chat.postMessage", {{"channel", "C404"}, {"text", "lost"}});

    CHECK(at.slack.journal().size() == 4);
    CHECK(at.slack.calls("chat.postMessage", at.ops).size() == 2);
    CHECK(at.slack.calls("chat.postMessage").back().answer["error"] == "channel_not_found");
}

TEST_CASE("an uninstalled app is told so, and its token is dead", "[api]") {
    acme at;

    at.slack.uninstalls_app(at.now);
    at.slack.says("ana", "ops", "gone?", at.now);

    CHECK(at.kinds() == kinds{"tokens_revoked", "app_uninstalled"});
    CHECK(at.error("auth.test") == "account_inactive");
}
