// The same incident while Slack repeats itself, loses answers and asks for patience.
#include "tests/wire_slack/incident_script.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace bot::test {
namespace {

using namespace std::chrono_literals;
using emulator::slack::fault;

std::vector<std::string> live(const std::function<void(world&)>& trouble) {
    world w({.change = [](configuration& config) {
        config.incident.console_url = "https://scribe.example";
        config.incident.update_every = 0min;
    }});
    w.slack->delivery_policy() = {200ms, {0ms, 200ms, 400ms}, false};
    trouble(w);
    // An hour for each step: no attempt that has to wait shows in the times that are told.
    auto at = w.now();
    for (const auto& each : incident_steps()) {
        each(w);
        w.settle();
        w.set_clock(at += 1h);
    }
    CHECK(w.space.duplicates().empty());
    CHECK(w.slack->record().acked_twice().empty());
    CHECK(w.slack->record().unacked().empty());
    return seen_in_the_end(w);
}

const std::vector<std::string>& without_trouble() {
    static const auto seen = live([](world&) {});
    return seen;
}

void check_same(const std::vector<std::string>& with) {
    const auto& without = without_trouble();
    REQUIRE(with.size() == without.size());
    for (std::size_t line = 0; line < with.size(); ++line) CHECK(with[line] == without[line]);
}

fault always(std::string name, std::string only = {}) {
    fault what;
    what.name = std::move(name);
    what.only = std::move(only);
    what.times = 1'000'000;
    return what;
}

}  // namespace

TEST_CASE("S29, S30: whatever is told twice over two sockets has one effect", "[story]") {
    const std::string how = GENERATE("twice", "again");
    INFO(how);
    check_same(live([&](world& w) { REQUIRE(w.slack->arm(always(how))); }));
}

TEST_CASE("S31: what comes with a retry only is handled all the same", "[story]") {
    check_same(live([&](world& w) { REQUIRE(w.slack->arm(always("lost", "events_api"))); }));
}

TEST_CASE("S46: an answer that gets lost leaves one thing to be seen, whatever it is", "[story]") {
    const std::string method = GENERATE(
        "conversations.create",
        "conversations.setPurpose",
        "conversations.setTopic",
        "conversations.invite",
        "bookmarks.add",
        "chat.postMessage",
        "chat.update",
        "pins.add",
        "reactions.add",
        "files.completeUploadExternal"
    );
    const std::string how = GENERATE("drop_after", "status_after", "error_after", "cut_body");
    INFO(how << " of " << method);
    check_same(live([&](world& w) {
        auto once = always(how, method);
        once.times = 1;
        REQUIRE(w.slack->arm(once));
    }));
}

TEST_CASE("S44, S45: who has to wait keeps the order of the channel", "[story]") {
    check_same(live([](world& w) {
        for (const auto* method : {"chat.postMessage", "chat.update", "reactions.add"}) {
            auto often = always("too_many", method);
            often.value = "1";
            often.chance = 0.4;
            often.times = 30;
            REQUIRE(w.slack->arm(often));
        }
    }));
}

TEST_CASE("who declares is let in, however long the channel took", "[story]") {
    world w;
    for (const auto& [method, times] :
         {std::pair{"conversations.create", 2}, std::pair{"conversations.invite", 1}}) {
        auto busy = always("too_many", method);
        busy.value = "1";
        busy.times = times;
        REQUIRE(w.slack->arm(busy));
    }

    const auto room = w.declare("ana", "P1 Disk full");

    CHECK(std::ranges::count(w.space.find_channel(room)->members, w.ana) == 1);
}

TEST_CASE("S44: Slack's own limits are kept without a refusal", "[story]") {
    world w({.minute = 600ms});
    w.space.policy().rate_limits = true;
    w.let_time_flow();
    const auto room = w.declare("ana", "P1 Disk full");
    std::string wanted;
    for (int i = 0; i < 20; ++i) {
        w.command("ana", room, "/incident note number " + std::to_string(i));
        wanted += "*note* by ana: number " + std::to_string(i) + "\n\n";
    }
    w.settle();

    // Words that had to wait are read together.
    std::string said;
    const std::string us = "scribe (app): ";
    for (const auto& line : w.lines(room))
        if (line.starts_with(us + "*note*")) said += line.substr(us.size()) + "\n\n";
    CHECK(said == wanted);
    for (const auto& each : w.space.journal()) CHECK(each.status != 429);
}

TEST_CASE("S49: where a form came too late its asker reads what to type", "[story]") {
    world w;
    const auto room = w.declare("ana", "P1 Disk full");
    w.settle();
    w.space.policy().trigger_lives = -1ms;

    w.command("ana", room, "/incident note");
    w.run_until([&] { return !w.whispers(room, "ana").empty(); }, "words for ana");

    CHECK(w.space.modals("ana").empty());
    CHECK(w.whispers(room, "ana").back().find("/incident note") != std::string::npos);
}

TEST_CASE("S49: a form is asked for at once", "[story]") {
    world w;
    const auto room = w.declare("ana", "P1 Disk full");
    w.settle();
    w.space.policy().trigger_lives = 1s;

    w.command("ana", room, "/incident note");

    CHECK_FALSE(w.form_of("ana").content.empty());
}

}  // namespace bot::test
