#include "bot/engine/engine.hpp"

#include "bot/store/memory/memory_store.hpp"
#include "tests/engine/rehearsal.hpp"

#include <catch2/catch.hpp>
#include <spdlog/spdlog.h>

using namespace bot;
using namespace bot::test;
using verdict = processed::verdict;
using words = std::vector<std::string>;

namespace {

// A rehearsal with INC-1 declared and its room open as c1.
struct stage {
    stage() {
        spdlog::set_level(spdlog::level::off);
        play.give(command("declare", "declare Cache"));
        opening = play.deliver_all();
    }

    const incident& first() { return *play.run->look().find(incident_id{1}); }

    std::unique_ptr<store> keep = make_memory_store();
    rehearsal play{*keep};
    words opening;
};

std::size_t lines_of(store& keep, incident_id log) {
    return keep.read_back(log, 0, 10'000)->size();
}

}  // namespace

TEST_CASE("a declaration makes the incident, its room, and then speaks in it") {
    auto keep = make_memory_store();
    rehearsal play(*keep);

    const auto done = play.give(command("k", "declare Cache"));

    CHECK(done.is == verdict::done);
    CHECK(done.log == incident_id{1});
    CHECK(done.seq == 1);
    CHECK(done.room == "inc-1");
    CHECK(done.reply->text == "declared INC-1");
    const auto notice = play.run->take_notice();
    CHECK(notice.lines.size() == 2);
    CHECK(notice.changed == std::vector{incident_id{1}});
    CHECK(
        play.deliver_all() ==
        words{": open inc-1", "c1: welcome Cache", "news: new: Cache", "c1: card Cache P2 1"}
    );
    CHECK(play.run->look().log_of_room("chat", "c1") == incident_id{1});
    CHECK(play.run->look().next_incident() == incident_id{2});
    CHECK(keep->verify(incident_id{1})->faults.empty());
}

TEST_CASE("a redelivered inbound is done once") {
    stage on;
    const auto twice = command("k", "note failing over", "c1");

    SECTION("in the same batch") {
        const auto done = on.play.give(std::vector<work_item>{twice, twice});
        CHECK(done[0].is == verdict::done);
        CHECK(done[1].is == verdict::duplicate);
        CHECK(done[1].seq == done[0].seq);
        CHECK(done[1].reply->text == "That was done already (delivered twice).");
    }
    SECTION("later") {
        on.play.give(twice);
        CHECK(on.play.give(twice).is == verdict::duplicate);
    }
    SECTION("after a restart") {
        on.play.give(twice);
        on.play.reopen();
        CHECK(on.play.give(twice).is == verdict::duplicate);
    }
    CHECK(on.first().rows.size() == 2);
}

TEST_CASE("a redelivered message is answered by nothing") {
    stage on;
    on.play.give(message("m1", "note it"));

    const auto again = on.play.give(message("m1", "note it"));

    CHECK(again.is == verdict::duplicate);
    CHECK_FALSE(again.reply);
}

TEST_CASE("an inbound without a key is refused and leaves nothing") {
    stage on;
    auto keyless = message("m1", "note it");
    keyless.key.clear();
    const auto before = lines_of(*on.keep, incident_id{1});

    CHECK(on.play.give(keyless).is == verdict::refused);
    CHECK(lines_of(*on.keep, incident_id{1}) == before);
}

TEST_CASE("a decision that leaves nothing is not journaled") {
    stage on;

    CHECK(on.play.give(command("k", "help")).reply->text == "help yourself");
    CHECK_FALSE(*on.keep->journaled("k"));
    CHECK(on.play.give(command("k", "help")).reply->text == "help yourself");
}

TEST_CASE("a handler that fails harms nobody else, keeps the words, and the room hears once") {
    stage on;
    const auto trouble = GENERATE(as<std::string>{}, "throw", "nonsense", "clash");
    CAPTURE(trouble);

    const auto done = on.play.give(std::vector<work_item>{
        message("m1", "note before"),
        message("m2", trouble),
        command("k3", trouble, "c1"),
        message("m4", "note after")});

    CHECK(done[0].is == verdict::done);
    CHECK(done[3].is == verdict::done);
    CHECK(done[1].is == verdict::failed);
    CHECK(done[2].reply->failed);
    CHECK((*on.keep->journaled(message("m2", "").key))->failed);
    CHECK(on.first().rows.size() == 3);
    CHECK(on.play.run->look().message("chat", "c1", "m2")->text == trouble);
    const auto said = on.play.deliver_all();
    const auto told = std::count_if(said.begin(), said.end(), [](const std::string& line) {
        return line.starts_with("c1: Scribe could not handle that");
    });
    CHECK(told == 1);
    CHECK(on.play.give(message("m2", trouble)).is == verdict::duplicate);
}

TEST_CASE("a failed command outside any incident answers whoever gave it") {
    stage on;

    const auto done = on.play.give(command("k", "throw", "hall"));

    CHECK(done.is == verdict::failed);
    CHECK(done.log == incident_id::none);
    CHECK(
        on.play.deliver_all() ==
        words{"u1: Scribe could not handle that command: a fault of ours, and nothing was done."}
    );
}

TEST_CASE("a card that cannot be made does not lose the facts") {
    stage on;

    CHECK(on.play.give(command("k", "severity P0", "c1")).is == verdict::done);
    CHECK(on.first().severity == "P0");
    CHECK(on.play.deliver_all().empty());
}

TEST_CASE("a message is kept as it was said last, and gone when it was deleted") {
    stage on;
    on.play.give(message("m1", "note secret plan"));
    auto& look = on.play.run->look();
    CHECK(look.message("chat", "c1", "m1")->text == "note secret plan");

    on.play.give(edit("m1", "note better plan"));
    CHECK(look.message("chat", "c1", "m1")->text == "note better plan");
    CHECK(look.message("chat", "c1", "m1")->edited);

    const auto batch =
        std::vector<work_item>{message("m2", "note seen"), deletion("m2"), deletion("m1")};
    on.play.give(batch);
    CHECK(look.message("chat", "c1", "m1")->deleted);
    CHECK(look.message("chat", "c1", "m1")->text.empty());
    for (const auto& row : on.first().rows) CHECK(row.text.find("plan") == std::string::npos);
    CHECK(dump(on.first()).find("plan") == std::string::npos);
    const auto notice = on.play.run->take_notice();
    CHECK_FALSE(notice.lines.empty());
    for (const auto& line : notice.lines) {
        const auto* posted = std::get_if<message_posted>(&line.what);
        CHECK((!posted || posted->text.empty()));
    }
    CHECK(on.keep->verify(incident_id{1})->faults.empty());
}

TEST_CASE("a room outside any incident gets a log of its own when the platform keeps rooms") {
    stage on;
    auto said = message("m1", "hello", "c7");
    CHECK(on.play.give(said).log == incident_id::none);
    said.keeps_room = true;

    const auto done = on.play.give(said);

    CHECK(done.log == incident_id{-1});
    CHECK(on.play.run->take_notice().rooms.size() == 1);
    CHECK(on.play.run->look().next_room_log() == incident_id{-2});
    CHECK(on.play.run->look().message("chat", "c7", "m1")->text == "hello");
}

TEST_CASE("an alert waits until an incident takes it") {
    stage on;
    on.play.give(command("a", "alert Db"));
    CHECK(on.play.run->look().waiting_alerts("Db").size() == 1);

    on.play.give(command("d", "declare Db"));

    CHECK(on.play.run->look().waiting_alerts("Db").empty());
    CHECK(on.play.run->look().find(incident_id{2})->alerts.size() == 1);
}

TEST_CASE("a brief is saved once for a batch, newest first") {
    stage on;
    on.play.give(std::vector<work_item>{
        command("d2", "declare Second"),
        command("s", "severity P1", "c1"),
        command("r", "resolve", "c1")});

    const auto briefs = on.play.run->look().briefs();
    REQUIRE(briefs.size() == 2);
    CHECK(briefs[0].title == "Second");
    CHECK(briefs[1].severity == "P1");
    CHECK(on.play.run->look().open_briefs().size() == 1);
    CHECK((*on.keep->briefs(true)).size() == 1);
}

TEST_CASE("incidents beyond the limit are let go and come back as they were") {
    auto keep = make_memory_store();
    rehearsal play(*keep, 2);
    for (int i = 1; i <= 6; ++i) play.give(command("d" + std::to_string(i), "declare T"));
    play.deliver_all();
    for (int i = 1; i <= 6; ++i)
        play.give(message("m", "note of " + std::to_string(i), "c" + std::to_string(i)));

    for (int i = 1; i <= 6; ++i)
        CHECK(play.run->look().find(incident_id{i})->rows.back().text == "of " + std::to_string(i));
    const auto live = dump(*play.run, *keep);
    play.reopen();
    CHECK(dump(*play.run, *keep) == live);
}

TEST_CASE("a timer fires once") {
    stage on;
    on.play.give(command("k", "timer tea 60", "c1"));
    CHECK(on.play.run->next_wake() == at_second(61));
    CHECK(on.play.run->due_timers(at_second(60)).empty());

    SECTION("and is not due again") {}
    SECTION("also when it is handed out twice") {
        const auto due = on.play.run->due_timers(at_second(61));
        CHECK(on.play.give(due.front()).is == verdict::done);
        CHECK(on.play.give(due.front()).is == verdict::duplicate);
    }
    SECTION("also across a restart between due and done") {
        on.play.run->due_timers(at_second(61));
        on.play.reopen();
    }
    for (auto& due : on.play.run->due_timers(at_second(61))) on.play.give(due);
    CHECK(on.first().rows.back().text == "timer tea");
    CHECK(on.first().rows.size() == 2);
    on.play.reopen();
    CHECK(on.play.run->due_timers(at_second(61)).empty());
    CHECK(on.play.run->next_wake() == at_second(601));
}

TEST_CASE("a timer that was cancelled or moved after it was handed out does not fire") {
    stage on;
    on.play.give(command("k", "timer tea 60", "c1"));
    const auto due = on.play.run->due_timers(at_second(61)).front();
    const auto change = GENERATE(as<std::string>{}, "stop tea", "timer tea 90");

    const auto done = on.play.give(std::vector<work_item>{command("k2", change, "c1"), due});

    CHECK(done[1].is == verdict::duplicate);
    CHECK(on.first().rows.size() == 1);
}

TEST_CASE("a timer whose handler throws is not tried for ever") {
    stage on;
    on.play.give(command("k", "timer bad 60", "c1"));

    CHECK(on.play.give(on.play.run->due_timers(at_second(61)).front()).is == verdict::failed);
    CHECK(on.play.run->due_timers(at_second(61)).empty());
    CHECK(on.play.deliver_all().size() == 1);
}
