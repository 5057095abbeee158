// The doctor at a Mattermost that lacks something: each lack is one finding that says what to do.
#include "bot/platforms/mattermost/doctor/doctor.hpp"

#include "bot/platforms/mattermost/doctor/looks.hpp"
#include "tests/mattermost/api_support.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace bot;
using namespace bot::test;
using Catch::Matchers::Contains;
using grade = finding::grade;
using tree = nlohmann::json;

namespace {

constexpr auto not_permitted = "api.context.permissions.app_error";

// As of 5.37, without the few of a channel's admin.
const std::vector<std::string> permissions{
    "create_public_channel",
    "create_private_channel",
    "create_direct_channel",
    "join_public_channels",
    "manage_public_channel_members",
    "manage_private_channel_members",
    "manage_public_channel_properties",
    "manage_private_channel_properties",
    "read_channel",
    "create_post",
    "edit_post",
    "upload_file",
    "add_reaction"};

struct surgery {
    surgery() {
        config.url = chat.base() + "/";
        config.token.emplace(token_text);
        config.team = "ops";
        config.callback_url = chat.base();
        config.slash_token.emplace("the command's own");
        chat.tell("GET /config/client", settings().dump());
        chat.tell(
            "GET /users/me",
            R"({"id":"me","username":"scribe","is_bot":true,"roles":"system_user"})"
        );
        chat.tell("GET /teams/name/ops", R"({"id":"t1","name":"ops"})");
        chat.tell(
            "GET /teams/t1/members/me", R"({"user_id":"me","roles":"team_user","delete_at":0})"
        );
        chat.tell(
            "POST /roles/names",
            tree::array({{{"name", "all"}, {"permissions", permissions}}}).dump()
        );
        chat.tell(
            "GET /teams/t1/channels/name/incidents", R"({"id":"c1","type":"O","delete_at":0})"
        );
        chat.tell(
            "GET /commands",
            tree::array({{{"trigger", "incident"},
                          {"method", "P"},
                          {"url", chat.base() + "/mattermost/command"}}}
            ).dump()
        );
        chat.tell("GET /healthz", {make_text(200, "ok")});
    }
    static tree settings() {
        return {
            {"Version", "5.37.0"},
            {"EnableReliableWebSockets", "true"},
            {"SiteURL", "https://chat.example.org"}};
    }

    findings examine(bool rehearses = false) {
        findings found;
        mattermost::examination what{
            config,
            "incidents",
            [this] { return now; },
            [](std::span<char> into) { std::ranges::fill(into, 7); }};
        what.rehearses = rehearses;
        what.patience = std::chrono::seconds(2);
        chat.world.run([&]() -> asio::awaitable<void> {
            found = co_await mattermost::examine(what);
        });
        return found;
    }

    told_mattermost chat;
    mattermost_settings config;
    instant now =
        std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
};

using words = std::vector<std::string>;

words of_grade(const findings& found, grade wanted) {
    words all;
    for (const auto& one : found)
        if (one.is == wanted) all.push_back(one.what);
    return all;
}
words faults_in(const findings& found) {
    return of_grade(found, grade::fault);
}
const finding& the(const findings& found, std::string_view what) {
    const auto one = std::ranges::find(found, "Mattermost: " + std::string(what), &finding::what);
    REQUIRE(one != found.end());
    return *one;
}

}  // namespace

TEST_CASE(
    "P12: the doctor finds no fault, and says what a callback on this host needs", "[mattermost]"
) {
    surgery at;
    const auto found = at.examine();
    CHECK(faults_in(found) == words{});
    // This machine's own address is called only when told to.
    CHECK(of_grade(found, grade::advice) == words{"Mattermost: callback address"});
    CHECK_THAT(
        the(found, "callback address").remedy,
        Contains("127.0.0.1") && Contains("AllowedUntrustedInternalConnections")
    );
    CHECK(the(found, "server").detail == "Mattermost 5.37.0");
    for (const auto& one : found) CHECK((one.is == grade::good || !one.remedy.empty()));
}

