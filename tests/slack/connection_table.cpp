#include "tests/slack/connection_script.hpp"
#include "tests/support/seed.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <random>
#include <set>

using namespace bot::slack;
using namespace bot::slack::test;
using namespace std::chrono_literals;
using because = url_refused::because;

namespace {

constexpr int one = 1;
constexpr int nobody = 1'000'000;
constexpr phase every_phase[] = {
    phase::wanted,
    phase::asking,
    phase::opening,
    phase::greeting,
    phase::settling,
    phase::steady,
    phase::leaving,
    phase::closing,
    phase::gone};

// Every kind of event about connection `of`, as they are numbered in the table below.
std::vector<connection_event> every_event(int of) {
    return {
        url_issued{of, "wss://a"},
        url_refused{of, because::passing},
        url_refused{of, because::throttled, 5s},
        url_refused{of, because::ours, 0ms, "invalid_auth"},
        socket_opened{of},
        socket_failed{of},
        said_hello{of, 3600s, 2},
        said_disconnect{of, "warning"},
        said_disconnect{of, "refresh_requested"},
        said_disconnect{of, "anything"},
        said_disconnect{of, "too_many_websockets", 11},
        said_disconnect{of, "link_disabled"},
        socket_closed{of},
        deadline_passed{},
        stopped{},
        started{},
    };
}

// One connection in `at`, all by itself, its deadline over where the phase has one.
connection_script standing_in(phase at) {
    connection_script s({.steady = 1});
    s.set.target = 1;
    s.set.last_id = one;
    s.set.not_before = s.now + 1h;  // nothing begins meanwhile
    if (at == phase::gone) return s;
    connection alone;
    alone.at = at;
    const bool timed = at >= phase::greeting && at <= phase::leaving;
    if (timed) alone.due = s.now;
    s.set.all.emplace(one, alone);
    return s;
}

// What became of it, in a letter: the phase, and in capitals when its socket is to be closed.
char letter(const connection_script& s) {
    const bool closes = s.count<close_socket>() > 0;
    const char phases[] = "waoghslc.";
    const char at = phases[static_cast<int>(s.at(one))];
    return closes ? (at == '.' ? '!' : static_cast<char>(at - 'a' + 'A')) : at;
}

}  // namespace

TEST_CASE("every phase answers every event as the table says", "[slack]") {
    // w wanted, a asking, o opening, g greeting, h settling, s steady, l leaving, c closing,
    // . gone; in capitals (! for gone): its socket is to be closed.
    const std::map<phase, std::string> expected{
        //                 issued refused×3 opened failed hello refresh×3 crowded off closed due
        //                 stop start
        {phase::wanted,
         "w"
         "www"
         "W"
         "w"
         "w"
         "www"
         "w"
         "w"
         "w"
         "w"
         "."
         "w"},
        {phase::asking,
         "o"
         "..."
         "A"
         "a"
         "a"
         "aaa"
         "a"
         "a"
         "a"
         "a"
         "."
         "a"},
        {phase::opening,
         "o"
         "ooo"
         "g"
         "."
         "o"
         "ooo"
         "o"
         "o"
         "."
         "o"
         "C"
         "o"},
        {phase::greeting,
         "g"
         "ggg"
         "g"
         "g"
         "h"
         "CCC"
         "C"
         "C"
         "."
         "C"
         "C"
         "g"},
        {phase::settling,
         "h"
         "hhh"
         "h"
         "h"
         "h"
         "lll"
         "C"
         "C"
         "."
         "s"
         "C"
         "h"},
        {phase::steady,
         "s"
         "sss"
         "s"
         "s"
         "s"
         "lll"
         "C"
         "C"
         "."
         "l"
         "C"
         "s"},
        {phase::leaving,
         "l"
         "lll"
         "l"
         "l"
         "l"
         "lll"
         "C"
         "C"
         "."
         "C"
         "C"
         "l"},
        {phase::closing,
         "c"
         "ccc"
         "C"
         "."
         "c"
         "ccc"
         "c"
         "c"
         "."
         "c"
         "c"
         "c"},
        {phase::gone,
         "."
         "..."
         "!"
         "."
         "."
         "..."
         "."
         "."
         "."
         "."
         "."
         "."},
    };
    for (const auto at : every_phase) {
        const auto events = every_event(one);
        for (std::size_t n = 0; n < events.size(); ++n) {
            auto s = standing_in(at);
            s.tell(events[n]);
            INFO("phase " << static_cast<int>(at) << ", event " << n);
            CHECK(letter(s) == expected.at(at)[n]);
        }
    }
}

namespace {

// Slack and the network as they might be: what was asked for gets an answer, at some time, of
// some kind; and now and then something comes that nobody expects.
struct walk {
    walk(unsigned seed, int steady) : random(seed), s({.steady = steady}) {}

    std::mt19937 random;
    connection_script s;
    std::set<int> asked, opening, open, closing;
    std::set<std::string> urls;
    int answered_asks = 0;

