// What is said and changed while a channel is being read back.
#include "bot/platforms/slack/ears/backfill.hpp"
#include "tests/wire_slack/courier_stage.hpp"
#include "tests/wire_slack/world.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <optional>

namespace bot::test {
namespace {

using namespace std::chrono_literals;

void arm(world& in, std::string fault, std::string method, std::string value) {
    emulator::slack::fault wrong;
    wrong.name = std::move(fault);
    wrong.only = std::move(method);
    wrong.value = std::move(value);
    REQUIRE(in.slack->arm(wrong));
}

// The line of the record with this message.
std::optional<record> line_of(world& in, std::int64_t incident, const std::string& message) {
    for (const auto& each : in.recorded(incident))
        if (each.message == message && std::holds_alternative<message_posted>(each.what))
            return each;
    return std::nullopt;
}

// "1790000000.000100" -> "1790000000.000101".
std::string just_after(std::string ts) {
    const auto dot = ts.find('.');
    ts = std::to_string(std::stoll(ts.erase(dot, 1)) + 1);
    return ts.insert(dot, ".");
}

asio::awaitable<void> read_back(bot::slack::backfill& by, watched_room room) {
    const auto done = co_await by.read_back(std::move(room));
    (void)done;
}

record line(std::string message, event what) {
    record made;
    made.seq = 2;
    made.platform = "slack";
    made.message = std::move(message);
    made.what = std::move(what);
    return made;
}

}  // namespace

TEST_CASE("S38: what is said while the channel is read back is not taken for deleted", "[story]") {
    world in;
    const auto room = in.declare("ana", "P2 Cache bug");
    in.joins("ben", room);
    in.advance(1s);
    const auto root = in.says("ana", room, "who looks?");
    in.advance(1s);
    const auto reply = in.space.replies("ben", room, root, "I do", in.moment());
    in.settle();
    in.until_caught_up(room, reply);

    in.disconnect();
    arm(in, "slow", "conversations.history", "150");
    in.reconnect();
    in.run_until([&] { return in.slack->faults().struck("slow") == 1; }, "the channel to be read");
    // After the channel's own messages were looked at, and before its threads are.
    in.advance(1s);
    const auto said = in.says("ana", room, "it is the cache");
    in.advance(1s);
    const auto last = in.space.replies("ben", room, root, "agreed", in.moment());
    in.until_acked();
    in.until_caught_up(room, last);

    const auto line = line_of(in, 1, said);
    REQUIRE(line);
    CHECK_FALSE(line->erased);
}

TEST_CASE("S38: without the scope for pins the messages are read all the same", "[story]") {
    world in;
    const auto room = in.declare("ana", "P2 Cache bug");
    in.settle();

    in.disconnect();
    in.space.edit_token(in.space.bot_token()).scopes.erase("pins:read");
    in.advance(1s);
    const auto said = in.says("ana", room, "it is the cache");
    in.reconnect();
    in.until_caught_up(room, said);

    CHECK(line_of(in, 1, said));
}

TEST_CASE("S38: a thread's only reply is gone when it was deleted meanwhile", "[story]") {
    world in;
    const auto room = in.declare("ana", "P2 Cache bug");
    in.joins("ben", room);
    in.advance(1s);
    const auto root = in.says("ana", room, "who looks?");
    in.advance(1s);
    const auto reply = in.space.replies("ben", room, root, "my password is cheese", in.moment());
    in.settle();
    in.until_caught_up(room, reply);

    in.disconnect();
    in.advance(1s);
    in.space.deletes("ben", room, reply, in.moment());
    const auto last = in.says("ana", room, "that is all");
    in.reconnect();
    in.until_caught_up(room, last);

    const auto line = line_of(in, 1, reply);
    REQUIRE(line);
    CHECK(line->erased);
}

TEST_CASE("S36: an edit that is told late sets nothing back", "[story]") {
    world in;
    const auto room = in.declare("ana", "P2 Cache bug");
    in.advance(1s);
    const auto said = in.says("ana", room, "it is the cache");
    in.settle();
    in.until_caught_up(room, said);
    const bool is_read = GENERATE(false, true);
    INFO("the later one is " << (is_read ? "read back" : "told"));

    // Only its retry arrives.
    in.slack->delivery_policy() = {2s, {0ms, 0ms, 0ms}, false};
    arm(in, "lost", "events_api", {});
    in.advance(2s);
    in.space.edits("ana", room, said, "it is the cache, I think", in.moment());
    const auto& held_up = in.slack->record().all().back();
    if (is_read) arm(in, "lost", "events_api", {});
    in.advance(2s);
    in.space.edits("ana", room, said, "it is the proxy", in.moment());
    if (is_read) {
        in.slack->strike("reset");
        in.run_until([&] { return in.slack->board().ready().empty(); }, "the sockets to end");
    }
    const auto text = [&] {
        return in.ask<std::string>([&](archive& from) {
            return from.look().message("slack", room, said)->text;
        });
    };
    in.run_until([&] { return text() == "it is the proxy"; }, "the later edit");
    REQUIRE(held_up.acks.empty());
    in.until_acked();
    REQUIRE_FALSE(held_up.acks.empty());

    CHECK(text() == "it is the proxy");
}

TEST_CASE("S19: a mark that overtakes the words it is on is not lost", "[story]") {
    world in;
    const auto room = in.declare("ana", "P2 Cache bug");
    in.settle();
    in.advance(1s);
    // Two connections carry the events, and that with the words is the slow one.
    in.slack->delivery_policy() = {2s, {200ms, 200ms, 200ms}, false};
    arm(in, "lost", "events_api", {});
    const auto said = in.says("ana", room, "it is the cache");
    in.space.reacts("ana", room, said, "pushpin", in.moment());
    in.until_acked();
    in.settle();

    const auto& rows = in.about(1).rows;
    CHECK(std::ranges::any_of(rows, [](const auto& row) { return row.text == "it is the cache"; }));
}

TEST_CASE("S19: marks on our own words and on comings and goings cost no reading", "[story]") {
    world in;
    const auto room = in.declare("ana", "P2 Cache bug");
    in.settle();
    in.advance(1s);
    in.joins("ben", room);
    in.command("ana", room, "/incident update we look into it");
    in.settle();
    const auto readings = [&] {
        return std::ranges::count_if(in.space.journal(), [](const auto& one) {
            return one.method == "conversations.history";
        });
    };
    // One at a time: a mark told while the channel is read has it read once more.
    const auto mark = [&](const char* who, const std::string& ts) {
        in.space.reacts(who, room, ts, "eyes", in.moment());
        in.until_acked();
        in.settle();
        in.run_until([&] { return !in.is_reading(room); }, "nothing to be read");
    };
    const auto said = in.space.find_channel(room)->messages;
    for (const auto& [ts, each] : said) {
        INFO(each.subtype << " " << each.text);
        const auto before = readings();
        // For a line that says that somebody came, once.
        const int expected = each.user == in.space.bot_user() ? 0 : 1;
        mark("ana", ts);
        in.run_until([&] { return readings() >= before + expected; }, "the channel to be read");
        in.run_until([&] { return !in.is_reading(room); }, "nothing to be read");
        mark("ben", ts);
        CHECK(readings() == before + expected);
    }
}

TEST_CASE("S36: an edit within the second in which it was said is found as well", "[story]") {
    world in;
    in.set_clock("2026-03-02T09:00:00Z");
    const auto room = in.declare("ana", "P2 Cache bug");
    in.set_clock("2026-03-02T09:01:00.957Z");
    in.settle();

    in.disconnect();
    const auto said = in.says("ana", room, "it is the cash");
    in.space.edits("ana", room, said, "it is the cache", in.moment());
    in.reconnect();
    in.until_caught_up(room, said);

    const auto kept = in.ask<std::optional<kept_message>>([&](archive& from) {
        return from.look().message("slack", room, said);
    });
    REQUIRE(kept);
    CHECK(kept->text == "it is the cache");
}

TEST_CASE(
    "S38: an edit found by reading leaves the mark and the old words a told one leaves", "[story]"
) {
    world in;
    const auto room = in.declare("ana", "P2 Cache bug");
    in.advance(1s);
    const auto before = in.says("ana", room, "it is the cache");
    in.settle();
    in.until_caught_up(room, before);

    in.disconnect();
    in.advance(1s);
    const auto meanwhile = in.says("ana", room, "!note the cahce is warm");
    in.advance(1s);
    in.space.edits("ana", room, before, "it is the proxy", in.moment());
    in.space.edits("ana", room, meanwhile, "!note the cache is warm", in.moment());
    in.advance(1s);
    const auto last = in.says("ana", room, "that is all");
    in.reconnect();
    in.until_caught_up(room, last);

    const auto kept = [&](const std::string& ts) {
        return in.ask<kept_message>([&](archive& from) {
            return *from.look().message("slack", room, ts);
        });
    };
    CHECK(kept(before).edited);
    CHECK(kept(before).text == "it is the proxy");
    CHECK(std::get<message_posted>(line_of(in, 1, before)->what).text == "it is the cache");
    CHECK(kept(meanwhile).edited);
    CHECK(kept(meanwhile).text == "!note the cache is warm");
    CHECK_FALSE(kept(last).edited);
    std::vector<std::string> rows;
    for (const auto& row : in.about(1).rows)
        if (row.kind == row_kind::note) rows.push_back(row.text);
    CHECK(rows == std::vector<std::string>{"the cache is warm"});
}

TEST_CASE("S38: every file of a message that is gone is gone", "[slack]") {
    courier_stage at;
    const auto room = at.open();
    bot::slack::backfill one(at.record, *at.api, *at.known, at.me);
    const auto& standing = at.space.find_channel(room)->messages;
    const auto first = standing.begin()->first;
    const auto gone = just_after(first);
    REQUIRE(gone < standing.rbegin()->first);
    for (const auto& id : {first, gone, gone + ":F2"}) {
        at.record.lines.push_back(line(id, file_shared{}));
        at.record.lines.back().channel = room;
    }

    watched_room all{incident_id{7}, room, {}, true};
    all.recorded = at.record.lines.back().seq;
    at.tasks.start("reading", read_back(one, std::move(all)));
    at.run_until([&] { return at.tasks.size() == 0; });

    std::vector<std::string> deleted;
    for (const auto& each : at.record.all_of<in_delete>())
        deleted.push_back(std::get<in_delete>(each.what).id);
    CHECK(deleted == std::vector<std::string>{gone, gone + ":F2"});
}

TEST_CASE("what is asked of the record may be answered after the reading was given up", "[slack]") {
    // By the number of the question that comes too late.
    const auto late = GENERATE(0, 1);
    courier_stage at;
    const auto room = at.open();
    bot::slack::backfill one(at.record, *at.api, *at.known, at.me);
    at.record.lines.push_back(line("1700000000.000100", message_posted{"hello"}));
    at.record.is_busy = true;
    at.tasks.start("reading", read_back(one, {incident_id{7}, room, {}, true}));
    for (int answered = 0; answered < late; ++answered) {
        at.run_until([&] { return !at.record.put_off.empty(); });
        at.record.answer_one();
    }
    at.run_until([&] { return !at.record.put_off.empty(); });

    at.tasks.cancel();
    at.run_until([&] { return at.tasks.size() == 0; });
    at.record.answer_one();

    CHECK(at.record.looked_for.size() == at.space.find_channel(room)->messages.size());
}

}  // namespace bot::test