TEST_CASE("what is no Mattermost is the only fault", "[mattermost]") {
    surgery at;
    SECTION("a page") {
        at.chat.tell("GET /config/client", {make_html(200, "<html></html>")});
    }
    SECTION("something else") {
        at.chat.tell("GET /config/client", {make_json(200, "{}")});
    }
    SECTION("nothing") {
        at.config.url = "http://127.0.0.1:1/";
    }
    CHECK(faults_in(at.examine()) == words{"Mattermost: server"});
}

TEST_CASE("the server is asked who it is without our token", "[mattermost]") {
    surgery at;
    at.examine();
    REQUIRE_FALSE(at.chat.asked.empty());
    CHECK(at.chat.asked[0].call == "GET /config/client");
    CHECK_FALSE(at.chat.asked[0].headers.find("Authorization"));
}

TEST_CASE(
    "a token that is good for nothing is the only fault, and is not repeated", "[mattermost]"
) {
    surgery at;
    at.chat.tell(
        "GET /users/me",
        {no(401, "api.context.session_expired.app_error", "Invalid token " + token_text)}
    );
    const auto found = at.examine();
    REQUIRE(faults_in(found) == words{"Mattermost: token"});
    CHECK_THAT(the(found, "token").detail, !Contains(token_text));
    CHECK_THAT(the(found, "token").remedy, Contains("Bot Accounts"));
}

TEST_CASE("a person's token is advised against", "[mattermost]") {
    surgery at;
    at.chat.tell(
        "GET /users/me", R"({"id":"me","username":"ana","is_bot":false,"roles":"system_user"})"
    );
    CHECK_THAT(the(at.examine(), "token").detail, Contains("@ana"));
}

TEST_CASE("a team that is not there, or that Scribe is not in, is a fault", "[mattermost]") {
    surgery at;
    SECTION("not there") {
        at.chat.tell("GET /teams/name/ops", {no(404, "app.team.get_by_name.missing.app_error")});
    }
    SECTION("not ours to see") {
        at.chat.tell("GET /teams/name/ops", {no(403, not_permitted)});
    }
    SECTION("not in it") {
        at.chat.tell(
            "GET /teams/t1/members/me", {no(404, "app.team.get_member.missing.app_error")}
        );
    }
    SECTION("left") {
        at.chat.tell("GET /teams/t1/members/me", R"({"user_id":"me","delete_at":7})");
    }
    const auto found = at.examine();
    REQUIRE(faults_in(found) == words{"Mattermost: team"});
    CHECK_THAT(the(found, "team").remedy, Contains("@scribe"));
}

TEST_CASE("a right that is missing is named, with what cannot be done without it", "[mattermost]") {
    surgery at;
    auto fewer = permissions;
    std::erase(fewer, "create_private_channel");
    at.chat.tell(
        "POST /roles/names", tree::array({{{"name", "all"}, {"permissions", fewer}}}).dump()
    );
    const auto found = at.examine();
    REQUIRE(faults_in(found) == words{"Mattermost: right create_private_channel is missing"});
    CHECK_THAT(
        the(found, "right create_private_channel is missing").detail, Contains("private incident")
    );
}

TEST_CASE("rights that cannot be read are to be tried", "[mattermost]") {
    surgery at;
    at.chat.tell("POST /roles/names", {no(404, "api.context.404.app_error")});
    const auto found = at.examine();
    CHECK(faults_in(found) == words{});
    CHECK_THAT(the(found, "rights").remedy, Contains("--rehearse"));
}

TEST_CASE("a broadcast channel that is not to be seen is a fault", "[mattermost]") {
    surgery at;
    at.chat.tell(
        "GET /teams/t1/channels/name/incidents",
        {no(404, "app.channel.get_by_name.missing.app_error")}
    );
    CHECK(faults_in(at.examine()) == words{"Mattermost: broadcast channel"});
}

TEST_CASE("a slash command that calls elsewhere, or by GET, is a fault", "[mattermost]") {
    surgery at;
    const auto command = [&](const char* method, const std::string& url) {
        at.chat.tell(
            "GET /commands",
            tree::array({{{"trigger", "incident"}, {"method", method}, {"url", url}}}).dump()
        );
    };
    SECTION("elsewhere") {
        command("P", "http://old:8080/mattermost/command");
    }
    SECTION("GET") {
        command("G", at.chat.base() + "/mattermost/command");
    }
    CHECK(faults_in(at.examine()) == words{"Mattermost: slash command"});
}

