#include "bot/net/url.hpp"
#include "tests/emulators/mattermost/tests/acme.hpp"

using namespace emulator;
using namespace emulator::mattermost;
using namespace emulator::mattermost::test;
using namespace std::chrono_literals;

namespace {

called_back json_answer(const json& body, int status = 200) {
    return {
        status == 200 ? "" : "http_error",
        status,
        {{"content-type", "application/json"}},
        body.is_string() ? body.get<std::string>() : body.dump()};
}

std::multimap<std::string, std::string> form_in(const std::string& text) {
    std::multimap<std::string, std::string> all;
    const auto pairs = bot::parse_query(text).value_or(bot::query_pairs{});
    for (const auto& [name, value] : pairs) all.emplace(name, value);
    return all;
}

std::string field(const std::string& form, const std::string& name) {
    const auto all = form_in(form);
    const auto found = all.find(name);
    return found == all.end() ? "" : found->second;
}

struct with_command : acme {
    std::string token = space.add_command("incident", "http://app/slash");

    explicit with_command(edition is = edition::v5_37) : acme(is) {}

    outcome run(const std::string& line, const std::string& root = {}) {
        return space.runs_command("ana", "incidents", line, now, root);
    }
    reply answered(const called_back& with, const std::string& line = "/incident help") {
        return run(line).first->then(with, now);
    }
    json last() { return json::parse(told.back().data.at("post").get<std::string>()); }
};

reply respond(with_command& at, const std::string& url, const json& body) {
    http_message asked;
    asked.start = "POST " + url.substr(url.find("/hooks/")) + " HTTP/1.1";
    asked.headers = {{"content-type", "application/json"}};
    asked.body = body.dump();
    return at.space.handle(asked, at.now).answer;
}

}  // namespace

TEST_CASE("a slash command carries who, where and what, and its token", "[emulator][commands]") {
    with_command at;
    const auto begun = at.run("/Incident  declare \"DB down\" @ben ~incidents");
    REQUIRE(begun.first);
    const auto& call = begun.first->call;
    CHECK(call.url == "http://app/slash");
    CHECK(call.limit == 30s);
    const header_list wanted{
        {"user-agent", "Mattermost-Bot/1.1"},
        {"accept", "application/json"},
        {"content-type", "application/x-www-form-urlencoded"},
        {"authorization", "Token " + at.token}};
    CHECK(call.headers == wanted);
    CHECK(field(call.body, "text") == " declare \"DB down\" @ben ~incidents");
    CHECK(field(call.body, "command") == "/incident");
    CHECK(field(call.body, "token") == at.token);
    CHECK(field(call.body, "user_name") == "ana");
    CHECK(field(call.body, "team_domain") == "acme");
    CHECK(field(call.body, "user_mentions_ids") == at.ben);
    CHECK(field(call.body, "channel_mentions_ids") == at.ops);
    CHECK(form_in(call.body).count("root_id") == 0);
    CHECK(field(call.body, "response_url").find("/hooks/commands/") != std::string::npos);

    CHECK(
        acme::said(at.run(" /incident").answer) == "400 api.command.execute_command.start.app_error"
    );
    CHECK(
        acme::said(at.run("/nothing").answer) ==
        "404 api.command.execute_command.not_found.app_error"
    );
}

TEST_CASE("a newer server says in which thread a command was typed", "[emulator][commands]") {
    with_command at(edition::current);
    const auto root = at.space.says("ana", "incidents", "root", at.now);
    const auto begun = at.run("/incident note", root);
    CHECK(field(begun.first->call.body, "root_id") == root);
}

TEST_CASE("a command's answer is posted by who ran it", "[emulator][commands]") {
    with_command at;
    at.told.clear();
    const json said{
        {"response_type", "in_channel"}, {"text", "see <http://a|b>"}, {"username", "Scribe"}};
    CHECK(at.answered(json_answer(said)).status == 200);
    CHECK(at.last()["user_id"] == at.ana);
    CHECK(at.last()["message"] == "see [b](http://a)");
    CHECK(at.last()["props"]["from_webhook"] == "true");
    CHECK(at.told.back().data["sender_name"] == "Scribe");

    at.answered(json_answer({{"text", "only you"}}));
    CHECK(at.told.back().name == "ephemeral_message");
    CHECK(at.last()["type"] == "system_ephemeral");
    CHECK(at.last()["update_at"] == 0);
    CHECK(at.call_as("ana", "GET", "/posts/" + at.last()["id"].get<std::string>()).status == 404);
    at.answered({"", 200, {{"content-type", "text/plain"}}, "plain"});
    CHECK(at.space.lines("incidents", "ben") == lines{"ana: see [b](http://a)"});
    CHECK(at.space.lines("incidents", "ana").back() == "ana to ana only: plain");
}

