// HTTP mode: Slack calls us. Told again, answered late, forged, and called in vain while we were
// away.
#include "tests/wire_slack/world.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace bot::test {
namespace {

using namespace std::chrono_literals;
using emulator::slack::fault;

world_options over_http() {
    world_options how;
    how.http = true;
    return how;
}

void arm(world& in, std::string name, std::string only, int times) {
    fault what;
    what.name = std::move(name);
    what.only = std::move(only);
    what.times = times;
    REQUIRE(in.slack->arm(what));
}

std::ptrdiff_t times_said(world& w, std::string_view words) {
    return std::ranges::count_if(w.recorded(1), [&](const record& line) {
        const auto* said = std::get_if<message_posted>(&line.what);
        return said && said->text == words;
    });
}

// What people put on the timeline, sorted.
using words = std::vector<std::string>;
words told_rows(world& w) {
    words all;
    for (const auto& row : w.about(1).rows)
        if (row.kind == row_kind::note || row.kind == row_kind::message) all.push_back(row.text);
    std::ranges::sort(all);
    return all;
}

// Every request to an address we were given for an answer.
std::ptrdiff_t answers_sent(const world& w) {
    return std::ranges::count_if(w.slack->requests(), [](const auto& one) {
        return one.what.target().find("/commands/") != std::string::npos;
    });
}

}  // namespace

TEST_CASE(
    "S29: over HTTP what is told at once, after one minute and after five is done once",
    "[story][http]"
) {
    world w(over_http());
    const auto room = w.declare("ana", "P1 Disk full");
    // Slack's minutes by the thousandth; what the app says gets lost three times.
    w.slack->delivery_policy() = {3s, {0ms, 60ms, 300ms}, false};
    arm(w, "unheard", "events_api", 3);

    const auto asked = w.slack->record().all().size();
    w.says("ana", room, "!note the dumps are gone");
    w.until_acked();
    w.settle();

    const auto& told = w.slack->record().all().at(asked);
    REQUIRE(told.sent.size() == 4);
    for (int attempt = 0; attempt < 4; ++attempt)
        CHECK(told.sent[static_cast<std::size_t>(attempt)].attempt == attempt);
    CHECK(told.sent[1].reason == "http_timeout");
    CHECK(told.sent[2].at - told.sent[1].at >= 60ms);
    CHECK(told.sent[3].at - told.sent[2].at >= 300ms);
    CHECK(told.acks.size() == 1);
    CHECK(times_said(w, "!note the dumps are gone") == 1);
    CHECK(told_rows(w) == words{"the dumps are gone"});
}

TEST_CASE("S30: over HTTP a command that comes twice is done once", "[story][http]") {
    world w(over_http());
    const auto room = w.declare("ana", "P1 Disk full");
    arm(w, "twice", "slash_commands", 1);

    w.command("ana", room, "/incident note once");
    w.settle();

    CHECK(told_rows(w) == words{"once"});
    CHECK(w.space.duplicates().empty());
}

TEST_CASE(
    "S42: over HTTP an answer that comes too late goes to the response_url", "[story][http]"
) {
    world w(over_http());
    const auto room = w.declare("ana", "P1 Disk full");
    w.settle();
    const auto before = answers_sent(w);
    w.hold_record();

    w.space.runs_command("ana", room, "/incident help", w.moment());
    const auto& told = w.slack->record().all().back();
    w.run_until([&] { return !told.acks.empty() || told.given_up; }, "an answer to the command");
    REQUIRE(told.acks.size() == 1);
    CHECK(told.acks.front().latency < 3s);
    CHECK(told.acks.front().payload.empty());
    CHECK(w.whispers(room, "ana").empty());
    w.let_record_go();
    w.run_until([&] { return !w.whispers(room, "ana").empty(); }, "help for ana");

    CHECK(w.whispers(room, "ana").back().find("/incident") != std::string::npos);
    CHECK(answers_sent(w) == before + 1);
}

TEST_CASE("over HTTP a form opens, says what is wrong, and closes", "[story][http]") {
    world w(over_http());
    w.command("ana", w.ops, "/incident declare");

    const auto wrong =
        w.submits("ana", {{"What is wrong?", "Disk full"}, {"Since when?", "the day before"}});
    CHECK(wrong.find("the day before") != std::string::npos);
    CHECK(w.channel_of(1).empty());
    CHECK(w.submits("ana", {{"What is wrong?", "Disk full"}, {"Since when?", "08:50"}}).empty());
    w.settle();

    CHECK(w.space.modals("ana").empty());
    CHECK(w.about(1).title == "Disk full");
    REQUIRE(w.about(1).reached(milestone::started));
}

