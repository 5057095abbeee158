// One incident from Slack and from the console at once, over real sockets.
#include "tests/places.hpp"
#include "tests/support/text_file.hpp"
#include "tests/wire_slack/console_beside.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <sstream>

namespace bot::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using words = std::vector<std::string>;

// Ana, in Slack, and li, at the console, in the two rooms of one incident.
struct outage {
    console_beside door;
    world w;
    std::string room;   // of Slack
    std::string board;  // of the console
    std::unique_ptr<console_page> li;

    explicit outage(world_options with = {}) : w(door.options(std::move(with))) {
        room = w.declare("ana", "P2 Cache down");
        w.settle();
        board = w.about(1).own_room("console")->channel;
        come_back();
    }
    // After a restart, on the console's new address.
    void come_back() { li = std::make_unique<console_page>(w, door, "li"); }

    words in_slack() {
        words all;
        for (const auto& each : w.space.sees(room))
            if (each.only_to.empty() && each.subtype.empty() &&
                (each.who == "ana" || each.reads.find("(Console)") != std::string::npos)) {
                all.push_back(each.reads);
                std::erase(all.back(), '*');  // the name is bold
            }
        return all;
    }
    words in_console() {
        words all;
        for (const auto& each : li->messages(board))
            if (!each.at("bot").get<bool>() && !each.at("deleted").get<bool>() &&
                each.at("system").is_null())
                all.push_back(
                    each.at("who").get<std::string>() + ": " + each.at("text").get<std::string>()
                );
        // A copy stands where it came to be, which may be behind what was said meanwhile.
        std::ranges::stable_sort(all, {}, [](const std::string& line) {
            return line.find("(Slack)") == line.npos;
        });
        return all;
    }
    std::optional<json> in_console(std::string_view text) {
        for (auto& each : li->messages(board))
            if (each.at("text").get<std::string>().find(text) != std::string::npos) return each;
        return std::nullopt;
    }
    std::optional<shown> copy_in_slack(std::string_view text) {
        for (const auto& each : w.space.sees(room)) {
            auto reads = each.reads;
            std::erase(reads, '*');
            if (reads.find(text) != std::string::npos) return each;
        }
        return std::nullopt;
    }
};

}  // namespace

TEST_CASE("what is said in Slack and at the console stands once in both", "[two_rooms]") {
    outage an;
    an.w.says("ana", an.room, "the hit rate fell");
    an.w.settle();
    an.li->says(an.board, "b1", "we see timeouts");
    an.w.settle();

    CHECK(an.in_slack() == words{"the hit rate fell", "li (Console): we see timeouts"});
    CHECK(an.in_console() == words{"ana (Slack): the hit rate fell", "li: we see timeouts"});
    CHECK(an.w.space.duplicates().empty());
}

TEST_CASE("edits and deletes follow into the other room, both ways", "[two_rooms]") {
    outage an;
    const auto ts = an.w.says("ana", an.room, "the hitt rate fell");
    an.li->says(an.board, "b1", "the pasword is tiger");
    an.w.settle();

    an.w.space.edits("ana", an.room, ts, "the hit rate fell", an.w.moment());
    an.li->ask(
        {{"do", "edit"},
         {"room", an.board},
         {"id", "e1"},
         {"message", "b1"},
         {"text", "the password is tiger"}}
    );
    an.w.settle();
    CHECK(an.in_slack() == words{"the hit rate fell", "li (Console): the password is tiger"});
    CHECK(an.in_console() == words{"ana (Slack): the hit rate fell", "li: the password is tiger"});

    an.li->ask({{"do", "delete"}, {"room", an.board}, {"id", "d1"}, {"message", "b1"}});
    an.w.space.deletes("ana", an.room, ts, an.w.moment());
    an.w.settle();
    CHECK(an.in_slack().empty());
    CHECK(an.in_console().empty());
    for (const auto& line : an.w.recorded(1))
        if (const auto* said = std::get_if<message_posted>(&line.what)) CHECK(said->text.empty());
}

