// Nothing that was acknowledged is lost, nothing is done twice, whatever happens between.
#include "tests/wire/world.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

namespace bot::test {
namespace {

using namespace std::chrono_literals;

incident_id log_of(browser& page, world& w, const std::string& room) {
    page.settle();
    const auto keep = open_record(w.where(), open_mode::read_only).value();
    const auto rooms = keep->rooms().value();
    for (const auto& one : rooms)
        if (one.channel == room) return one.log;
    return incident_id::none;
}

std::size_t count_in_room(browser& page, const std::string& room, const std::string& text) {
    const auto opened = page.open_room(room);
    std::size_t count = 0;
    for (const auto& message : opened["messages"])
        count += message["text"].get<std::string>().find(text) != std::string::npos ? 1 : 0;
    return count;
}

}  // namespace

TEST_CASE("an acknowledgement comes after the commit and not before", "[wire]") {
    world w;
    auto ana = w.open("ana");
    ana.say("general", "m0", "there is a room now");
    const auto log = log_of(ana, w, "general");

    w.hold_engine();
    const auto n =
        ana.send({{"do", "send"}, {"room", "general"}, {"id", "m1"}, {"text", "held words"}});
    // Answered without the engine, so the frame before it has been read.
    for (int turn = 0; turn < 3; ++turn) ana.ask({{"do", "templates"}});
    CHECK_FALSE(ana.is_answered(n));
    CHECK(times_recorded(w, log, "m1") == 0);

    w.release_engine();
    CHECK(ana.answer_to(n) == json{{"ok", true}});
    CHECK(times_recorded(w, log, "m1") == 1);
}

TEST_CASE("what is sent again under its id is acknowledged again and stored once", "[wire]") {
    world w;
    auto ana = w.open("ana");
    REQUIRE(ana.say("general", "m1", "once").contains("ok"));
    const auto log = log_of(ana, w, "general");

    SECTION("on the same socket") {
        CHECK(ana.say("general", "m1", "once") == json{{"ok", true}});
    }
    SECTION("after a new connection") {
        ana.leave();
        auto again = w.open("ana");
        CHECK(again.say("general", "m1", "once") == json{{"ok", true}});
    }
    SECTION("after a restart") {
        w.restart();
        auto again = w.open("ana");
        CHECK(again.say("general", "m1", "once") == json{{"ok", true}});
    }
    SECTION("after it was deleted: it stays deleted") {
        ana.ask({{"do", "delete"}, {"room", "general"}, {"id", "d1"}, {"message", "m1"}});
        CHECK(ana.say("general", "m1", "once") == json{{"ok", true}});
        CHECK(count_in_room(ana, "general", "once") == 0);
    }
    CHECK(times_recorded(w, log, "m1") <= 1);
}

TEST_CASE("a command sent again is done once", "[wire]") {
    world w;
    auto ana = w.open("ana");
    const json declare{
        {"do", "command"},
        {"room", "general"},
        {"id", "twice"},
        {"text", "/incident declare P2 Bug"}};
    REQUIRE(ana.ask(declare)["answer"]["failed"] == false);
    ana.leave();

    auto again = w.open("ana");
    CHECK(again.ask(declare).contains("ok"));

    const auto list =
        again.command("general", "/incident list")["answer"]["text"].get<std::string>();
    CHECK(list.find("INC-1") != std::string::npos);
    CHECK(list.find("INC-2") == std::string::npos);
}

TEST_CASE("changes sent again change nothing more", "[wire]") {
    world w;
    auto ana = w.open("ana");
    const auto room = ana.declare("P2 Cache bug");
    ana.say(room, "m1", "first");
    const json requests[] = {
        {{"do", "edit"}, {"room", room}, {"id", "e1"}, {"message", "m1"}, {"text", "second"}},
        {{"do", "react"}, {"room", room}, {"id", "r1"}, {"message", "m1"}, {"emoji", "👍"}},
        {{"do", "pin"}, {"room", room}, {"id", "p1"}, {"message", "m1"}},
        {{"do", "promote"}, {"room", room}, {"id", "k1"}, {"message", "m1"}, {"kind", "fix"}},
        {{"do", "delete"}, {"room", room}, {"id", "d1"}, {"message", "m1"}},
    };
    for (const auto& request : requests) {
        INFO(request.dump());
        CHECK(ana.ask(request).contains("ok"));
        ana.settle();
        const auto before = recorded(w, incident_id{1}).size();
        CHECK(ana.ask(request).contains("ok"));
        ana.settle();
        CHECK(recorded(w, incident_id{1}).size() == before);
    }
}

TEST_CASE("somebody else's id is a conflict and stores nothing", "[wire]") {
    world w;
    auto ana = w.open("ana");
    auto bob = w.open("bob");
    REQUIRE(ana.say("general", "m1", "mine").contains("ok"));

    const auto answer = bob.say("general", "m1", "yours");

    CHECK(answer["code"] == "conflict");
    CHECK(count_in_room(bob, "general", "yours") == 0);
    CHECK(bob.say("ops", "m1", "another room").contains("ok"));
    CHECK(bob.say("general", "m2", "yours").contains("ok"));
}

TEST_CASE("one person's requests are recorded in the order they were sent", "[wire]") {
    world w;
    auto ana = w.open("ana");
    std::int64_t last = 0;
    for (int i = 0; i < 1'000; ++i)
        last = ana.send(
            {{"do", "send"}, {"room", "general"}, {"id", "m" + std::to_string(i)}, {"text", "x"}}
        );
    ana.answer_to(last);

    int next = 0;
    for (const auto& line : recorded(w, log_of(ana, w, "general")))
        if (std::holds_alternative<message_posted>(line.what))
            CHECK(line.message == "m" + std::to_string(next++));
    CHECK(next == 1'000);
}

TEST_CASE("a restart in the middle of an incident goes on where it was", "[wire]") {
    world w;
    auto ana = w.open("ana");
    const auto room = ana.declare("P2 Cache bug");
    ana.command(room, "/incident take lead");
    ana.say(room, "m1", "before the restart");
    ana.ask({{"do", "pin"}, {"room", room}, {"id", "p1"}, {"message", "m1"}});
    ana.settle();
    const auto cookie = w.sign_in("ana");
    const auto before = ana.ask({{"do", "incident"}, {"id", 1}})["incident"];

    SECTION("politely") {
        w.restart();
    }
    SECTION("without a goodbye") {
        w.cut();
        w.start();
    }

    auto socket = w.open_socket({{"Cookie", cookie}});
    REQUIRE(socket);
    browser back(w, std::move(*socket));
    const auto opened = back.open_room(room);
    CHECK(opened["incident"] == before);
    CHECK(count_in_room(back, room, "before the restart") == 1);
    back.say(room, "m2", "after the restart");
    CHECK(back.command(room, "/incident mitigated").contains("ok"));
    const auto now = back.ask({{"do", "incident"}, {"id", 1}})["incident"];
    CHECK(now["status"] == "mitigated");

    w.advance(2h);
    back.settle();
    CHECK(count_in_room(back, "@ana", "update") + count_in_room(back, room, "update") > 0);
    CHECK(back.declare("P3 Next") == "inc-2-next");
    const auto keep = open_record(w.where(), open_mode::read_only).value();
    CHECK(keep->verify(incident_id{1}).value().faults.empty());
}

TEST_CASE("what was to go out when the power went goes out after it", "[wire]") {
    world w;
    {
        auto ana = w.open("ana");
        ana.send(
            {{"do", "command"},
             {"room", "general"},
             {"id", "c1"},
             {"text", "/incident declare P2 Cache bug"}}
        );
        const auto file = w.where();
        w.run_until(
            [&] {
                const auto keep = open_record(file, open_mode::read_only).value();
                return !keep->briefs(true).value().empty();
            },
            "the declaration"
        );
    }
    REQUIRE(w.has_errands());
    w.cut();
    w.start();

    auto ana = w.open("ana");
    ana.settle();
    const auto opened = ana.open_room("inc-1-cache-bug");
    CHECK(opened["incident"]["label"] == "INC-1");
    CHECK(count_in_room(ana, "incidents", "INC-1") == 1);
}

TEST_CASE("an RCA that cannot be written is told, and written when asked again", "[wire]") {
    world w;
    auto ana = w.open("ana");
    const auto room = ana.declare("P2 Cache bug");
    std::ofstream(w.where().rca) << "in the way";
    ana.command(room, "/incident resolve done");
    ana.settle();
    CHECK(count_in_room(ana, room, "Could not publish the RCA: Cannot open " + w.where().rca) == 1);

    std::filesystem::remove(w.where().rca);
    ana.command(room, "/incident rca publish");
    ana.settle();

    CHECK(std::filesystem::exists(w.where().rca + "/2026-03-02-cache-bug.md"));
}

TEST_CASE("who reads too slowly is let go, and nobody else notices", "[wire]") {
    http_server_options options;
    options.websocket.send_budget = 256 * 1024;
    options.websocket.close_grace = 100ms;
    world w({}, options);
    auto ana = w.open("ana");
    auto bob = w.open("bob");
    bob.open_room("general");
    auto slow = w.open_socket({{"Cookie", w.sign_in("eve")}});
    REQUIRE(slow);
    (*slow)->send(R"({"n":1,"do":"open","room":"general"})");
    REQUIRE(w.wait((*slow)->read()));

    // Two of them at a time: bob reads what the budget holds.
    const std::string words(30'000, 'w');
    constexpr int count = 300;
    for (int i = 0; i < count; ++i) {
        REQUIRE(ana.say("general", "m" + std::to_string(i), words).contains("ok"));
        bob.event("messages");
    }

    CHECK(bob.is_open());
    CHECK(bob.say("general", "last", "still here").contains("ok"));
    int got = 0;
    while (got <= count && w.wait((*slow)->read())) ++got;
    CHECK(got < count);
}

}  // namespace bot::test
