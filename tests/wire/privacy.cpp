// What must not be seen: private incidents by others, secrets by anybody.
#include "bot/base/text.hpp"
#include "tests/wire/world.hpp"

#include <catch2/catch.hpp>

namespace bot::test {
namespace {

const std::string title = "Payroll leak";

bool tells_of_it(const json& told) {
    const auto text = told.dump();
    return text.find("ayroll") != std::string::npos || text.find("INC-1") != std::string::npos;
}

}  // namespace

TEST_CASE("a private incident is not there for others", "[wire]") {
    world w;
    auto eve = w.open("eve");
    eve.open_room("general");
    auto ana = w.open("ana");
    const auto room = ana.declare("P1 " + title + " private");
    REQUIRE(ana.say(room, "m1", "salaries are public").contains("ok"));
    ana.ask({{"do", "pin"}, {"room", room}, {"id", "p1"}, {"message", "m1"}});
    ana.settle();

    SECTION("neither the list of rooms nor any news tells of it") {
        CHECK_FALSE(tells_of_it(eve.ask({{"do", "rooms"}})));
        for (const auto& told : eve.settle()) CHECK_FALSE(tells_of_it(told));
        CHECK_FALSE(tells_of_it(eve.open_room("incidents")));
    }
    SECTION("nothing of it is opened, shown or downloaded") {
        const auto opened = eve.open_room(room);
        CHECK(opened["code"] == "not_found");
        CHECK(eve.ask({{"do", "open"}, {"room", room}, {"before", 2}})["code"] == "not_found");
        CHECK(eve.ask({{"do", "incident"}, {"id", 1}})["code"] == "not_found");
        CHECK(eve.ask({{"do", "rca"}, {"id", 1}})["code"] == "not_found");
        const auto download = w.ask("GET", "/incidents/1/rca.md", {{"Cookie", w.sign_in("eve")}});
        CHECK(download.status == 404);
        CHECK(download.body.find(title) == std::string::npos);
        const auto unknown = w.ask("GET", "/incidents/2/rca.md", {{"Cookie", w.sign_in("eve")}});
        CHECK(replace_all(unknown.body, "INC-2", "INC-1") == download.body);
    }
    SECTION("nothing is written into it") {
        const auto before = recorded(w, incident_id{1}).size();
        const json base{{"room", room}, {"id", "x1"}, {"message", "m1"}};
        for (const auto* verb : {"send", "edit", "delete", "react", "pin", "promote", "command"}) {
            INFO(verb);
            auto request = base;
            request["do"] = verb;
            request["text"] = verb == std::string("command") ? "/incident note seen" : "seen";
            request["emoji"] = "🔍";
            const auto answer = eve.ask(request);
            CHECK_FALSE(tells_of_it(answer));
            CHECK((answer.contains("error") || answer["answer"]["failed"] == true));
        }
        for (const auto* text :
             {"show #1",
              "note #1 seen",
              "status mitigated #1",
              "rca #1",
              "resolve #1",
              "timeline #1",
              "find salaries",
              "list",
              "catchup #1",
              "take lead #1",
              "role ops @eve #1"}) {
            INFO(text);
            const auto answer = eve.command("general", std::string("/incident ") + text);
            CHECK_FALSE(tells_of_it(
                answer["answer"]["text"].get<std::string>().find("no INC-1") != std::string::npos
                    ? json()
                    : answer
            ));
        }
        eve.settle();
        CHECK(recorded(w, incident_id{1}).size() == before);
    }
    SECTION("those who are named in it see it") {
        ana.command(room, "/incident role ops @bob");
        auto bob = w.open("bob");
        CHECK(bob.open_room(room)["messages"].size() > 0);
        CHECK(bob.ask({{"do", "rca"}, {"id", 1}}).contains("rca"));
    }
    SECTION("the bot works in it as anywhere") {
        const auto opened = ana.open_room(room);
        for (const auto& message : opened["messages"])
            if (message["id"] == "m1") CHECK(message["reactions"][0]["who"] == json{"scribe"});
        CHECK(opened["incident"]["private"] == true);
    }
}

TEST_CASE("a secret that was typed never comes back, and is nowhere on disk", "[wire]") {
    world w;
    auto ana = w.open("ana");
    const auto room = ana.declare("P2 Cache bug");
    const std::string secret = "AKIAIOSFODNN7EXAMPLQ";
    const std::string token = "ghp_0123456789abcdefghijABCDEFGHIJ456789";

    ana.say(room, "m1", "key " + secret + " leaked");
    ana.ask(
        {{"do", "edit"},
         {"room", room},
         {"id", "e1"},
         {"message", "m1"},
         {"text", "token " + token}}
    );
    ana.command(room, "/incident note saw " + secret + " in the log");
    ana.ask({{"do", "pin"}, {"room", room}, {"id", "p1"}, {"message", "m1"}});
    ana.command(room, "/incident resolve " + token);
    auto events = ana.settle();
    events.push_back(ana.open_room(room));
    events.push_back(ana.ask({{"do", "incident"}, {"id", 1}}));
    for (const auto* name : {"default", "full", "customer"})
        events.push_back(ana.ask({{"do", "rca"}, {"id", 1}, {"template", name}}));
    w.stop();

    REQUIRE(json(events).dump().find("[masked: ") != std::string::npos);
    for (const auto& one : {secret, token}) {
        INFO(one);
        CHECK(json(events).dump().find(one) == std::string::npos);
        for (const auto* part : {"", "-wal", "-shm"})
            CHECK(w.file(w.where().database + part).find(one) == std::string::npos);
    }
    w.start();
}

}  // namespace bot::test