    std::size_t below(std::size_t n) { return random() % n; }
    int any(const std::set<int>& of) {
        auto it = of.begin();
        std::advance(it, static_cast<long>(below(of.size())));
        return *it;
    }

    void step() {
        s.random = static_cast<double>(random() % 1000) / 1000;
        if (below(3) == 0) {
            s.pass(milliseconds(random() % 40'000));
        } else {
            s.tell(something());
        }
        look();
        judge();
    }

    connection_event something() {
        const auto kind = below(12);
        if (kind < 3 && !asked.empty()) return answer_ask();
        if (kind < 6 && !opening.empty()) return answer_open();
        if (kind < 8 && !closing.empty()) return vanish(any(closing));
        if (kind < 11 && !open.empty()) return speak(any(open));
        if (below(10) == 0) {
            const auto events = every_event(nobody);
            return events[below(events.size() - 2)];
        }
        return deadline_passed{};
    }
    connection_event answer_ask() {
        const int id = any(asked);
        asked.erase(id);
        if (below(3) != 0) return url_issued{id, "wss://" + std::to_string(++answered_asks)};
        const because why[] = {
            because::passing, because::passing, because::throttled, because::ours};
        return url_refused{id, why[below(4)], milliseconds(random() % 90'000), "code"};
    }
    connection_event answer_open() {
        const int id = any(opening);
        opening.erase(id);
        if (below(3) == 0) {
            closing.erase(id);
            return socket_failed{id};
        }
        open.insert(id);
        return socket_opened{id};
    }
    connection_event speak(int id) {
        const std::string reasons[] = {
            "warning", "refresh_requested", "unheard_of", "too_many_websockets", "link_disabled"};
        const auto kind = below(8);
        if (kind < 3) return said_hello{id, std::chrono::seconds(random() % 20'000), 2};
        if (kind == 3) return vanish(id);
        return said_disconnect{id, reasons[below(8) < 6 ? below(3) : 3 + below(2)], 11};
    }
    connection_event vanish(int id) {
        open.erase(id);
        opening.erase(id);
        closing.erase(id);
        return socket_closed{id};
    }

    void look() {
        for (; seen < s.done.size(); ++seen) {
            const auto& action = s.done[seen];
            if (const auto* ask = std::get_if<ask_for_url>(&action)) {
                REQUIRE(asked.insert(ask->connection).second);
            } else if (const auto* opened = std::get_if<open_socket>(&action)) {
                REQUIRE(urls.insert(opened->url).second);
                REQUIRE(opening.insert(opened->connection).second);
            } else if (const auto* closed = std::get_if<close_socket>(&action)) {
                if (closed->connection == nobody) continue;
                REQUIRE((opening.contains(closed->connection) || open.contains(closed->connection))
                );
                closing.insert(closed->connection);
            }
        }
        REQUIRE(asked.size() <= 1);
        REQUIRE(static_cast<int>(opening.size() + open.size()) <= s.set.rules.steady + 1);
        REQUIRE(static_cast<int>(opening.size() + open.size()) == socket_count(s.set));
    }
    std::size_t seen = 0;

    void judge() {
        int members = 0;
        std::map<int, int> successors;
        for (const auto& [id, each] : s.set.all) {
            if (each.at >= phase::leaving) continue;
            ++members;
            if (each.replaces != 0) ++successors[each.replaces];
        }
        REQUIRE(members <= s.set.rules.steady);
        REQUIRE(members >= s.set.target);
        for (const auto& [id, count] : successors) REQUIRE(count == 1);
        // Who leaves goes only when its time is set, and that only when a successor is ready.
        for (const auto& [id, each] : s.set.all) {
            if (each.at != phase::leaving || !each.due) continue;
            for (const auto& [other, successor] : s.set.all)
                if (successor.replaces == id) REQUIRE(successor.at >= phase::settling);
        }
        // Never stuck: either something is under way, or a time is set for the next thing.
        const bool waits = s.first(phase::wanted) != 0;
        if (waits)
            REQUIRE((!asked.empty() || !opening.empty() || !open.empty() || next_deadline(s.set)));
    }
};

}  // namespace

TEST_CASE("S18: whatever happens there are never more than target + 1 sockets", "[slack]") {
    const auto first = bot::test::drawn_seed();
    for (unsigned n = 0; n < 400; ++n) {
        const auto seed = first + n;
        INFO("seed " << seed);
        walk w(seed, 1 + static_cast<int>(n % 4));
        w.s.tell(started{});
        w.look();
        for (int step = 0; step < 500; ++step) w.step();

        w.s.tell(stopped{});
        w.look();
        for (const int id : std::set<int>(w.open)) w.s.tell(w.vanish(id));
        for (const int id : std::set<int>(w.opening)) w.s.tell(w.vanish(id));
        w.s.pass(1h);
        REQUIRE(w.s.set.all.empty());
    }
}
