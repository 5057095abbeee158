#include "tests/mattermost/connection_script.hpp"
#include "tests/support/seed.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <random>
#include <set>

using namespace bot::mattermost;
using namespace bot::mattermost::test;
using namespace std::chrono_literals;

namespace {

constexpr int ours = 7;
constexpr phase every_phase[] = {
    phase::idle,
    phase::waiting,
    phase::opening,
    phase::greeting,
    phase::ready,
    phase::closing,
    phase::asking,
    phase::barred,
    phase::over};

// Every kind of event, as they are numbered in the table below.
std::vector<connection_event> every_event(int of) {
    return {
        started{},
        socket_opened{of},
        socket_failed{of},
        socket_failed{of, 503},
        socket_failed{of, 429, 5s},
        socket_failed{of, 401},
        socket_closed{of},
        said_hello{of, "known"},
        said_hello{of, "another"},
        said_hello{of, ""},
        said_event{of, 4},
        said_pong{of},
        said_pong{of, true},
        token_judged{of, true},
        token_judged{of, false},
        deadline_passed{},
        stopped{},
    };
}

// In `at`, in the middle of a life: it has a connection to go on with, and what is due is due.
connection_script standing_in(phase at, std::string id) {
    connection_script s;
    s.one.at = at;
    s.one.attempt = ours;
    s.one.id = std::move(id);
    s.one.had_any = true;
    s.one.counted.begin(4);
    s.one.then = phase::waiting;
    const bool has_due = at == phase::waiting || at == phase::greeting || at == phase::barred;
    if (has_due) s.one.due = s.now;
    if (at == phase::ready) s.one.pong_due = s.now;
    return s;
}

// The phase in a letter, then what is to be done: d dials, c closes, p pings, ? asks, e hands an
// event out, g tells of a gap, ! alerts.
std::string shown(const connection_script& s) {
    std::string made(1, "iwogrcabx"[static_cast<int>(s.one.at)]);
    for (const auto& action : s.done) made += "dcp?eg!"[action.index()];
    return made;
}

using columns = std::vector<std::string>;

}  // namespace

TEST_CASE("every phase answers every event as the table says", "[mattermost]") {
    // i idle, w waiting, o opening, g greeting, r ready, c closing, a asking, b barred, x over
    const std::map<phase, columns> expected{
        // clang-format off
        //                 start opened failed 503  429  401   closed same  other new   event pong  denied judged: yes no  due   stop
        {phase::idle,     {"od", "ic", "i",  "i",  "i", "i",  "i",   "i",  "i",  "i",  "i",  "i",  "i",   "i",   "i",  "i",  "x"}},
        {phase::waiting,  {"w",  "wc", "w",  "w",  "w", "w",  "w",   "w",  "w",  "w",  "w",  "w",  "w",   "w",   "w",  "od", "x"}},
        {phase::opening,  {"o",  "gp", "w",  "w",  "w", "a?", "w",   "o",  "o",  "o",  "o",  "o",  "o",   "o",   "o",  "o",  "cc"}},
        {phase::greeting, {"g",  "g",  "g",  "g",  "g", "g",  "a?",  "r",  "rg", "rg", "re", "r",  "cc",  "g",   "g",  "cc", "cc"}},
        {phase::ready,    {"r",  "r",  "r",  "r",  "r", "r",  "w",   "r",  "rg", "rg", "re", "r",  "cc",  "r",   "r",  "cc", "cc"}},
        {phase::closing,  {"c",  "cc", "w",  "w",  "w", "w",  "w",   "c",  "c",  "c",  "c",  "c",  "c",   "c",   "c",  "c",  "c"}},
        {phase::asking,   {"a",  "ac", "a",  "a",  "a", "a",  "a",   "a",  "a",  "a",  "a",  "a",  "a",   "b!",  "w",  "a",  "x"}},
        {phase::barred,   {"b",  "bc", "b",  "b",  "b", "b",  "b",   "b",  "b",  "b",  "b",  "b",  "b",   "b",   "b",  "a?", "x"}},
        {phase::over,     {"x",  "xc", "x",  "x",  "x", "x",  "x",   "x",  "x",  "x",  "x",  "x",  "x",   "x",   "x",  "x",  "x"}},
        // clang-format on
    };
    for (const auto at : every_phase) {
        const auto events = every_event(ours);
        REQUIRE(expected.at(at).size() == events.size());
        for (std::size_t n = 0; n < events.size(); ++n) {
            auto s = standing_in(at, "known");
            s.tell(events[n]);
            INFO("phase " << static_cast<int>(at) << ", event " << n);
            CHECK(shown(s) == expected.at(at)[n]);
        }
    }
}

TEST_CASE("a first connection waits for its hello, whatever else is said", "[mattermost]") {
    const auto events = every_event(ours);
    //                          start .. closed        same  other new   event pong
    const columns expected{
        "g", "g", "g", "g", "g", "g", "a?", "rg", "rg", "rg", "g", "g", "cc", "g", "g", "cc", "cc"};
    for (std::size_t n = 0; n < events.size(); ++n) {
        auto s = standing_in(phase::greeting, "");
        s.tell(events[n]);
        INFO("event " << n);
        CHECK(shown(s) == expected[n]);
    }
}

