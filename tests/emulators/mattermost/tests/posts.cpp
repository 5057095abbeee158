#include "tests/emulators/mattermost/tests/acme.hpp"

using namespace emulator::mattermost;
using namespace emulator::mattermost::test;
using namespace std::chrono_literals;

namespace {

std::string repeated(std::string_view what, std::size_t times) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i) text += what;
    return text;
}

}  // namespace

TEST_CASE("the limit of a message is counted in runes", "[emulator][posts]") {
    acme at;
    CHECK(at.post({{"message", repeated("🔥", 16'383)}}).status == 201);
    CHECK(
        acme::said(at.post({{"message", std::string(16'384, 'x')}})) ==
        "400 model.post.is_valid.msg.app_error"
    );
    CHECK(at.post({{"message", ""}}).status == 201);
    CHECK(at.post({{"message", "  kept  "}}).body["message"] == "  kept  ");
    CHECK(
        acme::said(at.post({{"message", std::string("a\0b", 3)}})) == "500 app.post.save.app_error"
    );
    CHECK(
        acme::said(at.post({{"message", "x"}, {"props", {{"p", std::string(8'000, 'x')}}}})) ==
        "400 model.post.is_valid.props.app_error"
    );
    CHECK(at.post({{"message", "x"}, {"props", {{"p", std::string(7'900, 'x')}}}}).status == 201);
}

TEST_CASE("half a surrogate pair becomes the replacement character", "[emulator][posts]") {
    acme at;
    emulator::http_message asked;
    asked.start = "POST /api/v4/posts HTTP/1.1";
    asked.headers = {{"authorization", "Bearer " + at.space.bot_token()}};
    asked.body = R"({"channel_id":")" + at.ops + R"(","message":"a\ud83dz \ud83d\ude00"})";
    const auto got = at.space.handle(asked, at.now).answer;
    CHECK(got.status == 201);
    CHECK(got.body["message"] == "a\xef\xbf\xbdz 😀");
}

TEST_CASE("a pending_post_id brings the first post again for thirty seconds", "[emulator][posts]") {
    acme at;
    const auto first = at.post({{"message", "one"}, {"pending_post_id", "b:1"}});
    at.told.clear();
    const auto second = at.post({{"message", "two"}, {"pending_post_id", "b:1"}});
    CHECK(second.status == 201);
    CHECK(second.body["id"] == first.body["id"]);
    CHECK(second.body["message"] == "one");
    CHECK(at.told.empty());
    const auto by_ana =
        at.space.says("ana", "incidents", "three", at.now, {{"pending_post_id", "b:1"}});
    CHECK(first.body["id"] == by_ana);

    at.now += 31s;
    const auto later = at.post({{"message", "two"}, {"pending_post_id", "b:1"}});
    CHECK(later.body["id"] != first.body["id"]);
    CHECK(at.space.duplicates() == lines{"b:1 twice"});

    at.space.hold("b:2");
    CHECK(
        acme::said(at.post({{"message", "x"}, {"pending_post_id", "b:2"}})) ==
        "500 api.post.deduplicate_create_post.pending"
    );
    at.space.let_go("b:2");
    CHECK(at.post({{"message", "x"}, {"pending_post_id", "b:2"}}).status == 201);
}

TEST_CASE(
    "fields that only the server should fill are taken as the real one does", "[emulator][posts]"
) {
    acme at;
    const json forged{
        {"channel_id", at.ops},
        {"message", "x"},
        {"user_id", at.ben},
        {"create_at", 5},
        {"edit_at", 7},
        {"reply_count", 9},
        {"is_pinned", true}};
    const auto mine = at.call("POST", "/posts", forged).body;
    CHECK(mine["user_id"] == at.space.bot_user());
    CHECK(mine["create_at"] != 5);
    CHECK(mine["edit_at"] == 7);
    CHECK(mine["reply_count"] == 9);
    CHECK(mine["is_pinned"] == true);
    CHECK(at.call_as("admin", "POST", "/posts", forged).body["create_at"] == 5);
    CHECK(acme::said(at.post({{"id", mine["id"]}})) == "400 app.post.save.existing.app_error");
    CHECK(at.post({{"type", "system_join_channel"}}).status == 400);
    CHECK(at.post({{"type", "custom_card"}}).status == 201);
}

TEST_CASE(
    "who may not, or what is not there, is told apart by the id of the error", "[emulator][posts]"
) {
    acme at;
    const auto post_to = [&](const std::string& id, const std::string& root = {}) {
        return acme::said(
            at.call("POST", "/posts", {{"channel_id", id}, {"message", "x"}, {"root_id", root}})
        );
    };
    CHECK(post_to(at.away) == "403 api.context.permissions.app_error");
    CHECK(post_to("nowhere") == "403 api.context.permissions.app_error");
    CHECK(post_to(at.ops, at.ana) == "400 api.post.create_post.root_id.app_error");
    const auto root = at.space.says("ana", "incidents", "root", at.now);
    const auto reply_id = at.space.replies("ben", root, "reply", at.now);
    CHECK(post_to(at.ops, reply_id) == "400 api.post.create_post.root_id.app_error");
    CHECK(
        acme::said(at.call("PUT", "/posts/" + root + "/patch", {{"message", "mine"}})) ==
        "403 api.context.permissions.app_error"
    );
    CHECK(
        acme::said(at.call("DELETE", "/posts/" + root)) == "403 api.context.permissions.app_error"
    );
    CHECK(
        acme::said(
            at.call("POST", "/posts/ephemeral", {{"user_id", at.ana}, {"post", json::object()}})
        ) == "403 api.context.permissions.app_error"
    );
    CHECK(at.call("PATCH", "/posts/" + root).status == 404);
    CHECK(
        acme::said(at.call("GET", "/posts/short")) == "400 api.context.invalid_url_param.app_error"
    );
    at.space.archives("ana", "incidents", at.now);
    CHECK(post_to(at.ops) == "400 api.post.create_post.can_not_post_to_deleted.error");
    at.space.edit_user("scribe").roles += " system_post_all";
    CHECK(post_to(at.away) == "201");
}

TEST_CASE("an edit moves edit_at, a pin and a reaction only update_at", "[emulator][posts]") {
    acme at;
    const auto id = at.space.says("ana", "incidents", "hello", at.now);
    at.kinds();
    const auto seen = [&] { return at.list("/posts/" + id); };
    const auto start = seen();
    at.now += 1s;
    at.space.pins("ana", id, at.now);
    CHECK(seen()["edit_at"] == 0);
    CHECK(seen()["is_pinned"] == true);
    CHECK(seen()["update_at"] > start["update_at"]);
    at.now += 1s;
    at.space.reacts("ben", id, "rotating_light", at.now);
    at.space.reacts("ben", id, "rotating_light", at.now);
    CHECK(seen()["edit_at"] == 0);
    CHECK(seen()["metadata"]["reactions"].size() == 1);
    at.now += 1s;
    at.space.edits("ana", id, "hello again", at.now);
    CHECK(seen()["edit_at"] == seen()["update_at"]);
    at.space.unreacts("ben", id, "rotating_light", at.now);
    at.space.deletes("ana", id, at.now);
    const auto last = json::parse(at.told.back().data["post"].get<std::string>());
    CHECK(last["delete_at"] == 0);
    CHECK(last["message"] == "hello again");
    CHECK(
        at.kinds() ==
        kinds{
            "post_edited",
            "reaction_added",
            "reaction_added",
            "post_edited",
            "reaction_removed",
            "post_deleted"}
    );
    CHECK(at.call("GET", "/posts/" + id).status == 404);
}

TEST_CASE("a whole post put without props and pin loses both", "[emulator][posts]") {
    acme at;
    const std::string id = at.post({{"message", "x"}, {"is_pinned", true}}).body["id"];
    const auto patched = at.call("PUT", "/posts/" + id + "/patch", {{"message", "y"}}).body;
    CHECK(patched["props"]["from_bot"] == "true");
    CHECK(patched["is_pinned"] == true);
    const auto put = at.call("PUT", "/posts/" + id, {{"id", id}, {"message", "z"}}).body;
    CHECK(put["props"].empty());
    CHECK(put["is_pinned"] == false);
}

TEST_CASE("emoji go by name, known or not", "[emulator][posts]") {
    acme at;
    const auto id = at.space.says("ana", "incidents", "hello", at.now);
    const auto react = [&](const std::string& name, const std::string& who) {
        return acme::said(
            at.call("POST", "/reactions", {{"user_id", who}, {"post_id", id}, {"emoji_name", name}})
        );
    };
    const auto me = at.space.bot_user();
    CHECK(react("no_such_emoji", me) == "200");
    CHECK(react("+1", me) == "200");
    CHECK(react("👍", me) == "400 api.reaction.save_reaction.invalid.app_error");
    CHECK(react(":+1:", me) == "400 api.reaction.save_reaction.invalid.app_error");
    CHECK(react("+1", at.ana) == "403 api.context.permissions.app_error");
}

TEST_CASE(
    "mentions are of members, outside of code, and of the other one in a DM", "[emulator][posts]"
) {
    acme at;
    const auto mentions = [&](const std::string& text) {
        at.space.says("ana", "incidents", text, at.now);
        const auto& data = at.told.back().data;
        return data.contains("mentions") ? data["mentions"].get<std::string>() : "";
    };
    const auto bot = R"([")" + at.space.bot_user() + R"("])";
    CHECK(mentions("hello @SCRIBE, look") == bot);
    CHECK(mentions("`@scribe` only") == "");
    CHECK(mentions("@nobody a@scribe.example") == "");
    CHECK(json::parse(mentions("@channel!")).size() == 2);
    at.space.writes_to("ana", "scribe", "psst", at.now);
    CHECK(at.told.back().data["mentions"] == bot);
    CHECK(at.told.back().data["channel_type"] == "D");
    CHECK(at.told.back().data["team_id"] == "");
}

TEST_CASE("a file goes with one post of who uploaded it", "[emulator][posts]") {
    acme at;
    const auto post = at.space.shares_file("ana", "incidents", "log.txt", "bytes", "see", at.now);
    const std::string file = at.list("/posts/" + post)["file_ids"][0];
    CHECK(at.told.back().data["otherFile"] == "true");
    CHECK(at.call("GET", "/files/" + file).body == "bytes");
    CHECK_FALSE(at.post({{"message", "mine"}, {"file_ids", json::array({file})}}).body.contains("file_ids"));
    CHECK(at.list("/posts/" + post + "/files/info")[0]["name"] == "log.txt");
}