TEST_CASE("a bot that is not shown the commands is told how to see for itself", "[mattermost]") {
    surgery at;
    at.chat.tell("GET /commands", {GENERATE(no(403, not_permitted), make_json(200, "[]"))});
    const auto found = at.examine();
    CHECK(faults_in(found) == words{});
    CHECK_THAT(
        the(found, "slash command").remedy,
        Contains("/mattermost/command") && Contains("POST") && Contains("/incident help")
    );
}

TEST_CASE("a slash command without its token here is a fault", "[mattermost]") {
    surgery at;
    at.config.slash_token.reset();
    CHECK(faults_in(at.examine()) == words{"Mattermost: slash command"});
}

TEST_CASE("without a callback there is one advice about it, and no more", "[mattermost]") {
    surgery at;
    at.config.callback_url.clear();
    const auto found = at.examine();
    CHECK(faults_in(found) == words{});
    CHECK(of_grade(found, grade::advice) == words{"Mattermost: callback"});
    CHECK_THAT(the(found, "callback").detail, Contains("!incident"));
}

TEST_CASE("a callback that does not answer from here is said", "[mattermost]") {
    surgery at;
    at.chat.tell("GET /healthz", {make_text(404, "")});
    CHECK(the(at.examine(), "callback").is == grade::advice);
}

TEST_CASE("clocks that differ and settings that cost something are advice", "[mattermost]") {
    surgery at;
    at.now += std::chrono::minutes(10);
    auto settings = surgery::settings();
    settings["EnableReliableWebSockets"] = "false";
    settings["SiteURL"] = "";
    at.chat.tell("GET /config/client", settings.dump());
    const auto found = at.examine();
    CHECK(faults_in(found) == words{});
    CHECK_THAT(the(found, "clock").detail, Contains("10 min ahead"));
    CHECK_THAT(the(found, "reliable websockets").remedy, Contains("EnableReliableWebSockets"));
    CHECK(the(found, "site URL").is == grade::advice);
    // Newer servers have it always on, and say nothing of it.
    settings.erase("EnableReliableWebSockets");
    at.chat.tell("GET /config/client", settings.dump());
    CHECK_FALSE(std::ranges::count(
        at.examine(), std::string("Mattermost: reliable websockets"), &finding::what
    ));
}

TEST_CASE(
    "a rehearsal does what an incident needs, in channels that are archived again", "[mattermost]"
) {
    surgery at;
    at.chat.tell("POST /channels", {make_json(201, R"({"id":"c7"})")});
    at.chat.tell("POST /posts", {make_json(201, R"({"id":"p7"})")});
    at.chat.tell("POST /files", {make_json(201, R"({"file_infos":[{"id":"f7"}]})")});
    SECTION("all is allowed") {
        const auto found = at.examine(true);
        CHECK(faults_in(found) == words{});
        CHECK(the(found, "rehearsal").is == grade::good);
    }
    SECTION("no pins") {
        at.chat.tell("POST /posts/p7/pin", {no(403, not_permitted)});
        CHECK(
            faults_in(at.examine(true)) ==
            words{
                "Mattermost: rehearsal: pin in a public channel",
                "Mattermost: rehearsal: pin in a private channel"}
        );
    }
    CHECK(at.chat.times("DELETE /channels/c7") == 2);
    words names;
    for (const auto& one : at.chat.asked)
        if (one.call == "POST /channels") names.push_back(one.json()["name"]);
    CHECK(names == words{"scribe-doctor-07070707-public", "scribe-doctor-07070707-private"});
}

TEST_CASE("an address inside is told from one outside", "[mattermost]") {
    for (const auto* inside :
         {"127.0.0.1",
          "127.9.9.9",
          "::1",
          "localhost",
          "10.1.2.3",
          "172.16.0.1",
          "192.168.1.1",
          "169.254.1.1",
          "fd00::1",
          "fe80::1",
          "scribe",
          "scribe.internal"}) {
        INFO(inside);
        CHECK(mattermost::is_inside(inside));
    }
    for (const auto* outside : {"8.8.8.8", "172.32.0.1", "scribe.example.org", "2001:db8::1"}) {
        INFO(outside);
        CHECK_FALSE(mattermost::is_inside(outside));
    }
}
