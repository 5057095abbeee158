// Names by id and ids by name, asked for once.
#include "bot/platforms/mattermost/api/directory.hpp"
#include "tests/mattermost/api_support.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <catch2/catch.hpp>

namespace {

using namespace bot;
using namespace bot::test;
using namespace bot::mattermost;
using namespace std::chrono_literals;
using namespace boost::asio::experimental::awaitable_operators;

const std::string ana = "aaaaaaaaaaaaaaaaaaaaaaaaa1", ben = "bbbbbbbbbbbbbbbbbbbbbbbbb2";
constexpr auto gone = "app.user.missing_account.const";

struct office {
    office() {
        me.team = "t1";
        me.user = "me";
    }
    void look_up(unnamed wanted, std::chrono::milliseconds limit = 5s) {
        chat.world.run([&]() -> asio::awaitable<void> { co_await known.look_up(wanted, limit); });
    }
    std::string person(const std::string& name) {
        found_id got;
        chat.world.run([&]() -> asio::awaitable<void> { got = co_await known.find_person(name); });
        return got ? got->value_or("nobody") : "unknown";
    }
    std::string channel(const std::string& name) {
        found_id got;
        chat.world.run([&]() -> asio::awaitable<void> { got = co_await known.find_channel(name); });
        return got ? got->value_or("none") : "unknown";
    }

    told_mattermost chat;
    identity me;
    directory known{chat.api(), me};
};

std::string user(const std::string& id, const std::string& name, int deleted = 0) {
    return nlohmann::json{{"id", id}, {"username", name}, {"delete_at", deleted}}.dump();
}

}  // namespace

TEST_CASE("all people of a moment are one question, each asked about once", "[mattermost]") {
    office at;
    at.chat.tell("POST /users/ids", "[" + user(ana, "ana") + "," + user(ben, "ben") + "]");
    at.chat.world.run([&]() -> asio::awaitable<void> {
        co_await (
            at.known.look_up({{ana, ben, ana}, {}}, 5s) && at.known.look_up({{ben, ana}, {}}, 5s)
        );
    });
    CHECK(at.known.person(ana) == "ana");
    CHECK(at.known.person(ben) == "ben");
    REQUIRE(at.chat.asked.size() == 1);
    CHECK(at.chat.asked[0].json() == nlohmann::json{ana, ben});
    at.look_up({{ana}, {}});
    CHECK(at.chat.asked.size() == 1);
}

TEST_CASE("hundreds of people are asked about in several questions", "[mattermost]") {
    office at;
    at.chat.tell("POST /users/ids", "[]");
    unnamed many;
    for (int n = 0; n < 250; ++n) many.people.push_back("u" + std::to_string(n));
    at.look_up(many);
    CHECK(at.chat.times("POST /users/ids") == 3);
    CHECK(at.known.person("u249") == "u249");  // who cannot be found keeps the id as the name
}

TEST_CASE("that nobody could be asked is no word on what somebody is called", "[mattermost]") {
    office at;
    at.chat.tell("POST /users/ids", {no(401, "api.context.session_expired.app_error")});
    at.look_up({{ana}, {}});
    CHECK_FALSE(at.known.person(ana));
    at.chat.tell("POST /users/ids", {make_text(500, "")});
    at.look_up({{ana}, {}}, 50ms);
    CHECK_FALSE(at.known.person(ana));
}

TEST_CASE(
    "channels are asked about one by one, and those without a name keep their id", "[mattermost]"
) {
    office at;
    at.chat.tell("GET /channels/c1", R"({"id":"c1","name":"ops","type":"O"})");
    at.chat.tell("GET /channels/c2", R"({"id":"c2","name":"a__b","type":"D"})");
    at.chat.tell("GET /channels/c3", {no(403, "api.context.permissions.app_error")});
    at.look_up({{}, {"c1", "c2", "c3"}});
    CHECK(at.known.channel("c1") == "ops");
    CHECK(at.known.channel("c2") == "c2");
    CHECK(at.known.channel("c3") == "c3");
}

TEST_CASE("a new name replaces the old one", "[mattermost]") {
    office at;
    at.known.learn_person(ana, "ana");
    at.known.learn(person_renamed{ana, "anna"});
    at.known.learn(channel_renamed{"c1", "ops-2"});
    CHECK(at.known.person(ana) == "anna");
    CHECK(at.known.channel("c1") == "ops-2");
}

TEST_CASE("a person is found by name, by address and by id", "[mattermost]") {
    office at;
    at.chat.tell("GET /users/username/ana", user(ana, "ana"));
    at.chat.tell("GET /users/email/ana@example.org", user(ana, "ana"));
    at.chat.tell("GET /users/" + ben, user(ben, "ben"));
    CHECK(at.person("ana") == ana);
    CHECK(at.person(" @Ana ") == ana);
    CHECK(at.person("ana@example.org") == ana);
    CHECK(at.person(ben) == ben);
    CHECK(at.known.person(ben) == "ben");
    const auto before = at.chat.asked.size();
    CHECK(at.person(ben) == ben);  // known by now
    CHECK(at.chat.asked.size() == before);
}

TEST_CASE("nobody is an answer, and that nobody answered is none", "[mattermost]") {
    office at;
    at.chat.otherwise = [](const auto&) { return no(404, gone); };
    CHECK(at.person("zoe") == "nobody");
    CHECK(at.person(ben) == "nobody");  // neither an id nor a name
    CHECK(at.person("") == "nobody");
    CHECK(at.person("Ana Lopez") == "nobody");
    CHECK(at.person("../me") == "nobody");
    at.chat.tell("GET /users/username/old", user(ana, "old", 17));
    CHECK(at.person("old") == "nobody");  // switched off
    at.chat.tell("GET /users/username/ana", {make_text(502, "")});
    CHECK(at.person("ana") == "unknown");
    at.chat.tell("GET /users/username/ana", {no(401, "api.context.session_expired.app_error")});
    CHECK(at.person("ana") == "unknown");
}

TEST_CASE("a channel is found by name in our team, or by id", "[mattermost]") {
    office at;
    at.chat.otherwise = [](const auto&) {
        return no(404, "app.channel.get_by_name.missing.app_error");
    };
    at.chat.tell(
        "GET /teams/t1/channels/name/incidents", R"({"id":"c1","name":"incidents","type":"O"})"
    );
    at.chat.tell("GET /channels/" + ana, R"({"id":")" + ana + R"(","name":"ops","type":"P"})");
    CHECK(at.channel("incidents") == "c1");
    CHECK(at.channel("~incidents") == "c1");
    CHECK(at.channel("#Incidents") == "c1");
    CHECK(at.channel(ana) == ana);
    CHECK(at.channel("nowhere") == "none");
    CHECK(at.channel("a/b") == "none");
    CHECK(at.known.channel("c1") == "incidents");
}