TEST_CASE("an attempt that is over is nobody's business any more", "[mattermost]") {
    for (const auto at : every_phase) {
        const auto events = every_event(ours - 1);
        for (std::size_t n = 1; n + 2 < events.size(); ++n) {
            auto s = standing_in(at, "known");
            s.one.due.reset();
            const auto before = shown(s);
            s.tell(events[n]);
            INFO("phase " << static_cast<int>(at) << ", event " << n);
            // But its socket must not stay open.
            CHECK(shown(s) == before + (n == 1 ? "c" : ""));
        }
    }
}

TEST_CASE("after closing comes what it was closed for", "[mattermost]") {
    for (const auto& [then, becomes] : std::map<phase, std::string>{
             {phase::waiting, "w"},
             {phase::asking, "a?"},
             {phase::barred, "b!"},
             {phase::over, "x"}}) {
        auto s = standing_in(phase::closing, "known");
        s.one.then = then;
        s.tell(socket_closed{ours});
        CHECK(shown(s) == becomes);
    }
    auto s = standing_in(phase::closing, "known");
    s.tell(stopped{});
    s.tell(socket_closed{ours});
    CHECK(shown(s) == "x");
}

namespace {

// Mattermost and the network as they might be: what was asked for gets an answer, at some time, of
// some kind; and now and then something comes that nobody expects.
struct walk {
    explicit walk(unsigned seed) : random(seed) {}

    std::mt19937 random;
    connection_script s;
    std::set<int> opening, open, asked;
    std::size_t seen = 0;
    std::int64_t next_seq = 1;

    std::size_t below(std::size_t n) { return random() % n; }

    void step() {
        s.random = static_cast<double>(random() % 1000) / 1000;
        if (below(3) == 0)
            s.pass(milliseconds(random() % 40'000));
        else
            s.tell(something());
        look();
    }

    connection_event something() {
        const auto kind = below(12);
        if (kind < 4 && !opening.empty()) return answer_dial(*opening.begin());
        if (kind < 6 && !asked.empty()) return judge(*asked.begin());
        if (kind < 11 && !open.empty()) return speak(*open.begin());
        if (below(10) == 0) return every_event(1'000'000)[2 + below(13)];
        return deadline_passed{};
    }
    connection_event answer_dial(int attempt) {
        opening.erase(attempt);
        const int statuses[] = {0, 401, 403, 429, 503};
        if (below(3) == 0) return socket_failed{attempt, statuses[below(5)], 1s};
        open.insert(attempt);
        return socket_opened{attempt};
    }
    connection_event judge(int attempt) {
        asked.erase(attempt);
        return token_judged{attempt, below(4) == 0};
    }
    connection_event speak(int attempt) {
        const auto kind = below(10);
        if (kind == 0) {
            open.erase(attempt);
            return socket_closed{attempt};
        }
        if (kind < 3) {
            next_seq = 1;
            return said_hello{attempt, "id" + std::to_string(below(3))};
        }
        if (kind == 3) return said_pong{attempt, below(8) == 0};
        if (kind == 4) next_seq += 5;
        return said_event{attempt, next_seq++};
    }

    void look() {
        for (; seen < s.done.size(); ++seen) {
            const auto& action = s.done[seen];
            if (const auto* dial = std::get_if<open_socket>(&action)) {
                // Never more than one live attempt.
                REQUIRE(opening.empty());
                REQUIRE(open.empty());
                opening.insert(dial->attempt);
            } else if (const auto* ask = std::get_if<ask_whether_refused>(&action)) {
                REQUIRE(asked.empty());
                asked.insert(ask->attempt);
            }
        }
        const auto at = s.one.at;
        // Never stuck: something is under way, or a time is set for the next thing.
        REQUIRE((!opening.empty() || !open.empty() || !asked.empty() || next_deadline(s.one)));
        REQUIRE((at == phase::asking) == !asked.empty());
        if (at == phase::waiting || at == phase::barred) REQUIRE(open.empty());
    }
};

}  // namespace

TEST_CASE(
    "F10: whatever happens there is one live attempt, and never a standstill", "[mattermost]"
) {
    const auto first = bot::test::drawn_seed();
    for (unsigned n = 0; n < 400; ++n) {
        const auto seed = first + n;
        INFO("seed " << seed);
        walk w(seed);
        w.s.tell(started{});
        w.look();
        for (int step = 0; step < 500; ++step) w.step();

        w.s.tell(stopped{});
        for (const int attempt : std::set<int>(w.opening)) w.s.tell(socket_failed{attempt});
        for (const int attempt : std::set<int>(w.open)) w.s.tell(socket_closed{attempt});
        w.s.pass(1h);
        REQUIRE(w.s.one.at == phase::over);
    }
}
