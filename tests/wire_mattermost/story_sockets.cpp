// Sockets end in every way while people go on talking.
#include "tests/emulators/mattermost/live_socket.hpp"
#include "tests/wire_mattermost/talking.hpp"

#include <catch2/catch.hpp>

namespace bot::mattermost::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

struct figures {
    int words = 0;
    std::ptrdiff_t resumed = 0, begun = 0;
    double seconds = 0;
};

// Sockets end as often as wanted while somebody speaks fifty times a second.
figures cut_and_talk(world& w, const std::string& room, int wanted) {
    const char* const ways[] = {"drop", "reset", "close"};
    const auto before = w.mattermost->board().sockets().size();
    const auto began = steady_clock::now();
    auto next_word = began, next_cut = began;
    figures made;
    const auto is_ready = [&] { return w.mattermost->board().ready(w.space.bot_user()) > 0; };
    for (int cuts = 0; cuts < wanted;) {
        w.run_until(
            [&] {
                const auto now = steady_clock::now();
                return now >= next_word || (now >= next_cut && is_ready());
            },
            "the next word or cut"
        );
        const auto now = steady_clock::now();
        if (now >= next_word) {
            w.says("ana", room, "word " + std::to_string(++made.words));
            next_word += between_words;
        }
        if (now < next_cut || !is_ready()) continue;
        w.lose_sockets(ways[cuts++ % 3]);
        next_cut = now + std::chrono::milliseconds(cuts % 13);
    }
    made.seconds = std::chrono::duration<double>(steady_clock::now() - began).count();
    w.until_heard();
    const auto sockets = w.mattermost->board().sockets();
    for (std::size_t i = before; i < sockets.size(); ++i) {
        made.resumed += sockets[i].resumed ? 1 : 0;
        made.begun += sockets[i].hello && !sockets[i].resumed ? 1 : 0;
    }
    return made;
}

void resume(int cuts) {
    world w;
    const auto room = w.declare("ana", "P1 Disk full");

    const auto seen = cut_and_talk(w, room, cuts);
    w.advance(1s);
    const auto last = w.says("ana", room, "word " + std::to_string(seen.words + 1));
    w.until_heard();
    w.until_caught_up(room, last);

    WARN(
        cuts << " cuts in " << seen.seconds << " s under " << seen.words
             << " words: " << seen.resumed << " resumed, " << seen.begun << " begun anew"
    );
    // One that is asked for before the server has seen the last one go begins anew.
    CHECK(seen.begun * 10 <= seen.resumed);
    check_recorded(w, seen.words + 1);
}

}  // namespace

TEST_CASE("P1: 100 cuts under fifty posts a second lose nothing and double nothing", "[story]") {
    resume(100);
}

