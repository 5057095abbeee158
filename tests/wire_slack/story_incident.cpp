// One incident in Slack from its first word to its document, and everything people press on the
// way.
#include "tests/wire_slack/world.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace bot::test {
namespace {

using lines = std::vector<std::string>;

bool has(std::string_view text, std::string_view words) {
    return text.find(words) != text.npos;
}

lines labels_under(const std::optional<shown>& card) {
    lines all;
    for (const auto& block : card->blocks)
        if (block["type"] == "actions")
            for (const auto& each : block["elements"])
                all.push_back(each["text"]["text"].get<std::string>());
    return all;
}

const emulator::slack::channel& channel(const world& w, const std::string& id) {
    return *w.space.find_channel(id);
}

bool is_in(const world& w, const std::string& room, const std::string& who) {
    return std::ranges::count(channel(w, room).members, who) == 1;
}

world_options with_catalogue() {
    world_options how;
    how.change = [](configuration& config) {
        config.incident.services = {{"checkout", "payments", {"ben"}}};
        config.incident.teams = {{"payments", {"dana"}}};
        config.incident.console_url = "https://scribe.example";
    };
    return how;
}

}  // namespace

TEST_CASE("declaring furnishes a channel: topic, card, buttons, people, link", "[story]") {
    world w(with_catalogue());

    const auto room = w.declare("ana", "P1 Cards are refused in checkout");

    const auto& made = channel(w, room);
    CHECK(made.name == "inc-1-cards-are-refused");
    CHECK(has(made.topic, "INC-1 P1 open"));
    for (const auto& who : {w.ana, w.ben, w.dana}) CHECK(is_in(w, room, who));
    REQUIRE(made.bookmarks.size() == 1);
    CHECK(made.bookmarks[0].link == "https://scribe.example/#/incident/1");
    const auto card = w.card(room);
    REQUIRE(card);
    CHECK(has(card->reads, "Cards are refused"));
    CHECK(labels_under(card) == lines{"Take lead", "Investigating", "Post update", "Resolve"});
    CHECK(w.lines(w.incidents).size() == 1);
    CHECK(w.reads(w.incidents, "#inc-1-cards-are-refused"));
}

TEST_CASE(
    "S48: a channel whose name is taken gets the next suffix, and is told of by it", "[story]"
) {
    world w;
    w.space.add_channel("inc-1-disk-full");

    const auto room = w.declare("ana", "Disk full");

    CHECK(channel(w, room).name == "inc-1-disk-full-2");
    CHECK(w.about(1).rooms.at(0).name == "inc-1-disk-full-2");
}

TEST_CASE("a pressed button does what it says, and the card shows it", "[story]") {
    world w;
    const auto room = w.declare("ana", "P1 Disk full");
    w.joins("ben", room);

    w.presses("ben", room, "Take lead");
    w.settle();
    CHECK(has(w.card(room)->reads, "ben"));
    CHECK(has(channel(w, room).topic, "lead: ben"));
    CHECK(labels_under(w.card(room)).front() == "Investigating");

    w.presses("ben", room, "Investigating");
    w.settle();
    CHECK(w.about(1).status() == milestone::investigating);
}

TEST_CASE("who presses a button in vain is told why, and nobody else", "[story]") {
    world w({.change = [](configuration& config) { config.incident.may_resolve = {"ana"}; }});
    const auto room = w.declare("ana", "P1 Disk full");
    w.command("ana", room, "/incident investigating");
    w.command("ana", room, "/incident recovered");
    w.joins("ben", room);
    w.settle();
    const auto before = w.lines(room);

    w.presses("ben", room, "Resolve");
    w.run_until([&] { return !w.whispers(room, "ben").empty(); }, "an answer for ben");

    CHECK(has(w.whispers(room, "ben").back(), "You may not resolve incidents"));
    CHECK(w.lines(room) == before);
}

