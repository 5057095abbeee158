#include "tests/emulators/mattermost/tests/acme.hpp"

using namespace emulator::mattermost;
using namespace emulator::mattermost::test;

namespace {

json named(const acme& at, const std::string& name) {
    return {{"team_id", at.space.team_id()}, {"name", name}, {"display_name", name}, {"type", "O"}};
}

}  // namespace

TEST_CASE("a channel's name is held to the real one's rules", "[emulator][channels]") {
    acme at;
    const auto create = [&](const std::string& name) {
        return acme::said(at.call("POST", "/channels", named(at, name)));
    };
    CHECK(create("inc-1") == "201");
    CHECK(create("inc-1") == "400 store.sql_channel.save_channel.exists.app_error");
    CHECK(create("Inc") == "400 model.channel.is_valid.2_or_more.app_error");
    CHECK(create("x") == "400 model.channel.is_valid.2_or_more.app_error");
    CHECK(create("_x") == "400 model.channel.is_valid.2_or_more.app_error");
    CHECK(create(std::string(64, 'x')) == "201");
    CHECK(create(std::string(65, 'x')).starts_with("500 "));
    auto wordy = named(at, "wordy");
    wordy["header"] = std::string(1'025, 'x');
    CHECK(at.call("POST", "/channels", wordy).status == 400);
}

TEST_CASE(
    "who creates a channel joins it first and alone hears that it was created",
    "[emulator][channels]"
) {
    acme at;
    at.call("POST", "/channels", named(at, "inc-1"));
    CHECK(at.told.back().user == at.space.bot_user());
    CHECK(at.kinds() == kinds{"posted/system_join_channel", "channel_created"});
}

TEST_CASE("one patch is one event and a post for each part", "[emulator][channels]") {
    acme at;
    const json what{{"header", "h"}, {"purpose", "p"}, {"display_name", "d"}};
    CHECK(at.call("PUT", "/channels/" + at.ops + "/patch", what).status == 200);
    const auto channel = at.told.front().data["channel"];
    CHECK(json::parse(channel.get<std::string>())["header"] == "h");
    CHECK(
        at.kinds() ==
        kinds{
            "channel_updated",
            "posted/system_displayname_change",
            "posted/system_header_change",
            "posted/system_purpose_change"}
    );
    CHECK(at.call("PUT", "/channels/" + at.away + "/patch", what).status == 403);
}

TEST_CASE("people come and go with an event and a post", "[emulator][channels]") {
    acme at;
    const auto members = "/channels/" + at.ops + "/members";
    const auto eva = at.space.add_user("eva");
    CHECK(at.call("POST", members, {{"user_id", eva}}).status == 201);
    CHECK(at.told.front().data["user_id"] == eva);
    CHECK_FALSE(at.told.front().data.contains("channel_id"));
    CHECK(at.told.front().channel == at.ops);
    CHECK(at.kinds() == kinds{"user_added", "posted/system_add_to_channel"});
    CHECK(at.call("POST", members, {{"user_id", eva}}).status == 201);
    CHECK(at.kinds().empty());
    CHECK(at.call("DELETE", members + "/" + eva).status == 200);
    CHECK(at.told[0].data["user_id"] == eva);
    CHECK(at.told[1].user == eva);
    CHECK(at.told[1].data["channel_id"] == at.ops);
    CHECK(at.kinds() == kinds{"user_removed", "user_removed", "posted/system_remove_from_channel"});
    at.space.leaves("ana", "incidents", at.now);
    CHECK(at.kinds() == kinds{"user_removed", "user_removed", "posted/system_leave_channel"});

    CHECK(
        at.call(
              "POST", "/channels/" + at.away + "/members", {{"user_id", at.space.bot_user()}}
        ).status == 201
    );
    CHECK(
        at.call(
              "POST", "/channels/" + at.closed + "/members", {{"user_id", at.space.bot_user()}}
        ).status == 403
    );
    CHECK(at.call("GET", "/channels/" + at.closed).status == 403);
    at.kinds();
    const auto stranger = at.space.joins_team("newcomer", at.now);
    CHECK(
        at.kinds() ==
        kinds{"new_user", "added_to_team", "added_to_team", "user_added", "posted/system_join_team"}
    );
}

TEST_CASE(
    "an archived channel is told to the whole team, and only an admin brings it back",
    "[emulator][channels]"
) {
    acme at;
    CHECK(at.call("DELETE", "/channels/" + at.ops).status == 200);
    CHECK(at.told.back().team == at.space.team_id());
    CHECK(at.kinds() == kinds{"posted/system_channel_deleted", "channel_deleted"});
    CHECK(at.call("POST", "/channels/" + at.ops + "/restore").status == 403);
    CHECK(at.call_as("admin", "POST", "/channels/" + at.ops + "/restore").status == 200);
    CHECK(at.kinds() == kinds{"channel_restored", "posted/system_channel_restored"});
    CHECK(at.call("PUT", "/channels/" + at.ops + "/privacy", {{"privacy", "P"}}).status == 403);
}

TEST_CASE("a direct channel is there once, named by both", "[emulator][channels]") {
    acme at;
    const auto me = at.space.bot_user();
    const auto made = at.call("POST", "/channels/direct", json{me, at.ana});
    CHECK(made.status == 201);
    CHECK(made.body["name"] == std::min(me, at.ana) + "__" + std::max(me, at.ana));
    CHECK(made.body["team_id"] == "");
    CHECK(at.kinds() == kinds{"direct_added"});
    CHECK(at.call("POST", "/channels/direct", json{at.ana, me}).body["id"] == made.body["id"]);
    CHECK(at.kinds().empty());
    CHECK(at.call("POST", "/channels/direct", json{at.ana, at.ben}).status == 403);
    CHECK(at.call("POST", "/channels/group", json{at.ana, at.ben}).status == 201);
    CHECK(at.told.back().data["teammate_ids"].is_string());
    CHECK(at.kinds() == kinds{"group_added"});
}

TEST_CASE("users, teams and the server's limits are found", "[emulator][channels]") {
    acme at;
    CHECK(at.list("/users/me")["is_bot"] == true);
    CHECK(at.list("/users/username/ana")["id"] == at.ana);
    CHECK(at.call("POST", "/users/usernames", json{"ana", "ben", "nobody"}).body.size() == 2);
    CHECK(at.call("POST", "/users/ids", json{at.ana}).body[0]["username"] == "ana");
    CHECK(at.call("GET", "/users/username/nobody").status == 404);
    CHECK(at.list("/teams/name/acme/channels/name/incidents")["id"] == at.ops);
    CHECK(at.list("/users/me/teams/" + at.space.team_id() + "/channels").size() >= 2);
    CHECK(at.list("/config/client?format=old")["MaxPostSize"] == "16383");
    const auto tag = at.call("GET", "/users/me").headers.at(0).second;
    emulator::http_message asked;
    asked.start = "GET /api/v4/users/me HTTP/1.1";
    asked.headers = {{"authorization", "bearer " + at.space.bot_token()}, {"if-none-match", tag}};
    CHECK(at.space.handle(asked, at.now).answer.status == 304);
    asked.start = "GET /api/v4/users/me?access_token=x HTTP/1.1";
    asked.headers.clear();
    CHECK(at.space.handle(asked, at.now).answer.error() == "api.context.token_provided.app_error");
    asked.start = "GET /api/v4/config/client?format=old HTTP/1.1";
    CHECK_FALSE(at.space.handle(asked, at.now).answer.body.contains("MaxPostSize"));
}

TEST_CASE(
    "calls are limited when the server is told to, headers doubled by user", "[emulator][channels]"
) {
    acme at;
    at.space.policy().per_second = 1;
    at.space.policy().burst = 4;
    at.space.policy().vary_by_user = true;
    emulator::http_message asked;
    asked.start = "GET /api/v4/users/me HTTP/1.1";
    asked.headers = {{"authorization", "Bearer " + at.space.bot_token()}};
    const auto ask = [&] { return at.space.handle(asked, at.now).answer; };
    for (int i = 0; i < 4; ++i) CHECK(ask().status == 200);
    const auto limited = ask();
    CHECK(limited.status == 429);
    CHECK(limited.body == "limit exceeded\n");
    CHECK(
        limited.headers.at(0) == std::pair<std::string, std::string>("x-ratelimit-limit", "4, 4")
    );
    CHECK(limited.headers.back() == std::pair<std::string, std::string>("retry-after", "1"));
    CHECK(at.call("GET", "/users/me").status == 200);  // people in a test take their time
    at.now += std::chrono::seconds(1);
    CHECK(ask().status == 200);
}