TEST_CASE("what is no answer to a command is an error of the client", "[emulator][commands]") {
    with_command at;
    at.told.clear();
    const auto none = at.answered(json_answer({{"response_type", "loud"}, {"text", "x"}}));
    CHECK(none.status == 200);
    CHECK(at.answered({"", 200, {{"content-type", "text/plain"}}, ""}).status == 200);
    CHECK(at.answered(json_answer(json::object())).status == 200);
    CHECK(at.told.empty());
    for (const auto& bad :
         {json_answer(""),
          json_answer("{no"),
          json_answer(json::object(), 204),
          json_answer(json::object(), 500),
          called_back{"http_timeout", 0},
          json_answer({{"text", std::string(16'384, 'x')}})})
        CHECK(at.answered(bad).status == 500);
}

TEST_CASE("a response_url is good for five answers", "[emulator][commands]") {
    with_command at;
    const auto begun = at.run("/incident help");
    const auto url = field(begun.first->call.body, "response_url");
    for (int i = 0; i < 5; ++i) CHECK(respond(at, url, {{"text", "later"}}).body == "ok");
    CHECK(respond(at, url, {{"text", "x"}}).error() == "app.command_webhook.try_use.invalid");
    CHECK(respond(at, "/hooks/commands/yyyyyyyyyyyyyyyyyyyyyyyyyy", {{"text", "x"}}).status == 404);
    CHECK(at.space.lines("incidents", "ana").size() == 5);
    CHECK(at.space.lines("incidents", "ben").empty());
}

TEST_CASE("a command's answer shows its integrations to who ran it", "[emulator][commands]") {
    with_command at;
    const json said{
        {"text", "x"},
        {"attachments", with_actions({button("ack", "http://app/act")})["attachments"]}};
    const auto echo = at.answered(json_answer(said)).body;
    CHECK(echo["attachments"][0]["actions"][0]["integration"]["url"] == "http://app/act");
    CHECK_FALSE(at.last()["props"]["attachments"][0]["actions"][0].contains("integration"));
    CHECK(at.last()["props"]["attachments"][0]["actions"][0]["cookie"].is_string());
}

TEST_CASE(
    "a button's integration is hidden, and called when it is clicked", "[emulator][actions]"
) {
    acme at;
    const std::string id =
        at.post({{"message", "m"},
                 {"props", with_actions({button("ack", "http://app/act", {{"n", 3}})})}}
        ).body["id"];
    CHECK(at.list("/posts/" + id)["props"].dump().find("http://app/act") == std::string::npos);
    auto begun = at.space.clicks("ana", id, "ack", at.now);
    REQUIRE(begun.first);
    const auto asked = json::parse(begun.first->call.body);
    CHECK(asked["context"]["n"] == 3);
    CHECK(asked["user_name"] == "ana");
    CHECK(asked["post_id"] == id);
    CHECK(asked["type"] == "button");

    const auto kept = begun.first->then(json_answer({{"update", {{"message", "acked"}}}}), at.now);
    CHECK(kept.body["status"] == "OK");
    CHECK(at.list("/posts/" + id)["props"].contains("attachments"));
    begun = at.space.clicks("ana", id, "ack", at.now);
    const json gone{
        {"update", {{"message", "done"}, {"props", json::object()}}}, {"ephemeral_text", "thanks"}};
    CHECK(begun.first->then(json_answer(gone), at.now).status == 200);
    CHECK(at.list("/posts/" + id)["props"].empty());
    CHECK(at.space.lines("incidents", "ana").back() == "> scribe to ana only: thanks");
    CHECK(
        acme::said(at.call_as("ana", "POST", "/posts/" + id + "/actions/ack", json::object())) ==
        "404 api.post.do_action.action_id.app_error"
    );
}

TEST_CASE("a click that nobody answers well fails for the clicker", "[emulator][actions]") {
    acme at;
    const json menu{
        {"id", "pick"},
        {"type", "select"},
        {"name", "Pick"},
        {"integration", {{"url", "http://app/act"}}}};
    const std::string id =
        at.post({{"props", with_actions({button("under_score", "http://app/act"), menu})}}
        ).body["id"];
    auto begun = at.space.clicks("ana", id, "pick", at.now, "s1");
    CHECK(json::parse(begun.first->call.body)["context"]["selected_option"] == "s1");
    CHECK(begun.first->then(json_answer(json::object()), at.now).status == 200);
    for (const auto& bad :
         {json_answer(""),
          json_answer(json::object(), 204),
          json_answer(json::object(), 500),
          called_back{"http_timeout", 0}}) {
        begun = at.space.clicks("ana", id, "pick", at.now);
        CHECK(
            acme::said(begun.first->then(bad, at.now)) ==
            "400 api.post.do_action.action_integration.app_error"
        );
    }
    CHECK(at.space.clicks("ana", id, "under_score", at.now).answer.status == 404);
    const auto eva = at.space.add_user("eva");
    CHECK(at.space.clicks("eva", id, "pick", at.now).answer.status == 403);
}

TEST_CASE("a dialog opens within three seconds and is filled in", "[emulator][dialogs]") {
    with_command at;
    const auto trigger = field(at.run("/incident declare").first->call.body, "trigger_id");
    const json element{{"name", "title"}, {"type", "text"}, {"display_name", "Title"}};
    const json asked{
        {"trigger_id", trigger},
        {"url", "http://app/dialog"},
        {"dialog",
         {{"callback_id", "declare"},
          {"state", "s"},
          {"elements", {element}},
          {"notify_on_cancel", true}}}};
    CHECK(at.call("POST", "/actions/dialogs/open", asked).status == 200);
    CHECK(at.told.back().name == "open_dialog");
    CHECK(at.told.back().user == at.ana);
    CHECK_THROWS_WITH(at.space.submits("ana", json::object(), at.now), "title is required");

    auto begun = at.space.submits("ana", {{"title", "x"}}, at.now);
    const auto sent = json::parse(begun.first->call.body);
    CHECK(sent["type"] == "dialog_submission");
    CHECK(sent["callback_id"] == "declare");
    CHECK(sent["state"] == "s");
    CHECK(sent["user_id"] == at.ana);
    CHECK(sent["channel_id"] == at.ops);
    CHECK(sent["submission"]["title"] == "x");
    begun.first->then(json_answer({{"errors", {{"title", "too short"}}}}), at.now);
    REQUIRE(at.space.dialogs("ana").size() == 1);
    CHECK(at.space.dialogs("ana")[0]->errors["title"] == "too short");
    begun = at.space.submits("ana", {{"title", "longer"}}, at.now);
    CHECK(begun.first->then({"", 200, {}, ""}, at.now).status == 200);
    CHECK(at.space.dialogs().empty());

    at.call("POST", "/actions/dialogs/open", asked);
    CHECK(json::parse(at.space.cancels("ana", at.now).first->call.body)["cancelled"] == true);
    at.now += 4s;
    CHECK(
        at.call("POST", "/actions/dialogs/open", asked).error() ==
        "interactive_message.decode_trigger_id.expired"
    );
}

TEST_CASE(
    "an incoming webhook posts as its creator, and cuts what is too long", "[emulator][hooks]"
) {
    acme at;
    const auto hook = at.space.add_webhook("incidents", "admin");
    http_message asked;
    asked.start = "POST /hooks/" + hook + " HTTP/1.1";
    asked.headers = {{"content-type", "application/json"}};
    const auto post = [&](const json& body) {
        asked.body = body.dump();
        return at.space.handle(asked, at.now).answer;
    };
    CHECK(post({{"text", "hi"}, {"username", "Alerts"}}).body == "ok");
    CHECK(at.told.back().data["sender_name"] == "Alerts");
    CHECK(post({{"text", ""}}).error() == "web.incoming_webhook.text.app_error");
    CHECK(post({{"text", std::string(40'000, 'x')}}).status == 200);
    const auto seen = at.space.sees("incidents");
    REQUIRE(seen.size() == 4);
    CHECK(seen[1]->message.size() == 16'383);
    CHECK(seen[3]->message.size() == 7'234);
    CHECK(post({{"text", "psst"}, {"channel", "@ana"}}).status == 200);
    CHECK(at.told.back().data["channel_type"] == "D");
    asked.start = "POST /hooks/yyyyyyyyyyyyyyyyyyyyyyyyyy HTTP/1.1";
    CHECK(post({{"text", "x"}}).status == 400);
}
