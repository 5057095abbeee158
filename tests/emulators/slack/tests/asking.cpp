#include "tests/emulators/slack/tests/acme.hpp"

using namespace emulator::slack;
using namespace emulator::slack::test;
using namespace std::chrono_literals;

namespace {

json payload(const acme& at) {
    return at.told.back().payload;
}

// A modal open for ana, with the fields title (required) and why (optional).
std::string open_form(acme& at) {
    at.slack.runs_command("ana", "ops", "/incident declare", at.now);
    auto why = line_input("why", "Why");
    why["optional"] = true;
    const json wish{
        {"trigger_id", payload(at)["trigger_id"]},
        {"view", modal({line_input("title", "Title"), why}).dump()}};
    return at.call("views.open", wish).body.at("view").at("id");
}

}  // namespace

TEST_CASE("a command comes with who, where and a way to answer", "[asking]") {
    acme at;

    at.slack.runs_command("ana", "ops", "/incident declare @ben & <#ops> see https://x.io", at.now);

    CHECK(at.told.back().is == emitted::kind::slash_commands);
    CHECK(at.told.back().takes_answer);
    const auto sent = payload(at);
    CHECK(sent["command"] == "/incident");
    CHECK(
        sent["text"] ==
        "declare <@" + at.ben + "|ben> &amp; &lt;<#" + at.ops + "|ops>&gt; see <https://x.io>"
    );
    CHECK(sent["channel_name"] == "ops");
    CHECK(sent["user_name"] == "ana");
    CHECK_FALSE(sent["trigger_id"].get<std::string>().empty());
    CHECK_THROWS_AS(at.slack.runs_command("ana", "ops", "/other", at.now), std::invalid_argument);
}

TEST_CASE("an answer to a command is its author's, or everybody's", "[asking]") {
    struct row {
        json answer;
        lines ana, ben;
    };
    const std::vector<row> rows = {
        {nullptr, {}, {}},
        {json::object(), {}, {}},
        {"done", {"scribe (app) to ana only: done"}, {}},
        {{{"text", "done"}}, {"scribe (app) to ana only: done"}, {}},
        {{{"text", "done"}, {"response_type", "in_channel"}},
         {"scribe (app): done"},
         {"scribe (app): done"}},
        {{{"blocks", {{{"type", "blink"}}}}},
         {"scribe (app) to ana only: /incident failed with the error \"invalid_command_response\""},
         {}},
    };
    for (const auto& each : rows) {
        acme at;
        const auto id = at.slack.runs_command("ana", "ops", "/incident list", at.now);
        at.slack.answered(id, each.answer, at.now);
        at.slack.answered(id, "a second one", at.now);
        CHECK(at.slack.lines("ops", "ana") == each.ana);
        CHECK(at.slack.lines("ops", "ben") == each.ben);
    }
}

TEST_CASE("who gets no answer is told of it", "[asking]") {
    acme at;

    at.slack.unanswered(at.slack.runs_command("ana", "ops", "/incident", at.now), at.now);

    CHECK(at.slack.lines("ops", "ana").at(0).find("operation_timeout") != std::string::npos);
}

TEST_CASE("a response_url is good for five answers in half an hour", "[asking]") {
    acme at;
    at.slack.runs_command("ana", "ops", "/incident", at.now);
    const std::string url = payload(at)["response_url"];

    CHECK(at.slack.respond(url, json::object(), at.now).error() == "no_text");
    for (int i = 0; i < 5; ++i) CHECK(at.slack.respond(url, {{"text", "x"}}, at.now).ok());
    CHECK(at.slack.respond(url, {{"text", "x"}}, at.now).error() == "used_url");
    at.slack.runs_command("ana", "ops", "/incident", at.now);
    const std::string late = payload(at)["response_url"];
    CHECK(at.slack.respond(late, {{"text", "x"}}, at.now + 31min).error() == "expired_url");
    CHECK(at.slack.respond(url + "x", {{"text", "x"}}, at.now).status == 404);
    CHECK(at.slack.sees("ops", "ana").size() == 5);
}

