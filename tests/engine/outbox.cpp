#include "bot/engine/outbox.hpp"

#include "bot/engine/patience.hpp"
#include "tests/engine/rehearsal.hpp"

#include <catch2/catch.hpp>

using namespace bot;
using bot::test::at_second;
using bot::test::texts_of;
using words = std::vector<std::string>;

namespace {

effect wants(
    std::int64_t id, wish what, std::int64_t incident = 1, address where = to_incident_room{}
) {
    return {id, incident_id{incident}, "chat", std::move(where), std::move(what), {}};
}

effect card(std::int64_t id, const std::string& text) {
    auto made = wants(id, show_card{text});
    made.collapse = "card";
    return made;
}

outbox with_room() {
    outbox out;
    out.add(wants(1, post{"one"}));
    out.room_is("chat", incident_id{1}, "c1");
    return out;
}

}  // namespace

TEST_CASE("a lane goes in order, one at a time") {
    auto out = with_room();
    out.add(wants(2, post{"two"}));

    CHECK(texts_of(out.take(at_second(0))) == words{"one"});
    CHECK(out.take(at_second(0)).empty());
    out.remove(1);
    CHECK(texts_of(out.take(at_second(0))) == words{"two"});
}

TEST_CASE("lanes do not wait for each other, and take turns") {
    outbox out(2);
    for (std::int64_t id = 1; id <= 9; ++id)
        out.add(wants(id, post{std::to_string(id)}, (id - 1) / 3, to_channel{"x"}));

    CHECK(texts_of(out.take(at_second(0))) == words{"1", "4"});
    CHECK(out.take(at_second(0)).empty());
    out.remove(1);
    CHECK(texts_of(out.take(at_second(0))) == words{"7"});
    out.remove(4);
    out.remove(7);
    CHECK(texts_of(out.take(at_second(0))) == words{"2", "5"});
}

TEST_CASE("what goes to the incident's room waits for it; what makes the room does not") {
    outbox out;
    out.add(wants(1, post{"to the room"}));
    out.add(wants(2, open_room{"inc-1", {}, {}, false}));
    out.add(wants(3, post{"elsewhere"}, 1, to_channel{"news"}));
    out.add(wants(4, post{"to the room too"}));

    CHECK(texts_of(out.take(at_second(0))) == words{"open inc-1"});
    out.remove(2);
    CHECK(texts_of(out.take(at_second(0))) == words{"elsewhere"});
    out.remove(3);
    CHECK(out.take(at_second(0)).empty());
    out.room_is("chat", incident_id{1}, "c1");
    const auto first = out.take(at_second(0));
    REQUIRE(texts_of(first) == words{"to the room"});
    CHECK(first.front().channel == "c1");
    out.remove(1);
    CHECK(texts_of(out.take(at_second(0))) == words{"to the room too"});
}

TEST_CASE("while its first is put off, a lane waits, and says until when") {
    auto out = with_room();
    out.add(wants(2, post{"two"}));
    out.add(wants(3, post{"other lane"}, 2, to_channel{"x"}));
    out.take(at_second(0));
    out.postpone(1, 1, at_second(10));

    CHECK(out.next_wake() == at_second(10));
    CHECK(out.take(at_second(9)).empty());
    const auto again = out.take(at_second(10));
    REQUIRE(texts_of(again) == words{"one"});
    CHECK(again.front().attempt == 2);
    CHECK_FALSE(out.next_wake());
}

TEST_CASE("a newer card replaces one that waits untried, and no other") {
    SECTION("waiting") {
        auto out = with_room();
        out.add(card(2, "old"));
        out.add(wants(3, post{"between"}));
        out.add(card(4, "new"));
        out.remove(1);
        CHECK(texts_of(out.take(at_second(0))) == words{"between"});
        out.remove(3);
        CHECK(texts_of(out.take(at_second(0))) == words{"card new"});
        CHECK_FALSE(out.find(2));
    }
    SECTION("on its way: the lane still waits for its end") {
        auto out = with_room();
        out.remove(1);
        out.add(card(2, "old"));
        out.room_is("chat", incident_id{1}, "c1");
        CHECK(texts_of(out.take(at_second(0))) == words{"card old"});
        out.add(card(3, "new"));
        CHECK(out.take(at_second(0)).empty());
        out.postpone(2, 1, at_second(10));
        CHECK(texts_of(out.take(at_second(0))) == words{"card new"});
        CHECK(out.waiting() == 1);
    }
    SECTION("tried before: nobody knows whether it can be seen") {
        auto out = with_room();
        out.remove(1);
        out.add(card(2, "old"));
        out.room_is("chat", incident_id{1}, "c1");
        out.take(at_second(0));
        out.postpone(2, 1, at_second(10));
        out.add(card(3, "new"));
        CHECK(texts_of(out.take(at_second(10))) == words{"card old"});
    }
}

