#include "tests/emulators/mattermost/tests/acme.hpp"

using namespace emulator::mattermost;
using namespace emulator::mattermost::test;
using namespace std::chrono_literals;

namespace {

std::string millis_of(moment at) {
    return std::to_string(std::chrono::floor<milliseconds>(at).time_since_epoch().count());
}

}  // namespace

TEST_CASE(
    "since brings edits with their ghosts, deletions, and bare reactions", "[emulator][history]"
) {
    acme at;
    const auto say = [&](const char* text) {
        return at.space.says("ana", "incidents", text, at.now);
    };
    const auto edited = say("was"), gone = say("gone"), liked = say("liked");
    say("old");
    at.now += 10s;
    const auto from = millis_of(at.now);
    at.space.edits("ana", edited, "is", at.now);
    at.space.deletes("ana", gone, at.now);
    at.space.reacts("ben", liked, "eyes", at.now);
    const auto list = at.list("/channels/" + at.ops + "/posts?since=" + from);
    REQUIRE(list["order"].size() == 4);
    int ghosts = 0;
    for (const auto& [id, each] : list["posts"].items()) {
        if (each["original_id"] == "") continue;
        ++ghosts;
        CHECK(each["original_id"] == edited);
        CHECK(each["message"] == "was");
        CHECK(each["delete_at"] != 0);
    }
    CHECK(ghosts == 1);
    CHECK(list["posts"][gone]["message"] == "");
    CHECK(list["posts"][gone]["delete_at"] != 0);
    CHECK(list["posts"][liked]["edit_at"] == 0);
    CHECK(list["posts"][liked]["metadata"]["reactions"][0]["emoji_name"] == "eyes");
}

TEST_CASE("pages are newest first and end where posts do", "[emulator][history]") {
    acme at;
    std::vector<std::string> ids;
    for (int i = 0; i < 250; ++i) {
        at.now += 1ms;
        ids.push_back(at.space.says("ana", "incidents", std::to_string(i), at.now));
    }
    const auto path = "/channels/" + at.ops + "/posts";
    CHECK(at.list(path)["order"].size() == 60);
    const auto longest = at.list(path + "?per_page=1000");
    CHECK(longest["order"].size() == 200);
    CHECK(longest["order"][0] == ids[249]);
    CHECK(longest["prev_post_id"] == ids[49]);
    CHECK(longest["next_post_id"] == "");
    CHECK(at.list(path + "?per_page=200&page=1")["order"].size() == 50);
    const auto before = at.list(path + "?per_page=2&before=" + ids[100]);
    CHECK(before["order"] == json{ids[99], ids[98]});
    const auto after = at.list(path + "?per_page=2&after=" + ids[100]);
    CHECK(after["order"] == json{ids[102], ids[101]});
}

TEST_CASE("a thread names its root twice, and loses its replies with it", "[emulator][history]") {
    acme at;
    const auto root = at.space.says("ana", "incidents", "root", at.now);
    const auto first = at.space.replies("ben", root, "first", at.now);
    CHECK(at.list("/posts/" + root + "/thread")["order"] == json{root, root, first});
    CHECK(at.list("/posts/" + root)["reply_count"] == 1);
    at.kinds();
    at.space.deletes("ana", root, at.now);
    CHECK(at.kinds() == kinds{"post_deleted"});
    CHECK(at.call("GET", "/posts/" + first).status == 404);
    CHECK(at.space.lines("incidents").empty());
}

TEST_CASE("a newer server names the root once and knows no parent_id", "[emulator][history]") {
    acme at(edition::current);
    const auto root = at.space.says("ana", "incidents", "root", at.now);
    CHECK(at.list("/posts/" + root + "/thread")["order"].size() == 1);
    CHECK_FALSE(at.list("/posts/" + root).contains("parent_id"));
}
