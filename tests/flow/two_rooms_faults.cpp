// What is shown in another room stays there once, whatever is told twice, lost, or told back.
#include "tests/support/house.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <functional>

using namespace bot;
using test::house;
using words = std::vector<std::string>;

namespace {

// INC-1 in #inc-1-cache-down on "chat", followed from #war on "talk".
void follow(house& in) {
    in.declare("P2 Cache down");
    in.go("talk", "war");
    in.go_to("19:10:00");
    in.type("ana", "follow #1");
}
const std::string home = "inc-1-cache-down";
house& at_home(house& in) {
    in.go("chat", home);
    return in;
}
house& at_war(house& in) {
    in.go("talk", "war");
    return in;
}

std::size_t lines_of(house& in, std::string_view kind) {
    const auto log = in.raw_log();
    std::size_t count = 0;
    for (auto at = log.find(kind); at != log.npos; at = log.find(kind, at + 1)) ++count;
    return count;
}

bool is_away_for(const delivery& out, std::string_view platform) {
    return out.what.platform == platform && out.copy.has_value();
}

std::optional<outcome> away() {
    return outcome{outcome::verdict::retry, "away", {}, {}};
}

// The words of a person, however they were put in.
inbound said(house& in, std::string_view who, const std::string& id, const std::string& text) {
    return in.from(who, in_message{id, {}, text});
}

}  // namespace

TEST_CASE("a platform that tells us our own words sets nothing going round") {
    using hearing = house::hearing;
    const auto hears = GENERATE(hearing::tells_after, hearing::tells_before);
    house in;
    follow(in);
    in.hears = hears;

    at_home(in).say("li", "m1", "the hit rate fell");
    at_war(in).say("ana", "t1", "we see timeouts");
    at_home(in).type("li", "note failing over");

    // Two copies and a note in two rooms: all of it was told back, none of it was kept.
    CHECK(in.told_back >= 4);
    CHECK(in.copies("talk", "war") == words{"**li** (Chat): the hit rate fell"});
    CHECK(in.copies("chat", home) == words{"**ana** (Talk): we see timeouts"});
    CHECK(lines_of(in, "\"message_posted\"") == 2);
    CHECK(lines_of(in, "\"copy_shown\"") == 2);

    // The copies are known as such all the same.
    at_war(in).pin("ana", in.copy_of("hit rate", "talk", "war"));
    at_home(in).edit("li", "m1", "the hit rate fell to 3 %");
    const auto rows = in.table();
    CHECK(std::ranges::count(rows, "19:10 the hit rate fell to 3 %") == 1);
    CHECK(in.copies("talk", "war") == words{"**li** (Chat): the hit rate fell to 3 %"});
}

TEST_CASE("a copy told back under a key nobody knows is known by its id") {
    house in;
    follow(in);
    at_home(in).say("li", "m1", "the hit rate fell");
    auto back = said(at_war(in), "scribe", in.copy_of("hit rate", "talk", "war"), "it fell");
    back.key = "somebody's own key";

    in.receive(back);

    CHECK(in.copies("chat", home).empty());
    CHECK(lines_of(in, "\"message_posted\"") == 1);
}

TEST_CASE("whoever says a copy again with its mark starts no second generation") {
    house in;
    follow(in);
    at_home(in).say("li", "m1", "the hit rate fell");
    const auto copy = in.shown("talk", "war").back();

    for (int i = 0; i < 3; ++i)
        in.receive(at_war(in).from(
            "bridge", in_message{"g" + std::to_string(i), {}, copy.text, copy.effect}
        ));

    CHECK(in.copies("chat", home).empty());
    CHECK(in.copies("talk", "war").size() == 1);
    CHECK(lines_of(in, "\"message_posted\"") == 1);
}

TEST_CASE("a message delivered twice is shown once") {
    house in;
    follow(in);
    const auto once = said(at_home(in), "li", "m1", "the hit rate fell");

    in.receive(once);
    in.receive(once);
    in.restart();
    in.receive(once);

    CHECK(in.copies("talk", "war").size() == 1);
}

TEST_CASE("an edit before the copy was sent is one copy with the new words, in its place") {
    house in;
    follow(in);
    bool is_away = true;
    int carried = 0;
    in.script = [&](const delivery& out) -> std::optional<outcome> {
        if (!is_away_for(out, "talk")) return std::nullopt;
        if (is_away) return away();
        ++carried;
        return std::nullopt;
    };
    at_home(in).say("li", "m1", "the hitt rate fell");
    in.say("li", "m2", "to 3 %");
    in.edit("li", "m1", "the hit rate fell");

    is_away = false;
    in.advance(std::chrono::hours(1));

    CHECK(
        in.copies("talk", "war") ==
        words{"**li** (Chat): the hit rate fell", "**li** (Chat): to 3 %"}
    );
    CHECK(carried == 2);
    // The words themselves stand nowhere but in the log.
    const auto waiting = in.kept().effects();
    REQUIRE(waiting);
    CHECK(waiting->empty());
}

TEST_CASE("a wish to show a message holds none of its words") {
    house in;
    follow(in);
    in.script = [](const delivery& out) {
        return is_away_for(out, "talk") ? away() : std::nullopt;
    };
    at_home(in).say("li", "m1", "the hit rate fell");

    const auto waiting = in.kept().effects();
    REQUIRE(waiting);
    int copies = 0;
    for (const auto& one : *waiting)
        if (const auto* copy = std::get_if<show_copy>(&one.what.what)) {
            ++copies;
            CHECK(copy->of > 0);
        }
    CHECK(copies == 1);
}

