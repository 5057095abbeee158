// Slash commands, buttons and dialogs over real HTTP.
#include "bot/platforms/mattermost/show/dialog.hpp"
#include "tests/mattermost/endpoints_ear.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace bot;
using namespace bot::test;
using tree = nlohmann::json;

namespace {

std::string words_in(const inbound& in) {
    return std::get<in_command>(in.what).text;
}

tree press(const mattermost_ear& ear, std::string_view command, std::string trigger = "dHI") {
    return {
        {"user_id", alice},
        {"user_name", "alice"},
        {"channel_id", incidents},
        {"team_id", "t1"},
        {"post_id", "p1"},
        {"trigger_id", std::move(trigger)},
        {"type", "button"},
        {"context", {{"sealed", ear.by.close({"button", incidents, {}}, command)}}}};
}

const form note_form{
    "note",
    "Add a note",
    "Add",
    {{form_field::part::words, form_field::kind::lines, "", "Note", "", "", {}, true},
     {form_field::part::option, form_field::kind::person, "by", "By", "", "", {}, false}}};

tree submission(mattermost_ear& ear, const std::string& note) {
    const mattermost::caller whom{alice, incidents, "t1", "dHI", {}, {}, {}};
    const auto dialog =
        tree::parse(mattermost::dialog_of(note_form, whom, "u", ear.in.clock, ear.by));
    return {
        {"type", "dialog_submission"},
        {"callback_id", "form"},
        {"state", dialog["dialog"]["state"]},
        {"user_id", alice},
        {"channel_id", "whichever is open"},
        {"team_id", "t1"},
        {"submission", {{"f0", note}, {"f1", nullptr}}},
        {"cancelled", false}};
}

}  // namespace

TEST_CASE("a slash command is recorded and answered to its asker", "[mattermost]") {
    mattermost_ear ear;
    const auto answer = ear.say({.body = command_form("note+the+cache%20is++cold")});
    CHECK(status_in(answer) == 200);
    CHECK(answer.find("Content-Type: application/json") != std::string::npos);
    const auto told = tree::parse(body_in(answer));
    CHECK(told["text"] == "noted");
    CHECK(told["response_type"] == "ephemeral");
    REQUIRE(ear.in.taken.size() == 1);
    const auto& in = ear.in.taken[0];
    CHECK(words_in(in) == "note the cache is  cold");
    CHECK(in.who.id == alice);
    CHECK(in.channel == incidents);
    CHECK(in.at == ear.in.clock);
    CHECK(std::get<in_command>(in.what).takes_form);
}

// Its address would hold the token, and a page elsewhere could have a browser ask for it.
TEST_CASE("a command by GET is none, and either token will do by POST", "[mattermost]") {
    mattermost_ear ear;
    CHECK(
        status_in(ear.say(
            {.place = "/mattermost/command?" + command_form("list"),
             .content_type = "",
             .method = "GET"}
        )) == 405
    );
    CHECK(
        status_in(ear.say(
            {.body = command_form("help", alias_token, "dHI2"),
             .authorization = "token " + std::string(alias_token)}
        )) == 200
    );
    CHECK(ear.in.taken.size() == 1);
}

TEST_CASE("P7: a call that is repeated is one command, and says nothing twice", "[mattermost]") {
    mattermost_ear ear;
    const call_request command{.body = command_form("note+x")};
    CHECK(tree::parse(body_in(ear.say(command)))["text"] == "noted");
    CHECK(ear.body_of(command) == "200 {}");

    const auto pressed = json_call("/action", press(ear, "#7 take lead", "other").dump());
    CHECK(tree::parse(body_in(ear.say(pressed)))["ephemeral_text"] == "noted");
    CHECK(ear.body_of(pressed) == "200 {}");

    const auto filled = json_call("/dialog", submission(ear, "cold").dump());
    CHECK(ear.body_of(filled) == "200 {}");
    CHECK(ear.body_of(filled) == "200 {}");
    ear.settle();
    CHECK(ear.in.taken.size() == 3);
    CHECK(ear.back.told.size() == 1);
}

TEST_CASE("P11: an answer that comes late goes another way", "[mattermost]") {
    mattermost_ear ear;
    std::function<void()> later;
    ear.in.on_submit = [&](handled made, answering_inbox::done_function done) {
        later = [made = std::move(made), done = std::move(done)] { done(made); };
    };
    CHECK(ear.body_of({.body = command_form("list")}) == "200 {}");
    CHECK(ear.back.told.empty());
    later();
    later = {};
    ear.settle();
    REQUIRE(ear.back.told.size() == 1);
    CHECK(ear.back.told[0] == std::pair<std::string, std::string>("http://h/hooks", "noted"));
}