TEST_CASE("P1: 1,000 cuts do neither", "[.long]") {
    resume(1'000);
}

TEST_CASE("a server that cannot resume is read by REST after every cut", "[story]") {
    world w({.reliable = false});
    const auto room = w.declare("ana", "P1 Disk full");

    const auto seen = cut_and_talk(w, room, 20);
    w.advance(1s);
    const auto last = w.says("ana", room, "word " + std::to_string(seen.words + 1));
    w.until_caught_up(room, last);
    w.settle();

    CHECK(seen.resumed == 0);
    CHECK(seen.begun > 0);
    check_recorded(w, seen.words + 1);
}

TEST_CASE("F21: an event that is missing in the count is read by REST", "[story]") {
    world w;
    const auto room = w.declare("ana", "P1 Disk full");
    emulator::fault lost;
    lost.name = "lost";
    lost.only = "posted";
    REQUIRE(w.mattermost->arm(lost));

    w.says("ana", room, "word 1");
    // It had a number of its own.
    for (const auto& socket : w.mattermost->board().find(0)) ++socket->on->known.next_seq;
    w.advance(1s);
    const auto last = w.says("ana", room, "word 2");
    w.until_caught_up(room, last);
    w.settle();

    check_recorded(w, 2);
}

TEST_CASE("F21: a server that is started again is read by REST", "[story]") {
    world w;
    const auto room = w.declare("ana", "P1 Disk full");
    int count = talk_for(w, room, 0, 200ms);
    for (int i = 0; i < 5; ++i) {
        w.mattermost->restart();
        count = talk_for(w, room, count, 100ms);
    }
    w.advance(1s);
    const auto last = w.says("ana", room, "word " + std::to_string(++count));
    w.until_heard();
    w.until_caught_up(room, last);
    w.settle();

    check_recorded(w, count);
}

TEST_CASE("F7, F11, F12, F18: whatever becomes of a connection, nothing said is lost", "[story]") {
    struct trouble {
        std::string fault, value;
        int times;
        bool strikes;  // sockets that are open; else armed, and they are reset
    };
    const auto what = GENERATE(
        trouble{"upgrade_status", "503", 3, false},
        trouble{"upgrade_status", "403", 3, false},
        trouble{"upgrade_status", "401", 2, false},
        trouble{"upgrade_redirect", "http://127.0.0.1:1/", 3, false},
        trouble{"upgrade_bad_accept", "", 3, false},
        trouble{"upgrade_silence", "", 2, false},
        trouble{"no_hello", "", 2, false},
        trouble{"late_hello", "200", 2, false},
        trouble{"half_open", "", 1, true},
        trouble{"reset_mid_frame", "", 1, true},
        trouble{"garbage", "", 1, true},
        trouble{"no_utf8", "", 1, true},
        trouble{"huge", "", 1, true},
        trouble{"binary", "", 1, true},
        trouble{"hub_crash", "", 1, true}
    );
    INFO(what.fault << " " << what.value);
    world w;
    const auto room = w.declare("ana", "P1 Disk full");
    if (what.strikes) {
        w.mattermost->strike(what.fault, what.value);
    } else {
        emulator::fault armed;
        armed.name = what.fault;
        armed.value = what.value;
        armed.times = what.times;
        REQUIRE(w.mattermost->arm(armed));
        w.lose_sockets("reset");
    }
    int count = talk_for(w, room, 0, 900ms);
    w.advance(1s);
    w.run_until(
        [&] { return w.mattermost->board().ready(w.space.bot_user()) > 0; }, "a socket again"
    );
    const auto last = w.says("ana", room, "word " + std::to_string(++count));
    w.until_heard();
    w.until_caught_up(room, last);
    w.settle();

    check_recorded(w, count);
}

TEST_CASE("P2: a socket that only the hub has forgotten is found and replaced", "[story]") {
    world w;
    const auto room = w.declare("ana", "P1 Disk full");
    const auto before = w.mattermost->board().sockets().size();

    w.mattermost->strike("hub_crash");
    w.advance(1s);
    const auto word = w.says("ana", room, "word 1");
    const auto struck_at = steady_clock::now();
    w.until_caught_up(room, word);

    const std::chrono::duration<double, std::milli> took = steady_clock::now() - struck_at;
    WARN("found and read after " << took.count() << " ms, with a ping every 100 ms");
    CHECK(w.mattermost->board().sockets().size() == before + 1);
    check_recorded(w, 1);
}

TEST_CASE("P3: who revokes our token while we listen is asked seldom, and not flooded", "[story]") {
    world w;
    w.declare("ana", "P1 Disk full");
    w.settle();
    const auto before = w.mattermost->board().sockets().size();
    w.space.revoke(w.space.bot_token());
    w.run_until([&] { return w.mattermost->board().held() == 0; }, "the socket to be left");

    const auto asked_before = w.space.calls("GET /users/{user}").size();
    const auto until = steady_clock::now() + 1s;
    w.run_until([&] { return steady_clock::now() > until; }, "a second");

    // Every 100 ms in these tests, every five minutes elsewhere.
    CHECK(w.mattermost->board().sockets().size() == before);
    const auto asked = w.space.calls("GET /users/{user}").size() - asked_before;
    CHECK(asked >= 5);
    CHECK(asked <= 11);
}

TEST_CASE("a record that takes nothing holds back the socket and loses nothing", "[story]") {
    world w;
    const auto room = w.declare("ana", "P1 Disk full");
    w.settle();
    w.hold_record();
    constexpr int words = 6'000;
    for (int i = 1; i <= words; ++i) w.says("ana", room, "word " + std::to_string(i));
    w.run_until([&] { return w.inbox_seen().crowded > 0; }, "the record to be crowded");
    const auto until = steady_clock::now() + 300ms;
    w.run_until([&] { return steady_clock::now() > until; }, "what is on its way");
    const auto most = w.inbox_seen().most;
    w.let_record_go();
    w.advance(1s);
    const auto last = w.says("ana", room, "word " + std::to_string(words + 1));
    w.until_heard();
    w.until_caught_up(room, last);
    w.settle();

    WARN("at most " << most << " waited in front of the record");
    CHECK(most < words);
    check_recorded(w, words + 1);
}

TEST_CASE("what could not be recorded is read again", "[story]") {
    world w;
    const auto room = w.declare("ana", "P1 Disk full");
    int refused = 0;
    w.inbox_seen().refuses = [&](const inbound& what) {
        const auto* said = std::get_if<in_message>(&what.what);
        return said && said->text == "word 1" && ++refused <= 2;
    };
    w.says("ana", room, "word 1");
    w.advance(1s);
    const auto last = w.says("ana", room, "word 2");
    w.run_until([&] { return refused == 3; }, "it to be read again");
    w.until_caught_up(room, last);
    w.settle();

    check_recorded(w, 2);
}

}  // namespace bot::mattermost::test
