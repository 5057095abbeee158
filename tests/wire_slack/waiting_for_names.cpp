// More than may wait for names: what is not taken is not acknowledged, so Slack tells it again.
#include "bot/platforms/slack/ears/listener.hpp"
#include "tests/wire_slack/courier_stage.hpp"
#include "tests/wire_slack/world.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace bot::test {
namespace {

using namespace std::chrono_literals;

// A listener whose names take their time.
class slow_names {
public:
    explicit slow_names(turn_limits limits)
        : ears(
              {at.record,
               *at.api,
               *at.known,
               at.me,
               at.tasks,
               [](const bot::slack::notice&) {},
               [](std::string_view, std::string_view) {},
               [] {},
               [](std::string_view, std::string_view) {},
               [](const std::string&) {},
               [](std::string_view) {},
               [this](bool is_full) { full.push_back(is_full); },
               limits}
          ) {
        at.arm("hang_after", "users.info", {}, 0, 1'000);
        who = at.space.add_user("eva");
    }

    void say(const std::string& channel, int number) {
        const nlohmann::json told{
            {"type", "event_callback"},
            {"event",
             {{"type", "message"},
              {"channel", channel},
              {"user", who},
              {"text", "word " + std::to_string(number)},
              {"ts", "17000000" + std::to_string(number + 10) + ".000100"}}}};
        take("events_api", told);
    }
    void take(std::string_view type, const nlohmann::json& told) {
        bot::document parsed;
        const auto root = parsed.parse(told.dump());
        REQUIRE(root);
        ears.take({"e1", type, *root, type != "events_api", 0}, [this](const std::string&) {
            ++acked;
        });
    }
    // And nobody waits for a name any more.
    void until_acked(int count) {
        at.run_until([&] { return at.tasks.size() == 0 && acked >= count; });
    }
    std::size_t said() const { return at.record.all_of<in_message>().size(); }

    courier_stage at;
    std::string who;
    std::vector<bool> full;
    int acked = 0;
    bot::slack::listener ears;
};

}  // namespace

TEST_CASE("what waits for names is bounded in a channel and in all", "[slack]") {
    turn_limits limits;
    const bool in_all = GENERATE(false, true);
    limits.in_channel = in_all ? 100 : 10;
    limits.in_all = in_all ? 10 : 100;
    slow_names in(limits);

    for (int i = 0; i < 30; ++i) in.say(in_all ? "C" + std::to_string(i % 3) : "C1", i);
    CHECK(in.full == std::vector<bool>{true});
    in.until_acked(10);
    CHECK(in.acked == 10);
    CHECK(in.said() == 10);
    CHECK(in.full == std::vector<bool>{true, false});

    // As Slack does with what nobody acknowledged.
    for (int i = 10; i < 20; ++i) in.say("C1", i);
    in.until_acked(20);
    for (int i = 20; i < 30; ++i) in.say("C1", i);
    in.until_acked(30);
    CHECK(in.acked == 30);
    CHECK(in.said() == 30);
}

TEST_CASE("what waits for names is bounded in bytes, and one alone always waits", "[slack]") {
    turn_limits limits;
    limits.bytes = 100;
    slow_names in(limits);

    in.say("C1", 1);
    in.say("C2", 2);
    CHECK(in.full == std::vector<bool>{true});
    in.until_acked(1);

    CHECK(in.acked == 1);
    CHECK(in.full == std::vector<bool>{true, false});
}

TEST_CASE("what a person asks for goes without names where too much waits", "[slack]") {
    turn_limits limits;
    limits.in_channel = 2;
    limits.in_all = 2;
    slow_names in(limits);
    in.say("C1", 1);
    in.say("C1", 2);

    in.take(
        "slash_commands",
        {{"command", "/incident"},
         {"text", "note <@" + in.who + "> looks"},
         {"channel_id", "C1"},
         {"user_id", in.who},
         {"trigger_id", "1.2.ab"}}
    );

    CHECK(in.at.record.all_of<in_command>().size() == 1);
    in.at.run_until([&] { return in.at.tasks.size() == 0; });
}

TEST_CASE("a crowd without names stops the sockets, and nothing of it is lost", "[slack]") {
    world w({.parts = [](bot::slack::slack_parts& how) { how.limits.in_channel = 20; }});
    const auto room = w.declare("ana", "P2 Cache bug");
    w.settle();
    w.slack->delivery_policy() = {4s, {0ms, 100ms, 100ms}, false};
    emulator::slack::fault silent;
    silent.name = "hang_after";
    silent.only = "users.info";
    silent.times = 1;
    REQUIRE(w.slack->arm(silent));
    const auto who = w.space.add_user("eva");
    w.space.let_in(room, who);

    for (int i = 0; i < 200; ++i) {
        w.advance(1ms);
        w.says(who, room, "word " + std::to_string(i));
    }
    w.until_acked();

    CHECK(w.slack->record().unacked_count() == 0);
    int count = 0, again = 0;
    for (const auto& line : w.recorded(1))
        if (const auto* said = std::get_if<message_posted>(&line.what))
            if (said->text.starts_with("word ")) ++count;
    for (const auto& one : w.slack->record().all()) again += one.sent.size() > 1 ? 1 : 0;
    CHECK(count == 200);
    // Only what came between the last that had room and the pause was not taken.
    CHECK(again > 0);
    CHECK(again < 100);
}

}  // namespace bot::test