TEST_CASE("a pressed button tells what it stands on", "[asking]") {
    acme at;
    json blocks = {
        section("card"), {{"type", "actions"}, {"elements", {button("lead", "Take lead")}}}};
    const std::string ts =
        at.call(
              "chat.postMessage", {{"channel", at.ops}, {"text", "card"}, {"blocks", blocks}}
        ).body["ts"];

    at.slack.presses("ana", "ops", ts, "Take lead", at.now);

    const auto sent = payload(at);
    CHECK(sent["type"] == "block_actions");
    CHECK(sent["actions"][0]["action_id"] == "lead");
    CHECK(sent["actions"][0]["value"] == "7");
    CHECK(sent["container"]["message_ts"] == ts);
    CHECK(sent["message"]["blocks"][1]["block_id"] == sent["actions"][0]["block_id"]);
    CHECK(at.slack
              .respond(
                  sent["response_url"].get<std::string>(),
                  {{"text", "taken"}, {"replace_original", true}},
                  at.now
              )
              .ok());
    CHECK(at.slack.lines("ops") == lines{"scribe (app): taken"});
    CHECK_THROWS_AS(at.slack.presses("ana", "ops", ts, "lead", at.now), std::invalid_argument);
}

TEST_CASE("a whisper's button can make it go away", "[asking]") {
    acme at;
    json blocks = {{{"type", "actions"}, {"elements", {button("ok", "OK")}}}};
    const std::string ts =
        at.call(
              "chat.postEphemeral",
              {{"channel", at.ops}, {"user", at.ana}, {"text", "?"}, {"blocks", blocks}}
        ).body["message_ts"];

    CHECK_THROWS_AS(at.slack.presses("ben", "ops", ts, "ok", at.now), std::invalid_argument);
    at.slack.presses("ana", "ops", ts, "ok", at.now);

    CHECK(payload(at)["container"]["is_ephemeral"] == true);
    CHECK_FALSE(payload(at).contains("message"));
    at.slack.respond(
        payload(at)["response_url"].get<std::string>(), {{"delete_original", true}}, at.now
    );
    CHECK(at.slack.lines("ops").empty());
}

TEST_CASE("a trigger opens one form within three seconds", "[asking]") {
    acme at;
    at.slack.runs_command("ana", "ops", "/incident declare", at.now);
    const json wish{
        {"trigger_id", payload(at)["trigger_id"]}, {"view", modal({line_input("title", "Title")})}};
    const auto open = [&](const json& how) { return at.error("views.open", how); };

    CHECK(open({{"trigger_id", "1.2.x"}, {"view", wish["view"]}}) == "invalid_trigger_id");
    CHECK(open({{"trigger_id", wish["trigger_id"]}, {"view", "{}"}}) == "invalid_arguments");
    SECTION("in time") {
        at.now += 3s;
        CHECK(open(wish).empty());
        CHECK(open(wish) == "exchanged_trigger_id");
        CHECK(at.slack.modals("ana").size() == 1);
        CHECK(at.slack.modals("ben").empty());
    }
    SECTION("late") {
        at.now += 3001ms;
        CHECK(open(wish) == "expired_trigger_id");
    }
}

TEST_CASE("what is filled in comes back by block and action", "[asking]") {
    acme at;
    const auto form = open_form(at);

    CHECK_THROWS_WITH(at.slack.submits("ana", form, json::object(), at.now), "Title is required");
    CHECK_THROWS_AS(at.slack.submits("ben", form, {{"title", "x"}}, at.now), std::invalid_argument);
    CHECK_THROWS_AS(
        at.slack.submits("ana", form, {{"title", "x"}, {"tilte", "y"}}, at.now),
        std::invalid_argument
    );
    at.slack.submits("ana", form, {{"Title", "db \"slow\""}}, at.now);

    const auto view = payload(at)["view"];
    CHECK(payload(at)["type"] == "view_submission");
    CHECK(
        view["state"]["values"]["title"]["title"] ==
        json{{"type", "plain_text_input"}, {"value", "db \"slow\""}}
    );
    CHECK(view["state"]["values"]["why"]["why"]["value"] == nullptr);
    CHECK(view["callback_id"] == "form");
    CHECK(view["hash"] == at.slack.find_view(form)->hash);
}