TEST_CASE("P11: nothing to say is {} with 200, never an empty body", "[mattermost]") {
    mattermost_ear ear;
    ear.in.reply = std::nullopt;
    CHECK(ear.body_of({.body = command_form("note+x")}) == "200 {}");
    CHECK(ear.body_of(json_call("/action", press(ear, "#7 take lead").dump())) == "200 {}");
    CHECK(ear.body_of(json_call("/dialog", submission(ear, "x").dump())) == "200 {}");
    ear.settle();
    CHECK(ear.back.told.empty());
}

TEST_CASE("P11: a form is opened before the call is answered", "[mattermost]") {
    mattermost_ear ear;
    ear.in.reply = answer{"Say what: `/incident note TEXT`", true, true, note_form};
    CHECK(ear.body_of({.body = command_form("note")}) == "200 {}");
    REQUIRE(ear.back.dialogs.size() == 1);
    const auto dialog = tree::parse(ear.back.dialogs[0]);
    CHECK(dialog["trigger_id"] == "dHI");
    CHECK(dialog["url"] == "http://scribe:8080/mattermost/dialog");

    // Where none opens words have to do.
    ear.back.opens = false;
    const auto told = ear.say({.body = command_form("note", slash_token, "dHI2")});
    CHECK(tree::parse(body_in(told))["text"] == "Say what: `/incident note TEXT`");
    const auto pressed = ear.say(json_call("/action", press(ear, "#7 note").dump()));
    CHECK(tree::parse(body_in(pressed))["ephemeral_text"] == "Say what: `/incident note TEXT`");
}

TEST_CASE("a filled-in dialog is a command in the channel where it was asked for", "[mattermost]") {
    mattermost_ear ear;
    auto told = submission(ear, "the cache is cold");
    told["submission"]["f1"] = "somebody0000000000000000001";
    CHECK(ear.body_of(json_call("/dialog", told.dump())) == "200 {}");
    ear.settle();
    REQUIRE(ear.in.taken.size() == 1);
    CHECK(
        words_in(ear.in.taken[0]) ==
        "note the cache is cold by=\"<@somebody0000000000000000001|looked-up>\""
    );
    CHECK(ear.in.taken[0].channel == incidents);
    CHECK(ear.looked_up == std::vector<std::string>{"somebody0000000000000000001"});
    CHECK(ear.back.told == decltype(ear.back.told){{alice, "noted"}});
}

TEST_CASE("what is wrong in a dialog is said in it", "[mattermost]") {
    mattermost_ear ear;
    ear.in.reply = answer{"There is no service 'x'.", true, true};
    const auto told = ear.say(json_call("/dialog", submission(ear, "x").dump()));
    CHECK(tree::parse(body_in(told)) == tree{{"error", "There is no service 'x'."}});
    CHECK(ear.back.told.empty());

    ear.in.taken.clear();
    auto cancelled = submission(ear, "y");
    cancelled["cancelled"] = true;
    CHECK(ear.body_of(json_call("/dialog", cancelled.dump())) == "200 {}");
    CHECK(ear.in.taken.empty());
}

TEST_CASE("an old form is asked for again", "[mattermost]") {
    mattermost_ear ear;
    const auto told = submission(ear, "x").dump();
    ear.in.clock += std::chrono::hours(13);
    CHECK(body_in(ear.say(json_call("/dialog", told))).find("too old") != std::string::npos);
    CHECK(ear.in.taken.empty());
}

TEST_CASE("what is not recorded is never said to be", "[mattermost]") {
    mattermost_ear ear;
    const call_request command{.body = command_form("note+x")};
    const auto pressed = json_call("/action", press(ear, "#7 take lead").dump());
    const auto filled = json_call("/dialog", submission(ear, "x").dump());

    // The house is closing: nobody will ever say what became of it.
    ear.in.on_submit = [](const handled&, const answering_inbox::done_function&) {};
    for (const auto& call : {command, pressed, filled}) CHECK(status_in(ear.say(call)) == 503);

    ear.in.on_submit = [](const handled&, const answering_inbox::done_function& done) {
        done(fail(errc::unavailable, "The disk is full."));
    };
    for (const auto& call : {command, pressed, filled})
        CHECK(body_in(ear.say(call)).find("The disk is full.") != std::string::npos);

    ear.is_ready = false;
    for (const auto& call : {command, pressed, filled}) CHECK(status_in(ear.say(call)) == 503);
}
