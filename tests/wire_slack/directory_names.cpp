#include "bot/platforms/name_cache.hpp"
#include "tests/wire_slack/courier_stage.hpp"

#include <catch2/catch.hpp>

#include <chrono>

using namespace bot;
using namespace bot::test;
using namespace std::chrono_literals;
using bot::slack::unnamed;

namespace {

struct looked_up {};

asio::awaitable<looked_up> look_up(
    bot::slack::directory& in, unnamed wanted, std::chrono::milliseconds limit
) {
    co_await in.look_up(std::move(wanted), limit);
    co_return looked_up{};
}

void look(courier_stage& at, unnamed wanted, std::chrono::milliseconds limit = 5s) {
    at.run(look_up(*at.known, std::move(wanted), limit));
}

std::optional<std::string> find_person(courier_stage& at, std::string name) {
    return at.run(at.known->find_person(std::move(name))).value();
}

std::optional<std::string> find_channel(courier_stage& at, std::string name) {
    return at.run(at.known->find_channel(std::move(name))).value();
}

}  // namespace

TEST_CASE("people, channels and groups are known by name once they were looked up") {
    courier_stage at;
    const auto ana = at.space.add_user("ana");
    at.space.edit_user(ana).display_name = "Ana Lopez";
    const auto ops = at.space.add_channel("ops");
    const auto group = at.space.add_usergroup("sre", {ana}).id;
    CHECK_FALSE(at.known->person(ana));

    look(at, {{ana}, {ops}, {group}});

    CHECK(at.known->person(ana) == "Ana Lopez");
    CHECK(at.known->channel(ops) == "ops");
    CHECK(at.known->group(group) == "sre");
}

TEST_CASE("an id is asked for once, however many wait for it and however often") {
    courier_stage at;
    const auto ana = at.space.add_user("ana");
    int done = 0;
    for (int i = 0; i < 10; ++i)
        asio::co_spawn(at.io, at.known->look_up({{ana, ana}, {}, {}}, 5s), [&](std::exception_ptr) {
            ++done;
        });
    at.run_until([&] { return done == 10; });
    look(at, {{ana}, {}, {}});

    CHECK(at.calls("users.info") == 1);
}

TEST_CASE("a look-up lets its caller go on after the limit, and what comes later is kept") {
    courier_stage at;
    const auto ana = at.space.add_user("ana");
    at.arm("slow", "users.info", "300");

    const auto begin = std::chrono::steady_clock::now();
    look(at, {{ana}, {}, {}}, 20ms);

    CHECK(std::chrono::steady_clock::now() - begin < 250ms);
    CHECK_FALSE(at.known->person(ana));
    at.run_until([&] { return at.known->person(ana).has_value(); });
    CHECK(at.calls("users.info") == 1);
}

TEST_CASE("who cannot be found keeps the id as the name") {
    courier_stage at;

    look(at, {{"U99999999"}, {"C99999999"}, {"S99999999"}});

    CHECK(at.known->person("U99999999") == "U99999999");
    CHECK(at.known->channel("C99999999") == "C99999999");
    CHECK(at.known->group("S99999999") == "S99999999");
}

TEST_CASE("a name that could not be asked for now is asked for again") {
    courier_stage at;
    const auto ana = at.space.add_user("ana");
    at.space.edit_token(at.space.bot_token()).refused = "token_expired";
    look(at, {{ana}, {}, {}});
    CHECK_FALSE(at.known->person(ana));

    at.space.edit_token(at.space.bot_token()).refused.clear();
    look(at, {{ana}, {}, {}});

    CHECK(at.known->person(ana));
}

TEST_CASE("renames are kept up with") {
    courier_stage at;
    at.known->learn_person("U1", "Ana");
    at.known->learn_channel("C1", "ops");

    at.known->learn(bot::slack::person_changed{"U1", "Ana Lopez", false});
    at.known->learn(bot::slack::channel_renamed{"C1", "operations"});

    CHECK(at.known->person("U1") == "Ana Lopez");
    CHECK(at.known->channel("C1") == "operations");
    CHECK(find_channel(at, "#operations") == "C1");
}

TEST_CASE("people are found by id, address, handle and both their names") {
    courier_stage at;
    emulator::slack::user ana;
    ana.name = "ana";
    ana.real_name = "Ana Lopez";
    ana.display_name = "Anita";
    ana.email = "ana@example.org";
    const auto id = at.space.add_user(ana);

    for (const std::string& name :
         {id,
          "<@" + id + ">",
          "<@" + id + "|ana>",
          std::string("ana"),
          std::string("@ana"),
          std::string("ANA LOPEZ"),
          std::string("Anita"),
          std::string("ana@example.org")}) {
        CAPTURE(name);
        CHECK(find_person(at, name) == id);
    }
    CHECK_FALSE(find_person(at, "bob"));
    CHECK_FALSE(find_person(at, "bob@example.org"));
    CHECK_FALSE(find_person(at, ""));
    CHECK(at.calls("users.list") == 1);
}

TEST_CASE("a name that two people have is nobody's, a handle always somebody's") {
    courier_stage at;
    emulator::slack::user one, two;
    one.name = "ana";
    two.name = "ana2";
    one.real_name = two.real_name = "Ana Lopez";
    const auto first = at.space.add_user(one);
    const auto second = at.space.add_user(two);

    CHECK_FALSE(find_person(at, "Ana Lopez"));
    CHECK(find_person(at, "ana") == first);
    CHECK(find_person(at, "ana2") == second);
}

TEST_CASE("who has left is not found by name") {
    courier_stage at;
    const auto gone = at.space.add_user("gone");
    at.space.edit_user(gone).deactivated = true;

    CHECK_FALSE(find_person(at, "gone"));
}

TEST_CASE("S47: people on the last of many short pages are found") {
    courier_stage at;
    at.space.policy().page_cap = 3;
    std::string last;
    for (int i = 0; i < 20; ++i) last = at.space.add_user("user" + std::to_string(i));

    CHECK(find_person(at, "user19") == last);
    CHECK(at.calls("users.list") >= 7);
}

TEST_CASE("channels are found by name and id") {
    courier_stage at;
    const auto id = at.space.add_channel("incidents");

    CHECK(find_channel(at, "incidents") == id);
    CHECK(find_channel(at, "#incidents") == id);
    CHECK(find_channel(at, "<#" + id + "|incidents>") == id);
    CHECK(find_channel(at, id) == id);
    CHECK_FALSE(find_channel(at, "nowhere"));
    CHECK(at.calls("conversations.list") == 1);
}

TEST_CASE("the least used name is forgotten first") {
    bot::name_cache names(3);
    for (const auto* id : {"U1", "U2", "U3"}) names.put(id, std::string("name of ") + id);
    REQUIRE(names.find("U1"));

    names.put("U4", "name of U4");

    CHECK(names.size() == 3);
    CHECK_FALSE(names.find("U2"));
    CHECK(*names.find("U1") == "name of U1");
    CHECK(*names.find("U4") == "name of U4");
    names.put("U1", "renamed");
    CHECK(*names.find("U1") == "renamed");
    CHECK(names.size() == 3);
}
