#include "bot/engine/outbox.hpp"
#include "tests/wire_slack/courier_stage.hpp"

#include <catch2/catch.hpp>

using namespace bot;
using namespace bot::test;
using verdict = outcome::verdict;

namespace {

show_card card(const std::string& state) {
    return {"**INC-7** P1: Cache bug\n- state: **" + state + "**", {{"Resolve", "resolve #7"}}};
}

// Messages of ours that show the card, as they read.
std::vector<emulator::slack::shown> cards(courier_stage& at) {
    std::vector<emulator::slack::shown> found;
    for (const auto& each : at.space.sees(at.room))
        if (each.subtype.empty() && each.reads.find("Cache bug") != std::string::npos)
            found.push_back(each);
    return found;
}

}  // namespace

TEST_CASE("the card is shown and pinned once, and edited from then on") {
    courier_stage at;
    at.open();

    REQUIRE(at.carry(card("open")).is == verdict::delivered);
    REQUIRE(at.carry(card("mitigated")).is == verdict::delivered);

    REQUIRE(cards(at).size() == 1);
    CHECK(cards(at)[0].reads.find("mitigated") != std::string::npos);
    CHECK(cards(at)[0].pinned);
    CHECK(at.calls("pins.add") == 1);
    CHECK(at.record.memos.at("slack:card:7:" + at.room) == cards(at)[0].ts);
    const auto kept = at.record.all_of<in_posted>();
    REQUIRE(kept.size() == 2);
    CHECK(kept[0].key == message_key("slack", at.room, cards(at)[0].ts));
    for (const auto& each : kept) {
        CHECK(std::get<in_posted>(each.what).id == cards(at)[0].ts);
        CHECK(std::get<in_posted>(each.what).edits);
    }
}

TEST_CASE("a card that reads the same is not sent again") {
    courier_stage at;
    at.open();
    REQUIRE(at.carry(card("open")).is == verdict::delivered);
    const auto before = at.space.journal().size();

    REQUIRE(at.carry(card("open")).is == verdict::delivered);

    CHECK(at.space.journal().size() == before);
}

TEST_CASE("S46: a card whose answer never came is one card") {
    const auto method = GENERATE(as<std::string>(), "chat.postMessage", "pins.add");
    CAPTURE(method);
    courier_stage at;
    at.open();
    at.arm("drop_after", method);

    CHECK(at.carry_on(at.wish_for(card("open"))) == 2);

    REQUIRE(cards(at).size() == 1);
    CHECK(cards(at)[0].pinned);
}

TEST_CASE("S46: a newer card takes the place of one that was lost and replaced") {
    courier_stage at;
    at.open();
    at.arm("drop_after", "chat.postMessage");

    REQUIRE(at.carry(card("open")).is == verdict::retry);
    REQUIRE(at.carry(card("mitigated")).is == verdict::delivered);

    REQUIRE(cards(at).size() == 1);
    CHECK(cards(at)[0].reads.find("mitigated") != std::string::npos);
}

TEST_CASE("a card somebody deleted is shown anew") {
    courier_stage at;
    at.open();
    REQUIRE(at.carry(card("open")).is == verdict::delivered);
    at.as_bot("chat.delete", {{"channel", at.room}, {"ts", cards(at).at(0).ts}});

    REQUIRE(at.carry(card("mitigated")).is == verdict::delivered);

    REQUIRE(cards(at).size() == 1);
    CHECK(cards(at)[0].pinned);
    CHECK(at.record.memos.at("slack:card:7:" + at.room) == cards(at)[0].ts);
}

TEST_CASE("a card that may not be pinned is a card all the same") {
    courier_stage at;
    at.open();
    at.space.edit_token(at.space.bot_token()).scopes.erase("pins:write");

    CHECK(at.carry(card("open")).is == verdict::delivered);

    CHECK(cards(at).size() == 1);
}

TEST_CASE("S45: edits that wait for the card before them become one") {
    courier_stage at;
    at.open();
    outbox waiting;
    const auto add = [&](int number) {
        auto next = at.wish_for(card("change " + std::to_string(number))).what;
        next.collapse = "card";
        waiting.add(next);
    };
    const std::function<void()> go = [&] {
        for (auto& out : waiting.take(at.record.now())) {
            out.channel = at.room;
            at.start(out, [&, id = out.what.id](outcome how) {
                REQUIRE(how.is == verdict::delivered);
                for (const auto& receipt : how.receipts) at.record.take(receipt);
                waiting.remove(id);
                go();
            });
        }
    };
    add(0);
    waiting.room_is("slack", incident_id{7}, at.room);
    go();
    for (int number = 1; number <= 50; ++number) add(number);
    at.run_until([&] { return waiting.waiting() == 0 && at.tasks.size() == 0; });

    REQUIRE(cards(at).size() == 1);
    CHECK(cards(at)[0].reads.find("change 50") != std::string::npos);
    CHECK(at.calls("chat.update") == 1);
}