TEST_CASE("a reaction on a copy puts the message on the timeline, once", "[two_rooms]") {
    outage an;
    an.w.set_clock("2026-03-02T09:10:00Z");
    an.w.says("ana", an.room, "the hit rate fell");
    an.li->says(an.board, "b1", "we see timeouts");
    an.w.settle();
    an.w.set_clock("2026-03-02T09:30:00Z");

    const auto copy = an.copy_in_slack("we see timeouts");
    REQUIRE(copy);
    an.w.space.reacts("ana", an.room, copy->ts, "pushpin", an.w.moment());
    const auto shown = an.in_console("the hit rate fell");
    REQUIRE(shown);
    an.li->ask(
        {{"do", "pin"},
         {"room", an.board},
         {"id", "p1"},
         {"message", shown->at("id")},
         {"on", true}}
    );
    an.w.settle();

    words rows;
    for (const auto& row : an.w.about(1).rows)
        if (row.visible() && row.kind == row_kind::message)
            rows.push_back(format_hhmm(row.at) + " " + row.by.name + ": " + row.text);
    std::ranges::sort(rows);
    CHECK(rows == words{"09:10 ana: the hit rate fell", "09:10 li: we see timeouts"});
}

TEST_CASE("a reply in the thread of a copy is a reply to the message", "[two_rooms]") {
    outage an;
    const auto ts = an.w.says("ana", an.room, "the hit rate fell");
    an.w.settle();
    const auto shown = an.in_console("the hit rate fell");
    REQUIRE(shown);

    an.li->says(an.board, "b1", "to 3 %", shown->at("id"));
    an.w.settle();
    const auto reply = an.copy_in_slack("to 3 %");
    REQUIRE(reply);
    CHECK(reply->thread_ts == ts);

    an.w.space.replies("ana", an.room, ts, "since noon", an.w.moment());
    an.w.settle();
    const auto back = an.in_console("since noon");
    REQUIRE(back);
    CHECK(back->at("parent") == shown->at("id"));
}

TEST_CASE("a lost answer leaves one copy to be seen", "[two_rooms]") {
    const std::string how = GENERATE("drop_after", "status_after", "error_after", "cut_body");
    const bool in_thread = GENERATE(false, true);
    INFO(how << (in_thread ? " in a thread" : ""));
    outage an;
    const auto ts = an.w.says("ana", an.room, "the hit rate fell");
    an.w.settle();
    emulator::slack::fault lost;
    lost.name = how;
    lost.only = "chat.postMessage";
    lost.times = 1;
    REQUIRE(an.w.slack->arm(lost));

    const auto root = an.in_console("the hit rate fell");
    REQUIRE(root);
    an.li->says(
        an.board, "b1", "we see timeouts", in_thread ? root->at("id").get<std::string>() : ""
    );
    an.w.settle();

    CHECK(an.in_slack() == words{"the hit rate fell", "li (Console): we see timeouts"});
    CHECK(an.w.space.duplicates().empty());
    an.w.space.deletes("ana", an.room, ts, an.w.moment());
    an.li->ask({{"do", "delete"}, {"room", an.board}, {"id", "d1"}, {"message", "b1"}});
    an.w.settle();
    CHECK_FALSE(an.copy_in_slack("we see timeouts"));
}

TEST_CASE("long words are a copy of several messages, and shrink to one", "[two_rooms]") {
    outage an;
    std::string words_of_many;
    for (int i = 0; i < 900; ++i) words_of_many += "word" + std::to_string(i) + " ";
    an.li->says(an.board, "b1", words_of_many);
    an.w.settle();
    CHECK(an.copy_in_slack("word0 "));
    CHECK(an.copy_in_slack("word899"));

    an.li->ask(
        {{"do", "edit"}, {"room", an.board}, {"id", "e1"}, {"message", "b1"}, {"text", "few words"}}
    );
    an.w.settle();

    CHECK(an.in_slack() == words{"li (Console): few words"});
    CHECK_FALSE(an.copy_in_slack("word899"));
    // Taking away what was too much is nobody's deletion.
    CHECK(an.in_console() == words{"li: few words"});
}

TEST_CASE("a channel of people's own follows from then on, and not before", "[two_rooms]") {
    outage an;
    an.w.says("ben", an.w.ops, "lunch?");
    an.w.settle();
    an.w.advance(1min);

    CHECK(an.w.command("ben", an.w.ops, "/incident follow #1").empty());
    an.w.settle();
    an.w.advance(1min);
    const auto ts = an.w.says("ben", an.w.ops, "the shop is down");
    an.w.until_caught_up(an.w.ops, ts);
    an.w.settle();

    CHECK(an.in_console() == words{"ben (Slack): the shop is down"});
    CHECK(an.copy_in_slack("ben (#ops): the shop is down"));
    const auto channel = *an.w.space.find_channel(an.w.ops);
    CHECK(channel.topic.empty());

    CHECK(an.w.command("ben", an.w.ops, "/incident unfollow").empty());
    an.w.settle();
    an.w.says("ben", an.w.ops, "pizza?");
    an.w.settle();
    CHECK(an.in_console() == words{"ben (Slack): the shop is down"});
}