TEST_CASE("options and people are chosen by what they are called", "[asking]") {
    acme at;
    const auto plain = [](std::string_view text) {
        return json{{"type", "plain_text"}, {"text", text}};
    };
    const auto option = [&](std::string_view text, std::string_view value) {
        return json{{"text", plain(text)}, {"value", value}};
    };
    const auto input = [&](std::string_view block, json element) {
        element["action_id"] = "a";
        return json{
            {"type", "input"}, {"block_id", block}, {"label", plain(block)}, {"element", element}};
    };
    at.slack.runs_command("ana", "ops", "/incident declare", at.now);
    const auto view = modal(
        {input(
             "sev",
             {{"type", "static_select"},
              {"options", {option("SEV1", "P1"), option("SEV2", "P2")}},
              {"initial_option", option("SEV2", "P2")}}
         ),
         input("lead", {{"type", "users_select"}}),
         input(
             "flags",
             {{"type", "checkboxes"},
              {"options", {option("Private", "private"), option("Drill", "drill")}}}
         )}
    );
    const std::string id =
        at.call(
              "views.open", {{"trigger_id", payload(at)["trigger_id"]}, {"view", view}}
        ).body["view"]["id"];

    at.slack.submits("ana", id, {{"lead", "ben"}, {"flags", {"Drill"}}}, at.now);

    const auto values = payload(at)["view"]["state"]["values"];
    CHECK(values["sev"]["a"]["selected_option"]["value"] == "P2");
    CHECK(values["lead"]["a"]["selected_user"] == at.ben);
    CHECK(values["flags"]["a"]["selected_options"][0]["value"] == "drill");
    CHECK_THROWS_AS(at.slack.submits("ana", id, {{"sev", "SEV9"}}, at.now), std::invalid_argument);
}

TEST_CASE("the answer to a form closes it, faults it, changes it or adds to it", "[asking]") {
    acme at;
    const auto form = open_form(at);
    const auto answer = [&](json with) {
        at.slack.answered(
            at.slack.submits("ana", form, {{"title", "x"}}, at.now), std::move(with), at.now
        );
    };

    SECTION("nothing closes it") {
        answer(nullptr);
        CHECK(at.slack.modals("ana").empty());
    }
    SECTION("errors stay in it") {
        answer({{"response_action", "errors"}, {"errors", {{"title", "too short"}}}});
        CHECK(at.slack.modals("ana").at(0)->errors["title"] == "too short");
    }
    SECTION("errors of a field it has not are trouble") {
        answer({{"response_action", "errors"}, {"errors", {{"tilte", "too short"}}}});
        CHECK(at.slack.modals("ana").at(0)->errors.contains(""));
    }
    SECTION("another view in its place") {
        const auto hash = at.slack.find_view(form)->hash;
        answer({{"response_action", "update"}, {"view", modal({section("done")})}});
        CHECK(at.slack.modals("ana").at(0)->content["blocks"][0]["type"] == "section");
        CHECK(at.slack.find_view(form)->hash != hash);
    }
    SECTION("one on top, and all away") {
        answer({{"response_action", "push"}, {"view", modal({line_input("more", "More")})}});
        REQUIRE(at.slack.modals("ana").size() == 2);
        const auto top = at.slack.modals("ana").back()->id;
        at.slack.answered(
            at.slack.submits("ana", top, {{"more", "x"}}, at.now),
            {{"response_action", "clear"}},
            at.now
        );
        CHECK(at.slack.modals("ana").empty());
    }
    SECTION("silence is trouble") {
        at.slack.unanswered(at.slack.submits("ana", form, {{"title", "x"}}, at.now), at.now);
        CHECK(at.slack.modals("ana").at(0)->errors.contains(""));
    }
}

