// Slack takes its sockets away, as planned and not, while people go on talking.
#include "tests/wire_slack/incident_script.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

namespace bot::test {
namespace {

using namespace std::chrono_literals;

constexpr auto between_words = 20ms;  // fifty a second

// Somebody speaks at a steady pace until it holds; how often.
int talk_until(world& w, const std::string& room, const std::function<bool()>& holds) {
    int count = 0;
    auto next = std::chrono::steady_clock::now();
    const auto next_word = [&] { return holds() || std::chrono::steady_clock::now() >= next; };
    while (!holds()) {
        w.says("ana", room, "word " + std::to_string(++count));
        next += between_words;
        w.run_until(next_word, "the time for the next word");
    }
    return count;
}

// Each word is recorded once.
void check_recorded(world& w, int count) {
    std::multiset<std::string> words;
    for (const auto& line : w.recorded(1))
        if (const auto* said = std::get_if<message_posted>(&line.what))
            if (said->text.starts_with("word ")) words.insert(said->text);
    CHECK(std::cmp_equal(words.size(), count));
    for (int i = 1; i <= count; ++i) CHECK(words.count("word " + std::to_string(i)) == 1);
}

void refresh(int wanted) {
    world w;
    const auto room = w.declare("ana", "P1 Disk full");
    auto& policy = w.slack->socket_policy();
    policy.lives = 120ms;
    policy.warning = 60ms;
    policy.leaves = 60ms;
    w.slack->strike("refresh_requested");
    const auto opened = w.slack->board().sockets().size();

    const int count = talk_until(w, room, [&] {
        return w.slack->board().sockets().size() >= opened + static_cast<std::size_t>(wanted);
    });
    w.until_acked();

    CHECK(w.slack->record().unacked().empty());
    CHECK(w.slack->record().acked_twice().empty());
    CHECK(w.slack->board().gaps().empty());
    check_recorded(w, count);
}

}  // namespace

TEST_CASE(
    "S12: 100 planned refreshes lose nothing and leave no moment without a socket", "[story]"
) {
    refresh(100);
}

TEST_CASE("S12: 1,000 planned refreshes do neither", "[.long]") {
    refresh(1'000);
}

TEST_CASE("S19, S26: whatever becomes of a connection, nothing that was said is lost", "[story]") {
    struct trouble {
        std::string fault;
        int times;
        bool strikes;  // a frame's fault on sockets that are open; else armed, and they are reset
    };
    const auto what = GENERATE(
        trouble{"upgrade_status", 3, false},
        trouble{"upgrade_bad_accept", 3, false},
        trouble{"upgrade_silence", 2, false},
        trouble{"no_hello", 2, false},
        trouble{"half_open", 1, true},
        trouble{"reset_mid_frame", 1, true},
        trouble{"garbage", 1, true},
        trouble{"huge", 1, true},
        trouble{"too_many_websockets", 1, true},
        trouble{"link_disabled", 1, true}
    );
    INFO(what.fault);
    world w({.sockets = [](bot::slack::socket_mode_options& how) { how.liveness = 300ms; }});
    w.slack->delivery_policy() = {300ms, {0ms, 300ms, 600ms}, false};
    const auto room = w.declare("ana", "P1 Disk full");
    if (what.strikes) {
        w.slack->strike(what.fault);
    } else {
        emulator::slack::fault armed;
        armed.name = what.fault;
        armed.times = what.times;
        REQUIRE(w.slack->arm(armed));
        w.slack->strike("reset");
    }
    const auto until = std::chrono::steady_clock::now() + 900ms;
    const int count =
        talk_until(w, room, [&] { return std::chrono::steady_clock::now() >= until; });
    w.run_until([&] { return !w.slack->board().ready().empty(); }, "a socket again");
    const auto last = w.says("ana", room, "word " + std::to_string(count + 1));
    w.until_acked();
    w.until_caught_up(room, last);

    check_recorded(w, count + 1);
}

}  // namespace bot::test