TEST_CASE("after a restart all that waits may have been tried, the dead ones stay dead") {
    outbox out;
    out.load(
        {{wants(1, post{"one"}), 0, {}, false, {}},
         {wants(2, post{"two"}), 3, {}, true, {}},
         {wants(3, post{"three"}), 2, at_second(5), false, {}}},
        true
    );
    out.room_is("chat", incident_id{1}, "c1");

    const auto first = out.take(at_second(0));
    REQUIRE(texts_of(first) == words{"one"});
    CHECK(first.front().attempt == 2);
    out.remove(1);
    CHECK(out.take(at_second(4)).empty());
    CHECK(out.take(at_second(5)).front().attempt == 4);
}

TEST_CASE("loading again keeps what is on its way, even what the store has dropped") {
    auto out = with_room();
    out.add(wants(2, post{"two"}));
    out.take(at_second(0));

    SECTION("still kept") {
        out.load(
            {{wants(1, post{"one"}), 0, {}, false, {}}, {wants(2, post{"two"}), 0, {}, false, {}}},
            false
        );
    }
    SECTION("dropped") {
        out.load({{wants(2, post{"two"}), 0, {}, false, {}}}, false);
    }
    CHECK(out.roomless().size() == 1);
    out.room_is("chat", incident_id{1}, "c1");

    CHECK(out.in_flight() == 1);
    CHECK(out.take(at_second(0)).empty());
    out.remove(1);
    const auto next = out.take(at_second(0));
    REQUIRE(texts_of(next) == words{"two"});
    CHECK(next.front().attempt == 1);
}

TEST_CASE("an RCA goes out without a room") {
    outbox out;
    out.add(wants(1, publish_rca{"default", true}));

    CHECK(texts_of(out.take(at_second(0))) == words{"rca"});
}

TEST_CASE("pauses double up to five minutes, and a longer wish wins") {
    struct row {
        int attempts;
        std::int64_t wished_ms, seconds;
    };
    const auto [attempts, wished, seconds] = GENERATE(values<row>({
        {1, 0, 1},
        {2, 0, 2},
        {3, 0, 4},
        {9, 0, 256},
        {10, 0, 300},
        {23, 0, 300},
        {1'000'000, 0, 300},
        {1, 30'000, 30},
        {6, 30'000, 32},
        {1, 1'000'000'000'000, 3600},
        {1, -5, 1},
        {0, 0, 1},
    }));
    CAPTURE(attempts, wished);

    CHECK(pause_after(attempts, milliseconds(wished)) == bot::seconds(seconds));
}

TEST_CASE("what people wait for most goes first when not everything can go", "[outbox]") {
    outbox out(1);
    out.add(wants(1, post{"talk"}, 1, to_incident_room{"c1"}));
    out.add(wants(2, post{"more talk"}, 2, to_incident_room{"c2"}));
    out.add(wants(3, open_room{"inc-3", {}, {}, false}, 3));
    out.add(wants(4, post{"INC-4 is resolved"}, 4, to_channel{"incidents"}));
    out.add(wants(5, post{"behind talk"}, 5, to_incident_room{"c5"}));
    out.add(wants(6, publish_rca{"default"}, 5));

    std::vector<std::int64_t> went;
    for (auto going = out.take(at_second(0)); !going.empty(); going = out.take(at_second(0))) {
        went.push_back(going.front().what.id);
        out.remove(went.back());
    }
    // The RCA keeps its place in its lane, and takes the lane with it.
    CHECK(went == std::vector<std::int64_t>{3, 4, 5, 6, 1, 2});
}
