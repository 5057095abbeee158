// One incident from Slack and from Mattermost at once, over real sockets on both sides.
#include "tests/places.hpp"
#include "tests/support/text_file.hpp"
#include "tests/wire_both/both.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <functional>
#include <sstream>

namespace bot::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using words = std::vector<std::string>;

words rows_of(both& in) {
    words rows;
    for (const auto& row : in.about(1).rows)
        if (row.visible() && row.kind == row_kind::message)
            rows.push_back(format_hhmm(row.at) + " " + row.by.name + ": " + row.text);
    std::ranges::sort(rows);
    return rows;
}

}  // namespace

TEST_CASE("what is said in Slack and in Mattermost stands once in both", "[both]") {
    both an;
    an.slack_says("ana", "the hit rate fell");
    an.settle();
    an.matter_says("dana", "we see timeouts");
    an.settle();

    CHECK(an.in_slack() == words{"the hit rate fell", "dana (Mattermost): we see timeouts"});
    CHECK(an.in_matter() == words{"ana (Slack): the hit rate fell", "we see timeouts"});
    CHECK(an.slack.card(an.slack_room));
    CHECK(an.matter.card(an.matter_room));
    CHECK(an.doubled().empty());
}

TEST_CASE("edits and deletes follow from Slack to Mattermost and back", "[both]") {
    both an;
    const auto ts = an.slack_says("ana", "the hitt rate fell");
    const auto id = an.matter_says("dana", "the pasword is tiger");
    an.settle();

    an.advance(1s);
    an.slack.space.edits("ana", an.slack_room, ts, "the hit rate fell", an.moment());
    an.matter.space.edits("dana", id, "the password is tiger", an.moment());
    an.settle();
    CHECK(an.in_slack() == words{"the hit rate fell", "dana (Mattermost): the password is tiger"});
    auto there = an.in_matter();
    std::ranges::sort(there);
    CHECK(there == words{"ana (Slack): the hit rate fell", "the password is tiger"});

    an.slack.space.deletes("ana", an.slack_room, ts, an.moment());
    an.matter.space.deletes("dana", id, an.moment());
    an.settle();
    CHECK(an.in_slack().empty());
    CHECK(an.in_matter().empty());
    for (const auto& line : an.recorded(1))
        if (const auto* said = std::get_if<message_posted>(&line.what)) CHECK(said->text.empty());
}

TEST_CASE("a pin of a copy in either puts the message on the timeline, once", "[both]") {
    both an;
    an.set_clock("2026-03-02T09:10:00Z");
    const auto ts = an.slack_says("ana", "the hit rate fell");
    an.matter_says("dana", "we see timeouts");
    an.settle();
    an.set_clock("2026-03-02T09:30:00Z");

    const auto copy = an.find_in_slack("we see timeouts");
    REQUIRE(copy);
    an.slack.space.reacts("ana", an.slack_room, copy->ts, "pushpin", an.moment());
    const auto* shown = an.find_in_matter("the hit rate fell");
    REQUIRE(shown);
    an.matter.space.pins("dana", shown->id, an.moment());
    an.slack.space.pins("ana", an.slack_room, ts, an.moment());
    an.settle();

    CHECK(rows_of(an) == words{"09:10 ana: the hit rate fell", "09:10 dana: we see timeouts"});
}

TEST_CASE("a reply in the thread of a copy is a reply to the message, both ways", "[both]") {
    both an;
    const auto ts = an.slack_says("ana", "the hit rate fell");
    an.settle();
    const auto* shown = an.find_in_matter("the hit rate fell");
    REQUIRE(shown);
    const auto root = shown->id;

    an.matter.space.replies("dana", root, "to 3 %", an.moment());
    an.settle();
    const auto reply = an.find_in_slack("to 3 %");
    REQUIRE(reply);
    CHECK(reply->thread_ts == ts);

    an.slack.space.replies("ana", an.slack_room, ts, "since noon", an.moment());
    an.settle();
    const auto* back = an.find_in_matter("since noon");
    REQUIRE(back);
    CHECK(back->root == root);
}