TEST_CASE("declare without words opens a form; what is wrong stands in it", "[story]") {
    world w;
    w.command("ana", w.ops, "/incident declare");
    CHECK(has(w.form_of("ana").content.dump(), "What is wrong?"));

    const auto wrong =
        w.submits("ana", {{"What is wrong?", "Disk full"}, {"Since when?", "the day before"}});
    CHECK(has(wrong, "the day before"));
    CHECK(w.channel_of(1).empty());

    CHECK(w.submits("ana", {{"What is wrong?", "Disk full"}, {"Since when?", "08:50"}}).empty());
    w.settle();
    CHECK(w.space.modals("ana").empty());
    CHECK(w.about(1).title == "Disk full");
    REQUIRE(w.about(1).reached(milestone::started));
    CHECK(is_in(w, w.channel_of(1), w.ana));
    // Scribe is not in #ops: it can whisper to nobody there.
    w.run_until([&] { return w.hears_directly("ana", "INC-1 is open"); }, "an answer for ana");
}

TEST_CASE("the shortcut and the App Home open the form anywhere", "[story]") {
    world w;
    SECTION("the shortcut") {
        w.space.uses_shortcut("ana", "declare", w.moment());
    }
    SECTION("the button of the App Home") {
        w.space.opens_home("ana", w.moment());
        w.run_until([&] { return w.space.home(w.ana) != nullptr; }, "ana's home");
        const auto* home = w.space.home(w.ana);
        CHECK(has(home->content.dump(), "No incident is open."));
        w.space.presses_in_view("ana", home->id, "Declare an incident", w.moment());
    }

    CHECK(w.submits("ana", {{"What is wrong?", "Disk full"}}).empty());
    w.settle();

    CHECK(w.about(1).title == "Disk full");
    w.run_until([&] { return w.hears_directly("ana", "INC-1 is open"); }, "an answer for ana");
}

TEST_CASE("the message menu and a reaction put words on the timeline", "[story]") {
    world w;
    const auto room = w.declare("ana", "P1 Disk full");
    w.joins("ben", room);
    const auto first = w.says("ben", room, "the log partition is at 100 %");
    const auto second = w.says("ben", room, "deleted the old dumps");

    w.space.uses_message_menu("ana", room, first, "add_timeline", w.moment());
    w.until_acked();
    w.space.reacts("ana", room, second, "pushpin", w.moment());
    w.settle();

    const auto of = w.about(1);
    lines rows;
    for (const auto& row : of.rows)
        if (row.origin) rows.push_back(row.text);
    CHECK(rows == lines{"the log partition is at 100 %", "deleted the old dumps"});
}

TEST_CASE("S34: who names Scribe gives a command, once, and stands in the log", "[story]") {
    world w;
    const auto room = w.declare("ana", "P1 Disk full");

    w.says("ana", room, "@scribe note the disk is full");
    w.settle();

    const auto of = w.about(1);
    const auto notes = std::ranges::count_if(of.rows, [](const timeline_row& row) {
        return row.text == "the disk is full";
    });
    CHECK(notes == 1);
}

TEST_CASE("a private incident has a closed channel and is announced nowhere", "[story]") {
    world w;

    const auto room = w.declare("ana", "P1 Leaked keys private");

    CHECK(channel(w, room).is == emulator::slack::channel::kind::closed);
    CHECK(is_in(w, room, w.ana));
    CHECK_FALSE(is_in(w, room, w.ben));
    w.command("ana", room, "/incident update We are on it");
    w.command("ana", room, "/incident resolve Keys are new");
    w.settle();
    CHECK(w.lines(w.incidents).empty());
    CHECK(w.file_in(room));
}

TEST_CASE("resolving hands over the RCA as a file in the channel", "[story]") {
    world w;
    const auto room = w.declare("ana", "P1 Disk full");
    w.advance(std::chrono::minutes(20));

    w.command("ana", room, "/incident resolve The dumps are gone");
    w.settle();

    const auto* file = w.file_in(room);
    REQUIRE(file);
    CHECK(has(file->bytes, "The dumps are gone"));
    CHECK(labels_under(w.card(room)) == lines{"RCA preview", "Reopen"});
    CHECK(has(channel(w, room).topic, "resolved"));
}

TEST_CASE("S35: what Scribe says itself is never taken for something said to it", "[story]") {
    world w;
    const auto room = w.declare("ana", "P1 Disk full");
    w.command("ana", room, "/incident note one");
    w.settle();

    for (const auto& line : w.recorded(1)) {
        const auto* said = std::get_if<message_posted>(&line.what);
        if (said) CHECK(line.actor.id != w.space.bot_user());
    }
    CHECK(w.space.duplicates().empty());
}

}  // namespace bot::test