TEST_CASE("a message deleted before its copy was sent leaves no words anywhere") {
    house in;
    follow(in);
    bool is_away = true;
    int carried = 0;
    in.script = [&](const delivery& out) -> std::optional<outcome> {
        if (!is_away_for(out, "talk")) return std::nullopt;
        if (is_away) return away();
        carried += out.copy->gone ? 0 : 1;
        return std::nullopt;
    };
    at_home(in).say("li", "m1", "the password is tiger");
    in.remove("li", "m1");

    is_away = false;
    in.advance(std::chrono::hours(1));

    CHECK(carried == 0);
    CHECK(in.copies("talk", "war").empty());
    CHECK(in.raw_log().find("tiger") == std::string::npos);
}

TEST_CASE("what was sent and nobody heard of is found again, reworded, and taken away") {
    const auto what = GENERATE(as<std::string>{}, "nothing", "edit", "delete");
    house in;
    follow(in);
    in.loses_answers = true;
    at_home(in).say("li", "m1", "the hitt rate fell");
    REQUIRE(in.copies("talk", "war").size() == 1);
    if (what == "edit") in.edit("li", "m1", "the hit rate fell");
    if (what == "delete") in.remove("li", "m1");

    in.loses_answers = false;
    in.restart();
    in.settle();
    in.advance(std::chrono::hours(1));

    INFO(what);
    if (what == "nothing")
        CHECK(in.copies("talk", "war") == words{"**li** (Chat): the hitt rate fell"});
    if (what == "edit")
        CHECK(in.copies("talk", "war") == words{"**li** (Chat): the hit rate fell"});
    if (what == "delete") CHECK(in.copies("talk", "war").empty());
}

namespace {

using step = std::function<inbound(house&)>;

const std::vector<step>& story() {
    static const std::vector<step> all{
        [](house& in) { return said(at_home(in), "li", "m1", "the hitt rate fell"); },
        [](house& in) { return said(at_war(in), "ana", "t1", "we see timeouts"); },
        [](house& in) {
            return at_home(in).from("li", in_edit{"m1", "the hit rate fell"});
        },
        [](house& in) { return said(at_home(in), "li", "m2", "nonsense"); },
        [](house& in) { return at_home(in).from("li", in_delete{"m2"}); },
        [](house& in) {
            return at_war(in).from("ana", in_pin{"t1", true});
        },
        [](house& in) { return at_war(in).from("ana", in_command{"note failing over"}); },
        [](house& in) { return said(at_war(in), "ana", "t2", "it is back"); },
        [](house& in) { return at_home(in).from("li", in_command{"resolve all is well"}); },
    };
    return all;
}

// What both rooms show in the end. `stops`: the program ends after that step, before (or after)
// what followed from it was carried.
words live(std::size_t stops, bool carries) {
    house in;
    follow(in);
    for (std::size_t i = 0; i < story().size(); ++i) {
        const auto one = story()[i](in);
        REQUIRE(in.run().process({one}, in.now));
        if (i == stops && !carries) in.restart();
        in.settle();
        if (i == stops && carries) in.restart();
        in.advance(std::chrono::minutes(1));
    }
    in.settle();
    words seen = in.copies("chat", home);
    for (const auto& [platform, room] : {std::pair{"chat", home}, {"talk", std::string("war")}})
        for (const auto& line : in.shown(platform, room)) seen.push_back(room + ": " + line.text);
    for (auto& row : in.table()) seen.push_back(std::move(row));
    seen.push_back(in.rca());
    return seen;
}

}  // namespace

TEST_CASE("a restart between any two steps changes nothing that either room shows") {
    const auto without = live(story().size(), false);
    REQUIRE(without.size() > 10);
    for (std::size_t i = 0; i < story().size(); ++i)
        for (const bool carries : {false, true}) {
            INFO("after step " << i << (carries ? ", carried" : ", not carried"));
            CHECK(live(i, carries) == without);
        }
}

TEST_CASE("a thousand messages over two rooms stand once in each, in the order they were said") {
    constexpr int count = 1'000;
    house in;
    follow(in);
    words at_chat, at_talk;
    for (int i = 0; i < count; ++i) {
        const auto text = "message " + std::to_string(i);
        const bool here = i % 3 != 0;
        (here ? at_home(in) : at_war(in)).say(here ? "li" : "ana", "m" + std::to_string(i), text);
        (here ? at_talk : at_chat)
            .push_back((here ? "**li** (Chat): " : "**ana** (Talk): ") + text);
    }

    CHECK(in.copies("talk", "war") == at_talk);
    CHECK(in.copies("chat", home) == at_chat);
    CHECK(lines_of(in, "\"copy_shown\"") == count);
    const auto waiting = in.kept().effects();
    REQUIRE(waiting);
    CHECK(waiting->empty());
}

TEST_CASE("the document is the same whichever room the words came from") {
    const auto play = [](bool splits) {
        house in;
        follow(in);
        int turn = 0;
        for (const auto* words :
             {"detected at 19:03",
              "investigating at 19:08",
              "identified at 19:13",
              "note failing over at 19:14",
              "mitigated at 20:23",
              "impact users=6126",
              "rootcause a bug",
              "action add P1 fix it owner=SRE",
              "resolve"}) {
            if (splits && ++turn % 2)
                at_war(in);
            else
                at_home(in);
            in.type("dana", words);
        }
        return in.rca();
    };

    CHECK(play(true) == play(false));
}
