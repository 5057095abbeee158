// P5: anybody may aim a button, a dialog or a command at our address.
#include "bot/platforms/mattermost/show/dialog.hpp"
#include "tests/mattermost/endpoints_ear.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace bot;
using namespace bot::test;
using tree = nlohmann::json;

namespace {

// Refused, without effect, with a line in the log that repeats nothing of what was told.
void check_refused(mattermost_ear& ear, const std::string& answer) {
    CHECK(ear.in.taken.empty());
    CHECK(ear.back.dialogs.empty());
    CHECK(ear.back.told.empty());
    const auto logged = ear.log.take();
    CHECK(logged.find("mattermost: refused a ") != std::string::npos);
    for (const auto told : {slash_token, std::string_view("resolve"), std::string_view(alice)}) {
        CHECK(logged.find(told) == std::string::npos);
        CHECK(answer.find(told) == std::string::npos);
    }
}

}  // namespace

TEST_CASE("P5: a command without the token in both places is refused", "[mattermost]") {
    struct row {
        const char* what;
        std::string field, header;
    };
    const std::string token(slash_token), alias(alias_token);
    auto wrong = token;
    wrong.back() = 'x';
    const std::vector<row> rows{
        {"no header", token, ""},
        {"empty header", token, "Token "},
        {"another scheme", token, "Bearer " + token},
        {"no scheme", token, token},
        {"wrong header", token, "Token " + wrong},
        {"wrong field", wrong, "Token " + token},
        {"empty field", "", "Token " + token},
        {"a part", token.substr(0, 25), "Token " + token.substr(0, 25)},
        {"more", token + "x", "Token " + token + "x"},
        {"one of each", token, "Token " + alias},
        {"other case", token, "Token OUYZ3KS1YJNQPNSHK9XMQRJTYO"},
        {"both empty", "", "Token "}};
    for (const auto& [what, field, header] : rows) {
        INFO(what);
        mattermost_ear ear;
        const auto answer =
            ear.say({.body = command_form("resolve", field), .authorization = header});
        CHECK(status_in(answer) == 401);
        check_refused(ear, answer);
    }
    mattermost_ear ear;
    const auto answer = ear.say({.body = "text=resolve&user_id=" + alice});
    CHECK(status_in(answer) == 401);
    check_refused(ear, answer);
}

TEST_CASE(
    "P5: a button that is not ours for this channel does nothing and says so", "[mattermost]"
) {
    const secret stranger("another key");
    const mattermost::seal theirs(stranger);
    mattermost_ear ours;
    const auto& by = ours.by;
    const std::vector<std::pair<const char*, tree>> contexts{
        {"none", nullptr},
        {"empty", tree::object()},
        {"bare", {{"command", "resolve"}}},
        {"unsealed", {{"sealed", "resolve"}}},
        {"a number", {{"sealed", 7}}},
        {"another key", {{"sealed", theirs.close({"button", incidents, {}}, "resolve")}}},
        {"another channel", {{"sealed", by.close({"button", "other", {}}, "resolve")}}},
        {"a dialog's", {{"sealed", by.close({"dialog", {}, alice}, "resolve")}}},
        {"words changed",
         {{"sealed", "resolve" + by.close({"button", incidents, {}}, "note x").substr(6)}}}};
    for (const auto& [what, context] : contexts) {
        INFO(what);
        mattermost_ear ear;
        const tree told{
            {"user_id", alice},
            {"channel_id", incidents},
            {"trigger_id", "dHI"},
            {"context", context}};
        const auto answer = ear.say(json_call("/action", told.dump()));
        CHECK(status_in(answer) == 200);
        const auto words = tree::parse(body_in(answer))["ephemeral_text"].get<std::string>();
        CHECK(words.find("nothing was done") != std::string::npos);
        check_refused(ear, answer);
    }
}

TEST_CASE(
    "P5: a dialog that is not ours for this person does nothing and says so", "[mattermost]"
) {
    mattermost_ear ours;
    const form wanted{"resolve", "Resolve", "", {}};
    const mattermost::caller whom{alice, incidents, {}, "dHI", {}, {}, {}};
    const auto dialog =
        tree::parse(mattermost::dialog_of(wanted, whom, "u", ours.in.clock, ours.by));
    const auto state = dialog["dialog"]["state"].get<std::string>();
    struct row {
        const char* what;
        tree user, state;
    };
    const std::vector<row> rows{
        {"somebody else's", li, state},
        {"nobody's", "", state},
        {"no state", alice, nullptr},
        {"bare state", alice, R"({"command":"resolve","elements":[]})"},
        {"cut state", alice, state.substr(1)},
        {"a button's", alice, ours.by.close({"button", incidents, {}}, "resolve")},
        {"sealed, but no form", alice, ours.by.close({"dialog", {}, alice}, "resolve")}};
    for (const auto& [what, user, told_state] : rows) {
        INFO(what);
        mattermost_ear ear;
        const tree told{
            {"type", "dialog_submission"},
            {"user_id", user},
            {"channel_id", incidents},
            {"state", told_state},
            {"submission", tree::object()}};
        const auto answer = ear.say(json_call("/dialog", told.dump()));
        CHECK(status_in(answer) == 200);
        CHECK(body_in(answer).find("nothing was done") != std::string::npos);
        check_refused(ear, answer);
    }
}

TEST_CASE("what cannot be read is refused, and so are other places and methods", "[mattermost]") {
    mattermost_ear ear;
    for (const auto* body : {"", "{", "[1]", "7", "null", "{\"user_id\":\"\\ud800\"}"})
        for (const auto* place : {"/action", "/dialog"}) {
            INFO(place << " " << body);
            CHECK(status_in(ear.say(json_call(place, body))) == 400);
        }
    CHECK(status_in(ear.say({.body = "a=%zz"})) == 400);
    CHECK(
        status_in(ear.say({.body = command_form("x"), .content_type = "application/json"})) == 400
    );
    CHECK(status_in(ear.say({.place = "/mattermost"})) == 404);
    CHECK(status_in(ear.say({.place = "/mattermost/action", .method = "GET"})) == 405);
    CHECK(status_in(ear.say({.body = std::string(2 * 1024 * 1024, 'x')})) == 413);
    CHECK(ear.in.taken.empty());
}