TEST_CASE("S29: over HTTP what Slack stops telling is found before anybody asks", "[story][http]") {
    auto how = over_http();
    how.parts = [](bot::slack::slack_parts& parts) {
        parts.quiet = 200ms;
        parts.quiet_grace = 20ms;
    };
    world w(std::move(how));
    const auto room = w.declare("ana", "P1 Disk full");
    w.joins("ben", room);
    w.settle();

    const auto old = w.says("ana", room, "my password is cheese");
    w.settle();

    // It switched the Request URL of events off; commands go on.
    w.slack->delivery_policy() = {1ms, {0ms, 0ms, 0ms}, false};
    arm(w, "lost", "events_api", 1'000);
    w.advance(1s);
    const auto said = w.says("ana", room, "!note the dumps are gone");
    w.space.reacts("ben", room, said, "eyes", w.moment());
    w.space.deletes("ana", room, old, w.moment());
    const auto begun = std::chrono::steady_clock::now();
    const auto is_known = [&] {
        return w.ask<bool>([&](archive& from) {
            const auto kept = from.look().message("slack", room, said);
            const auto before = from.look().message("slack", room, old);
            return kept && kept->reactions.size() == 1 && before && before->deleted;
        });
    };
    while (!is_known()) {
        REQUIRE(std::chrono::steady_clock::now() - begun < 20s);
        w.command("ben", room, "/incident help");
    }
    CHECK(times_said(w, "!note the dumps are gone") == 1);
    CHECK(told_rows(w) == words{"the dumps are gone"});
}

TEST_CASE("S39: while the secret is changed, Slack may sign with either", "[story][http]") {
    auto how = over_http();
    constexpr std::string_view next = "fedcba9876543210fedcba9876543210";
    how.change = [&](configuration& config) {
        config.slack.signing_secret.emplace(next);
        config.slack.previous_signing_secret.emplace(signing_secret);
    };
    world w(std::move(how));
    const auto room = w.declare("ana", "P1 Disk full");
    w.says("ana", room, "by the old one");
    w.until_acked();

    w.sign_with(next);
    w.says("ana", room, "by the new one");
    w.until_acked();
    CHECK(times_said(w, "by the old one") == 1);
    CHECK(times_said(w, "by the new one") == 1);

    w.slack->delivery_policy() = {3s, {0ms, 0ms, 0ms}, false};
    w.sign_with("00000000000000000000000000000000");
    w.says("ana", room, "by neither");
    w.until_acked();
    CHECK(w.slack->record().unacked_count() == 1);
    CHECK(times_said(w, "by neither") == 0);
}

TEST_CASE("S39: what Slack did not sign leaves nothing behind", "[story][http]") {
    world w(over_http());
    const auto room = w.declare("ana", "P1 Disk full");
    w.settle();
    const auto lines = w.recorded(1).size();
    const auto calls = w.space.journal().size();
    const auto taken = w.inbox_seen().all;
    const nlohmann::json event{
        {"type", "event_callback"},
        {"event_id", "Ev1"},
        {"team_id", w.space.team_id()},
        {"event",
         {{"type", "message"},
          {"channel", room},
          {"user", w.ana},
          {"text", "!note forged"},
          {"ts", "1772442000.000100"},
          {"event_ts", "1772442000.000100"}}}};
    const nlohmann::json command{
        {"command", "/incident"},
        {"text", "declare P1 Forged"},
        {"channel_id", w.ops},
        {"user_id", w.ana},
        {"trigger_id", "1.2.ab"}};
    const auto kind = GENERATE(
        emulator::slack::emitted::kind::events_api, emulator::slack::emitted::kind::slash_commands
    );
    const bool is_event = kind == emulator::slack::emitted::kind::events_api;
    const auto body = emulator::slack::body_for(kind, is_event ? event : command);

    CHECK(w.post(body, "00000000000000000000000000000000") == 401);
    CHECK(w.post(body, "") == 401);
    CHECK(w.post(body, signing_secret, 301s) == 401);
    CHECK(w.post(body, signing_secret, -301s) == 401);
    w.settle();

    CHECK(w.recorded(1).size() == lines);
    CHECK(w.recorded(2).empty());
    CHECK(w.space.journal().size() == calls);
    CHECK(w.inbox_seen().all == taken);
    // It is the signature that was missing.
    CHECK(w.post(body, signing_secret, 299s) == 200);
    w.settle();
    CHECK(w.inbox_seen().all > taken);
}

TEST_CASE(
    "S38: over HTTP what was told while we were away is read when we come back", "[story][http]"
) {
    auto how = over_http();
    how.on_disk = true;
    world w(std::move(how));
    const auto room = w.declare("ana", "P1 Disk full");
    w.joins("ben", room);
    w.advance(1s);
    const auto first = w.says("ben", room, "the partition is at 100 %");
    w.settle();
    w.until_caught_up(room, first);

    w.cut();
    w.slack->delivery_policy() = {3s, {0ms, 0ms, 0ms}, false};
    w.advance(1h);
    const auto root = w.says("ben", room, "deleting dumps");
    w.advance(1s);
    w.space.replies("ana", room, root, "thank you", w.moment());
    w.space.edits("ben", room, first, "the partition is at 99 %", w.moment());
    w.space.pins("ana", room, first, w.moment());
    w.advance(1s);
    const auto last = w.says("ana", room, "!note it is down to 70 %");
    w.until_acked();
    CHECK(w.slack->record().unacked_count() >= 5);
    w.start();
    w.until_caught_up(room, last);
    w.settle();

    for (const auto* words : {"deleting dumps", "thank you", "!note it is down to 70 %"})
        CHECK(times_said(w, words) == 1);
    CHECK(told_rows(w) == words{"it is down to 70 %", "the partition is at 99 %"});
}

}  // namespace bot::test