TEST_CASE("25, 28: a lost answer leaves one copy to be seen in Mattermost", "[both]") {
    const std::string how = GENERATE("drop_after", "status_after", "cut_body", "drop_before");
    const bool in_thread = GENERATE(false, true), is_late = GENERATE(false, true);
    INFO(how << (in_thread ? " in a thread" : "") << (is_late ? ", late" : ""));
    both an;
    const auto root = an.matter_says("dana", "we see timeouts");
    an.settle();
    const auto copied = an.find_in_slack("we see timeouts");
    REQUIRE(copied);
    // Within the half minute Mattermost knows a post again itself, later only its mark helps.
    if (is_late) an.matter.space.policy().deduplicates = 0ms;
    emulator::fault lost;
    lost.name = how;
    lost.only = "POST /posts";
    REQUIRE(an.matter.mattermost->arm(lost));

    const auto text = std::string("the hit rate fell");
    const auto ts =
        in_thread ? an.slack.space.replies("ana", an.slack_room, copied->ts, text, an.moment())
                  : an.slack_says("ana", text);
    an.settle();

    CHECK(an.in_matter() == words{"we see timeouts", "ana (Slack): the hit rate fell"});
    CHECK(an.doubled().empty());
    const auto* copy = an.find_in_matter(text);
    REQUIRE(copy);
    CHECK(copy->root == (in_thread ? root : ""));
    // It is known again: what becomes of the words becomes of the copy.
    an.slack.space.edits("ana", an.slack_room, ts, "the hit rate is back", an.moment());
    an.settle();
    CHECK(an.in_matter() == words{"we see timeouts", "ana (Slack): the hit rate is back"});
    an.slack.space.deletes("ana", an.slack_room, ts, an.moment());
    an.settle();
    CHECK(an.in_matter() == words{"we see timeouts"});
}

TEST_CASE("an answer lost to a change of a copy changes it once", "[both]") {
    const auto call = GENERATE("PUT /posts/{post}/patch", "DELETE /posts/{post}");
    const std::string how = GENERATE("drop_after", "status_after", "drop_before");
    INFO(call << " " << how);
    both an;
    const auto ts = an.slack_says("ana", "the hitt rate fell");
    an.settle();
    emulator::fault lost;
    lost.name = how;
    lost.only = call;
    REQUIRE(an.matter.mattermost->arm(lost));

    an.slack.space.edits("ana", an.slack_room, ts, "the hit rate fell", an.moment());
    an.settle();
    CHECK(an.in_matter() == words{"ana (Slack): the hit rate fell"});
    an.slack.space.deletes("ana", an.slack_room, ts, an.moment());
    an.settle();
    CHECK(an.in_matter().empty());
    CHECK(an.doubled().empty());
}