TEST_CASE("a restart between any two steps changes nothing in either room", "[two_rooms]") {
    const auto live = [](int restart_after) {
        outage an({.on_disk = true});
        an.w.slack->socket_policy().leaves_tcp_open = false;
        an.w.slack->delivery_policy() = {200ms, {0ms, 200ms, 400ms}, false};
        std::string ts;
        const std::vector<std::function<void()>> steps{
            [&] { ts = an.w.says("ana", an.room, "the hitt rate fell"); },
            [&] { an.li->says(an.board, "b1", "we see timeouts"); },
            [&] { an.w.space.edits("ana", an.room, ts, "the hit rate fell", an.w.moment()); },
            [&] { an.li->says(an.board, "b2", "nonsense"); },
            [&] {
                an.li->ask({{"do", "delete"}, {"room", an.board}, {"id", "d1"}, {"message", "b2"}});
            },
            [&] { an.li->command(an.board, "/incident note failing over"); },
            [&] { an.w.says("ana", an.room, "it is back"); },
        };
        for (std::size_t i = 0; i < steps.size(); ++i) {
            steps[i]();
            an.w.until_acked();
            if (static_cast<int>(i) == restart_after) {
                // A page hangs on the loop that goes.
                an.li.reset();
                an.w.restart();
                an.come_back();
            }
            an.w.advance(1min);
        }
        an.w.settle();
        CHECK(an.w.space.duplicates().empty());
        auto seen = an.in_slack();
        for (auto& line : an.in_console()) seen.push_back(std::move(line));
        std::ranges::sort(seen);
        return seen;
    };
    const auto without = live(-1);
    REQUIRE(without.size() == 6);
    for (int i = 0; i < 7; ++i) {
        INFO("after step " << i);
        CHECK(live(i) == without);
    }
}

TEST_CASE("the seed incident told from both platforms gives the seed document", "[two_rooms]") {
    console_beside door;
    world w(door.options());
    std::istringstream lines(text_of(SCRIBE_SOURCE_DIR "/tests/wire/seed.jsonl"));
    std::string room, board;
    std::unique_ptr<console_page> li;
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
        const auto told = json::parse(line);
        w.set_clock(told["at"].get<std::string>());
        const auto text = told["text"].get<std::string>();
        INFO(text);
        if (room.empty()) {
            room = w.declare("dana", text.substr(std::string("/incident declare ").size()));
            w.settle();
            board = w.about(1).own_room("console")->channel;
            li = std::make_unique<console_page>(w, door, "li");
        } else if (count % 2 == 0) {
            li->command(board, text);
        } else {
            w.command("dana", room, text);
            if (text == "/incident resolve") CHECK(w.submits("dana", {}).empty());
        }
        w.settle();
    }
    REQUIRE(count == 30);
    li->command(board, "/incident rca publish");
    w.settle();

    const auto golden =
        text_of(SCRIBE_SOURCE_DIR
                "/tests/golden/2025-09-27-cache-invalidation-bug-in-user-service.md");
    REQUIRE_FALSE(golden.empty());
    const auto* file = w.file_in(room);
    REQUIRE(file);
    CHECK(file->bytes == golden);
    CHECK(w.space.duplicates().empty());
}

TEST_CASE("a thousand messages over both rooms stand once in each, in order", "[two_rooms]") {
    constexpr int count = 1'000, at_once = 50;
    outage an;
    words from_slack, from_console;
    for (int i = 0; i < count; ++i) {
        const auto text = "message " + std::to_string(i);
        if (i % 2 == 0) {
            an.w.says("ana", an.room, text);
            from_slack.push_back("ana (Slack): " + text);
        } else {
            an.li->says(an.board, "b" + std::to_string(i), text);
            from_console.push_back("li (Console): " + text);
        }
        an.w.advance(1ms);
        if (i % at_once == at_once - 1) an.w.settle();
    }
    an.w.settle();

    auto slack = an.in_slack();
    auto console = an.in_console();
    CHECK(slack.size() == count);
    CHECK(console.size() == count);
    std::erase_if(slack, [](const auto& line) { return !line.starts_with("li (Console)"); });
    std::erase_if(console, [](const auto& line) { return !line.starts_with("ana (Slack)"); });
    CHECK(slack == from_console);
    CHECK(console == from_slack);
    CHECK(an.w.space.duplicates().empty());
    WARN(
        count << " messages; in Slack " << slack.size() << " copies, at the console "
              << console.size() << ", doubled " << an.w.space.duplicates().size()
    );
}

}  // namespace bot::test