TEST_CASE("a view is updated by id, and not over another's change", "[asking]") {
    acme at;
    const auto form = open_form(at);
    const auto hash = at.slack.find_view(form)->hash;
    json wish{{"view_id", form}, {"view", modal({section("wait")})}, {"hash", hash}};

    CHECK(at.error("views.update", wish).empty());
    CHECK(at.error("views.update", wish) == "hash_conflict");
    wish["view_id"] = "V404";
    CHECK(at.error("views.update", wish) == "not_found");
}

TEST_CASE("a closed form is told only when it asks", "[asking]") {
    acme at;
    const auto form = open_form(at);
    const auto told = at.told.size();

    CHECK(at.slack.closes("ana", form, at.now) == 0);

    CHECK(at.told.size() == told);
    CHECK(at.slack.modals("ana").empty());
}

TEST_CASE("the home tab is one for each person", "[asking]") {
    acme at;
    at.slack.opens_home("ana", at.now);
    CHECK(at.event()["type"] == "app_home_opened");
    CHECK_FALSE(at.event().contains("view"));
    const json view{
        {"type", "home"},
        {"blocks",
         {section("2 open"), {{"type", "actions"}, {"elements", {button("done", "Done")}}}}}};
    const json hers{{"user_id", at.ana}, {"view", view}};

    const std::string id = at.call("views.publish", hers).body["view"]["id"];
    CHECK(at.call("views.publish", hers).body["view"]["id"] == id);
    CHECK(
        at.error("views.publish", {{"user_id", at.ana}, {"view", view}, {"hash", "old"}}) ==
        "hash_conflict"
    );
    CHECK(at.slack.home("ana")->id == id);
    CHECK_FALSE(at.slack.home("ben"));
    at.slack.presses_in_view("ana", id, "Done", at.now);
    CHECK(payload(at)["view"]["type"] == "home");
    CHECK(payload(at)["container"]["view_id"] == id);
    at.slack.opens_home("ana", at.now);
    CHECK(at.event()["view"]["id"] == id);
    at.slack.policy().home_tab = false;
    CHECK(at.error("views.publish", hers) == "not_enabled");
}

TEST_CASE("menus and shortcuts bring a trigger, a menu its message too", "[asking]") {
    acme at;
    const auto ts = at.slack.says("ben", "ops", "root cause", at.now);

    at.slack.uses_message_menu("ana", "ops", ts, "add_timeline", at.now);
    CHECK(payload(at)["type"] == "message_action");
    CHECK(payload(at)["message"]["text"] == "root cause");
    CHECK_FALSE(at.told.back().takes_answer);
    at.slack.uses_shortcut("ana", "declare", at.now);
    CHECK(payload(at)["type"] == "shortcut");
    CHECK_FALSE(payload(at).contains("response_url"));
    CHECK(at.call(
                "views.open",
                {{"trigger_id", payload(at)["trigger_id"]}, {"view", modal({section("x")})}}
    ).ok());
}

TEST_CASE("the same deeds give the same ids", "[asking]") {
    acme one, two;
    for (auto* at : {&one, &two}) {
        at->slack.runs_command("ana", "ops", "/incident list", at->now);
        at->post("x");
        at->slack.says("ben", "ops", "y", at->now);
    }

    REQUIRE(one.told.size() == two.told.size());
    for (std::size_t i = 0; i < one.told.size(); ++i)
        CHECK(one.told[i].payload == two.told[i].payload);
}

TEST_CASE("lost events are told by their minute alone", "[asking]") {
    acme at;

    at.slack.loses_events(at.now);

    CHECK(payload(at)["type"] == "app_rate_limited");
    CHECK(payload(at)["minute_rate_limited"].get<std::int64_t>() % 60 == 0);
    CHECK_FALSE(payload(at).contains("event"));
}