TEST_CASE("long words are several posts in Mattermost, and shrink to one", "[both]") {
    both an;
    // Slack cuts at 40,000, Mattermost at 16,383.
    std::string many;
    for (int i = 0; i < 4'000; ++i) many += "word" + std::to_string(i) + " ";
    const auto ts = an.slack_says("ana", many);
    an.settle();
    const auto* first = an.find_in_matter("word0 ");
    const auto* last = an.find_in_matter("word3999");
    REQUIRE(first);
    REQUIRE(last);
    CHECK(first->id != last->id);

    an.slack.space.edits("ana", an.slack_room, ts, "few words", an.moment());
    an.settle();
    CHECK(an.in_matter() == words{"ana (Slack): few words"});
    CHECK_FALSE(an.find_in_matter("word3999"));
    CHECK(an.in_slack() == words{"few words"});
}

TEST_CASE("what is said while Mattermost is away is shown there afterwards, in order", "[both]") {
    both an;
    emulator::fault down;
    down.name = "drop_before";
    down.times = 1'000'000;
    REQUIRE(an.matter.mattermost->arm(down));
    an.matter.disconnect();
    words wanted;
    std::string gone;
    for (int i = 0; i < 20; ++i) {
        const auto text = "message " + std::to_string(i);
        const auto ts = an.slack_says("ana", text);
        an.advance(10s);
        if (i == 7) gone = ts;
        if (i != 7) wanted.push_back("ana (Slack): " + text);
    }
    an.slack.space.deletes("ana", an.slack_room, gone, an.moment());
    an.slack.until_acked();
    CHECK(an.in_matter().empty());

    an.matter.mattermost->faults().disarm("drop_before");
    an.matter.reconnect();
    an.settle();
    CHECK(an.in_matter() == wanted);
    CHECK(an.doubled().empty());
}

TEST_CASE("a restart between any two steps changes nothing in Slack or Mattermost", "[both]") {
    const auto live = [](int restart_after) {
        both an({.on_disk = true});
        an.slack.slack->socket_policy().leaves_tcp_open = false;
        an.slack.slack->delivery_policy() = {200ms, {0ms, 200ms, 400ms}, false};
        std::string ts, id, nonsense;
        const std::vector<std::function<void()>> steps{
            [&] { ts = an.slack_says("ana", "the hitt rate fell"); },
            [&] { id = an.matter_says("dana", "we see timeouts"); },
            [&] {
                an.slack.space.edits("ana", an.slack_room, ts, "the hit rate fell", an.moment());
            },
            [&] { nonsense = an.matter_says("dana", "nonsense"); },
            [&] { an.matter.space.deletes("dana", nonsense, an.moment()); },
            [&] { an.matter.command("dana", an.matter_room, "/incident note failing over"); },
            [&] { an.matter.space.edits("dana", id, "we saw timeouts", an.moment()); },
            [&] { an.slack_says("ana", "it is back"); },
        };
        for (std::size_t i = 0; i < steps.size(); ++i) {
            steps[i]();
            an.until_heard();
            // Not at rest: copies are on their way.
            if (static_cast<int>(i) == restart_after) an.restart();
            an.advance(1min);
        }
        an.settle();
        CHECK(an.doubled().empty());
        auto seen = an.in_slack();
        for (auto& line : an.in_matter()) seen.push_back(std::move(line));
        std::ranges::sort(seen);
        return seen;
    };
    const auto without = live(-1);
    REQUIRE(without.size() == 6);
    for (int i = 0; i < 8; ++i) {
        INFO("after step " << i);
        CHECK(live(i) == without);
    }
}

TEST_CASE("the seed incident told from Slack and Mattermost gives the seed document", "[both]") {
    std::istringstream lines(text_of(SCRIBE_SOURCE_DIR "/tests/wire/seed.jsonl"));
    std::string line;
    REQUIRE(std::getline(lines, line));
    const auto first = json::parse(line);
    const auto declares = first["text"].get<std::string>();
    both an(
        {.declared_by = "dana",
         .title = declares.substr(std::string("/incident declare ").size()),
         .at = first["at"].get<std::string>()}
    );
    int count = 1;
    for (; std::getline(lines, line); ++count) {
        const auto told = json::parse(line);
        an.set_clock(told["at"].get<std::string>());
        const auto text = told["text"].get<std::string>();
        INFO(text);
        const bool is_resolving = text == "/incident resolve";
        if (count % 2 == 0) {
            an.matter.command("dana", an.matter_room, text);
            if (is_resolving) CHECK(an.matter.submits("dana", json::object()).empty());
        } else {
            an.slack.command("dana", an.slack_room, text);
            if (is_resolving) CHECK(an.slack.submits("dana", {}).empty());
        }
        an.settle();
    }
    REQUIRE(count == 30);
    an.matter.command("dana", an.matter_room, "/incident rca publish");
    an.settle();

    const auto golden =
        text_of(SCRIBE_SOURCE_DIR
                "/tests/golden/2025-09-27-cache-invalidation-bug-in-user-service.md");
    REQUIRE_FALSE(golden.empty());
    const auto* in_slack = an.slack.file_in(an.slack_room);
    const auto* in_matter = an.matter.file_in(an.matter_room);
    REQUIRE(in_slack);
    REQUIRE(in_matter);
    CHECK(in_slack->bytes == golden);
    CHECK(in_matter->bytes == golden);
    CHECK(an.doubled().empty());
}

TEST_CASE("a thousand messages over Slack and Mattermost stand once in each, in order", "[both]") {
    constexpr int count = 1'000, at_once = 50;
    both an;
    words from_slack, from_matter;
    for (int i = 0; i < count; ++i) {
        const auto text = "message " + std::to_string(i);
        if (i % 2 == 0) {
            an.slack_says("ana", text);
            from_slack.push_back("ana (Slack): " + text);
        } else {
            an.matter_says("dana", text);
            from_matter.push_back("dana (Mattermost): " + text);
        }
        an.advance(1ms);
        if (i % at_once == at_once - 1) an.settle();
    }
    an.settle();

    auto slack = an.in_slack(), matter = an.in_matter();
    CHECK(slack.size() == count);
    CHECK(matter.size() == count);
    std::erase_if(slack, [](const auto& line) { return line.find("): ") == line.npos; });
    std::erase_if(matter, [](const auto& line) { return line.find("): ") == line.npos; });
    // Nobody wants to read both lists when they differ.
    CHECK(std::ranges::mismatch(slack, from_matter).in1 == slack.end());
    CHECK(std::ranges::mismatch(matter, from_slack).in1 == matter.end());
    CHECK(an.doubled().empty());
    WARN(
        count << " messages; in Slack " << slack.size() << " copies, in Mattermost "
              << matter.size() << ", doubled " << an.doubled().size()
    );
}

}  // namespace bot::test
