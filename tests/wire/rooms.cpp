// What people in one room see of each other.
#include "tests/wire/world.hpp"

#include <catch2/catch.hpp>

#include <set>

namespace bot::test {
namespace {

// The next news of that message, once it is so.
json news_of(
    browser& page, const std::string& id, const std::function<bool(const json&)>& is_so = {}
) {
    json found;
    page.event("messages", [&](const json& told) {
        for (const auto& message : told["messages"])
            if (message["id"] == id && (!is_so || is_so(message))) found = message;
        return !found.is_null();
    });
    return found;
}

json shown(browser& page, const std::string& room, const std::string& id) {
    const auto opened = page.open_room(room);
    for (const auto& message : opened["messages"])
        if (message["id"] == id) return message;
    return {};
}

bool speaks_of(const std::vector<json>& events, const std::string& words) {
    return std::any_of(events.begin(), events.end(), [&](const json& told) {
        return told.dump().find(words) != std::string::npos;
    });
}

}  // namespace

TEST_CASE(
    "two browsers see the same: messages, threads, edits, deletes, reactions, pins", "[wire]"
) {
    world w;
    auto ana = w.open("ana");
    const auto room = ana.declare("P2 Cache bug");
    auto bob = w.open("bob");
    REQUIRE(bob.open_room(room).contains("ok"));
    bob.settle();

    ana.say(room, "m1", "**hit rate** fell <b>");
    auto seen = news_of(bob, "m1");
    CHECK(seen["who"] == "ana");
    CHECK(seen["text"] == "**hit rate** fell <b>");
    CHECK(seen["html"].get<std::string>().find("<strong>hit rate</strong>") != std::string::npos);
    CHECK(seen["html"].get<std::string>().find("<b>") == std::string::npos);
    CHECK(seen["at"] == "2026-03-02T09:00:00Z");
    CHECK(seen["parent"].is_null());

    bob.ask({{"do", "send"}, {"room", room}, {"id", "m2"}, {"text", "to 3 %"}, {"parent", "m1"}});
    CHECK(news_of(ana, "m2")["parent"] == "m1");

    ana.ask({{"do", "edit"}, {"room", room}, {"id", "e1"}, {"message", "m1"}, {"text", "it fell"}});
    seen = news_of(bob, "m1");
    CHECK(seen["text"] == "it fell");
    CHECK(seen["edited"] == true);

    bob.ask({{"do", "react"}, {"room", room}, {"id", "r1"}, {"message", "m1"}, {"emoji", "🔍"}});
    seen = news_of(ana, "m1", [](const json& m) { return !m["reactions"].empty(); });
    CHECK(seen["reactions"][0] == json{{"emoji", "🔍"}, {"who", {"bob"}}});
    ana.settle();
    bob.ask(
        {{"do", "react"},
         {"room", room},
         {"id", "r2"},
         {"message", "m1"},
         {"emoji", "🔍"},
         {"on", false}}
    );
    ana.settle();
    CHECK(shown(ana, room, "m1")["reactions"].empty());

    bob.ask({{"do", "pin"}, {"room", room}, {"id", "p1"}, {"message", "m1"}});
    news_of(ana, "m1", [](const json& m) { return m["pinned"].get<bool>(); });
    ana.settle();
    CHECK(shown(ana, room, "m1")["reactions"][0]["who"] == json{"scribe"});

    bob.settle();
    ana.ask({{"do", "delete"}, {"room", room}, {"id", "d1"}, {"message", "m1"}});
    seen = news_of(bob, "m1");
    CHECK(seen["deleted"] == true);
    CHECK(seen["text"] == "");
    CHECK(seen["html"] == "");

    for (const auto* id : {"m1", "m2"}) CHECK(shown(ana, room, id) == shown(bob, room, id));
}

TEST_CASE("the incident's panel follows what is said", "[wire]") {
    world w;
    auto ana = w.open("ana");
    const auto room = ana.declare("P2 Cache bug");
    auto bob = w.open("bob");
    bob.open_room(room);
    bob.settle();

    ana.command(room, "/incident severity P1 all are hurt");
    const auto panel = bob.event("incident", [](const json& told) {
        return told["incident"]["severity"] == "P1";
    });
    CHECK(panel["incident"]["label"] == "INC-1");
    CHECK(panel["incident"]["room"] == room);
    const auto in_list = bob.event("room", [&](const json& told) {
        return told["room"]["id"] == room && told["room"]["incident"]["severity"] == "P1";
    });
    CHECK(in_list["room"]["incident"]["state"] == "open");
}

TEST_CASE("nobody but its author changes a message", "[wire]") {
    world w;
    auto ana = w.open("ana");
    auto bob = w.open("bob");
    ana.say("general", "m1", "mine");
    for (const auto* verb : {"edit", "delete"}) {
        INFO(verb);
        json request{{"do", verb}, {"room", "general"}, {"id", verb}, {"message", "m1"}};
        if (verb == std::string("edit")) request["text"] = "yours";
        CHECK(bob.ask(request)["code"] == "refused");
    }
    CHECK(shown(bob, "general", "m1")["text"] == "mine");
}

TEST_CASE("who left a room hears of it no more", "[wire]") {
    world w;
    auto ana = w.open("ana");
    auto bob = w.open("bob");
    bob.open_room("general");
    ana.say("general", "m1", "first words");
    CHECK(news_of(bob, "m1")["text"] == "first words");

    bob.ask({{"do", "close"}, {"room", "general"}});
    ana.say("general", "m2", "second words");

    CHECK_FALSE(speaks_of(bob.settle(), "second words"));
}

TEST_CASE("paging back over 450 messages gives each once, in order", "[wire]") {
    world w;
    auto ana = w.open("ana");
    std::int64_t last = 0;
    for (int i = 0; i < 450; ++i)
        last = ana.send(
            {{"do", "send"},
             {"room", "general"},
             {"id", "m" + std::to_string(i)},
             {"text", "words " + std::to_string(i)}}
        );
    // Edits and reactions lie between the messages and count for no page.
    for (int i = 0; i < 450; i += 3)
        last = ana.send(
            {{"do", "react"},
             {"room", "general"},
             {"id", "r" + std::to_string(i)},
             {"message", "m" + std::to_string(i)},
             {"emoji", "👍"}}
        );
    ana.answer_to(last);

    std::vector<std::string> texts;
    std::int64_t before = 0;
    for (int page = 0;; ++page) {
        REQUIRE(page < 10);
        json request{{"do", "open"}, {"room", "general"}};
        if (before > 0) request["before"] = before;
        const auto got = ana.ask(request);
        const auto& messages = got["messages"];
        std::vector<std::string> older;
        for (const auto& message : messages) older.push_back(message["text"].get<std::string>());
        texts.insert(texts.begin(), older.begin(), older.end());
        if (!got["more"].get<bool>()) break;
        CHECK(messages.size() == 100);
        before = messages.front()["seq"].get<std::int64_t>();
    }
    REQUIRE(texts.size() == 450);
    for (std::size_t i = 0; i < texts.size(); ++i) CHECK(texts[i] == "words " + std::to_string(i));
}

TEST_CASE("what is meant for one person reaches nobody else", "[wire]") {
    world w;
    auto ana = w.open("ana");
    const auto room = ana.declare("P2 Cache bug");
    auto bob = w.open("bob");
    bob.open_room(room);
    bob.settle();

    CHECK(ana.command(room, "/incident help")["answer"]["private"] == true);
    CHECK(ana.command(room, "/incident frobnicate")["answer"]["failed"] == true);
    CHECK(ana.command(room, "/incident catchup")["answer"]["private"] == true);
    ana.say(room, "m1", "!note");
    const auto told = ana.event("private");
    CHECK(told["room"] == room);
    CHECK(told["failed"] == true);

    const auto news = bob.settle();
    for (const auto* words : {"frobnicate", "I keep the record", "nothing after"})
        CHECK_FALSE(speaks_of(news, words));
    for (const auto& one : news) CHECK(one["event"] != "private");
    bob.open_room(room);
    const auto page = bob.open_room(room).dump();
    CHECK(page.find("frobnicate") == std::string::npos);
}

TEST_CASE("nobody speaks or looks into another person's room", "[wire]") {
    world w;
    auto ana = w.open("ana");
    auto bob = w.open("bob");
    const auto room = ana.declare("P2 Cache bug");
    ana.command(room, "/incident role lead @bob");
    ana.settle();
    REQUIRE(bob.open_room("@bob").contains("ok"));

    CHECK(ana.open_room("@bob")["code"] == "not_found");
    CHECK(ana.say("@bob", "m1", "I am Scribe")["code"] == "not_found");
    CHECK(ana.command("@bob", "/incident list")["code"] == "not_found");
    bool listed = false;
    const auto rooms = ana.ask({{"do", "rooms"}});
    for (const auto& one : rooms["rooms"]) listed = listed || one["id"] == "@bob";
    CHECK_FALSE(listed);
    CHECK_FALSE(speaks_of(bob.settle(), "I am Scribe"));
}

TEST_CASE("rooms are made by people, incidents' rooms by Scribe alone", "[wire]") {
    world w([](configuration& config) { config.incident.channel_prefix = "outage"; });
    auto ana = w.open("ana");
    CHECK(ana.ask({{"do", "create-room"}, {"name", "inc-talk"}}).contains("room"));
    CHECK(ana.ask({{"do", "create-room"}, {"name", "outage-1-plan"}})["code"] == "invalid");
    CHECK(ana.declare("P2 Plan") == "outage-1-plan");
}

TEST_CASE("an incident's room that somebody took first gets another name, told at once", "[wire]") {
    world w;
    auto ana = w.open("ana");
    REQUIRE(ana.say("inc-1-cache-bug", "m1", "squatting").contains("ok"));

    const auto room = ana.declare("P2 Cache bug");

    CHECK(room == "inc-1-cache-bug-2");
    CHECK(ana.open_room(room)["incident"]["label"] == "INC-1");
    CHECK(ana.open_room("inc-1-cache-bug")["incident"].is_null());
}

}  // namespace bot::test
