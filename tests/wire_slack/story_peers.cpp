// A Slack that refuses us, goes without a word, never pings, answers pings and tells nothing, or
// tells more than we can take: the house recovers within the stated time, and the record is whole.
// Times are scaled down; each bound is said beside the setting it is a multiple of.
#include "tests/wire_slack/world.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>

namespace bot::test {
namespace {

using namespace std::chrono_literals;
using emulator::slack::fault;
using std::chrono::steady_clock;

fault always(std::string name, std::string only = {}, std::string value = {}) {
    fault what;
    what.name = std::move(name);
    what.only = std::move(only);
    what.value = std::move(value);
    what.times = 1'000'000;
    return what;
}

milliseconds since(steady_clock::time_point then) {
    return std::chrono::duration_cast<milliseconds>(steady_clock::now() - then);
}

void run_for(world& w, milliseconds span) {
    const auto until = steady_clock::now() + span;
    w.run_until([&] { return steady_clock::now() >= until; }, "time to pass");
}

// Somebody says numbered words in a room, and every one of them is on record once.
class speaker {
public:
    speaker(world& in, std::string room) : in_(in), room_(std::move(room)) {}

    void say(int count, const std::string& more = {}) {
        for (int i = 0; i < count; ++i) {
            in_.advance(1ms);
            last_ = in_.says("ana", room_, "word " + std::to_string(++said_) + more);
        }
    }
    int recorded() {
        int count = 0;
        for (const auto& line : in_.recorded(1))
            if (const auto* one = std::get_if<message_posted>(&line.what))
                if (one->text.starts_with("word ")) ++count;
        return count;
    }
    // Both in words: what failed is plain.
    std::pair<int, int> lost_and_doubled() {
        std::map<std::string, int> times;
        for (const auto& line : in_.recorded(1))
            if (const auto* one = std::get_if<message_posted>(&line.what))
                if (one->text.starts_with("word ")) ++times[line.message];
        int doubled = 0;
        for (const auto& [ts, count] : times) doubled += count - 1;
        return {said_ - static_cast<int>(times.size()), doubled};
    }
    void check() {
        in_.until_caught_up(room_, last_);
        const auto [lost, doubled] = lost_and_doubled();
        WARN(said_ << " said, " << lost << " lost, " << doubled << " doubled");
        CHECK(lost == 0);
        CHECK(doubled == 0);
        CHECK(in_.space.duplicates().empty());
    }

private:
    world& in_;
    std::string room_, last_;
    int said_ = 0;
};

void check_time(
    const std::string& what, milliseconds took, milliseconds bound, const std::string& real
) {
    WARN(what << ": " << took.count() << " ms, bound " << bound.count() << " ms (" << real << ")");
    CHECK(took <= bound);
}

std::size_t opened(const world& w) {
    return w.slack->board().sockets().size();
}

// One that was opened after so many, and may be told on.
bool has_new_socket(const world& w, std::size_t before) {
    const auto all = w.slack->board().sockets();
    return std::any_of(
        all.begin() + static_cast<std::ptrdiff_t>(before),
        all.end(),
        [](const auto& one) { return one.hello && !one.ended; }
    );
}

}  // namespace

TEST_CASE(
    "11, 20, S23: refused in whatever way, it is back soon after the refusals end", "[story][peers]"
) {
    struct refusal {
        fault how;
        milliseconds bound;
        std::string real;
    };
    constexpr auto cap = 600ms, fatal = 400ms;
    const std::string open = "apps.connections.open";
    const milliseconds usual = cap * 35 / 30, asked_for = 1s + usual, slow = fatal * 3 / 2 + 100ms;
    const std::string usual_is = "35 s with a backoff of at most 30 s: 7/6 of it",
                      asked_is = "Retry-After, and 7/6 of the backoff's 30 s",
                      slow_is = "450 s, 3/2 of fatal_pause, and a moment";
    const auto what = GENERATE_COPY(values<refusal>({
        {always("upgrade_status", {}, "403"), usual, usual_is},
        {always("upgrade_status", {}, "409"), usual, usual_is},
        {always("upgrade_status", {}, "500"), usual, usual_is},
        {always("status_before", open, "503"), usual, usual_is},
        {always("error", open, "internal_error"), usual, usual_is},
        {always("no_url", open), usual, usual_is},
        {always("too_many", open, "1"), asked_for, asked_is},
        {always("error", open, "invalid_auth"), slow, slow_is},
    }));
    world w({.sockets = [&](bot::slack::socket_mode_options& how) {
        how.backoff_first = 5ms;
        how.backoff_cap = cap;
        how.fatal_pause = fatal;
    }});
    w.slack->delivery_policy() = {50ms, {0ms, 20ms, 20ms}, false};
    const auto room = w.declare("ana", "P1 Disk full");
    speaker ana(w, room);
    ana.say(5);
    w.until_acked();

    REQUIRE(w.slack->arm(what.how));
    w.slack->strike("reset");
    for (int i = 0; i < 10; ++i) {
        ana.say(2);
        run_for(w, 70ms);
    }
    CHECK(w.slack->board().ready().empty());
    w.slack->faults().disarm();
    const auto begun = steady_clock::now();
    w.run_until([&] { return !w.slack->board().ready().empty(); }, "a socket again");
    check_time(
        what.how.name + " " + what.how.only + " " + what.how.value,
        since(begun),
        what.bound,
        what.real
    );
    ana.say(5);
    w.until_acked();

    ana.check();
}

TEST_CASE(
    "12, S19: a peer that is gone without a word is noticed by the monotonic clock",
    "[story][peers]"
) {
    constexpr auto liveness = 400ms;
    world w({.sockets = [&](bot::slack::socket_mode_options& how) { how.liveness = liveness; }});
    w.slack->delivery_policy() = {100ms, {0ms, 50ms, 50ms}, false};
    const auto room = w.declare("ana", "P1 Disk full");
    speaker ana(w, room);
    ana.say(5);
    w.until_acked();

    const auto before = opened(w);
    w.slack->strike("half_open");
    const auto begun = steady_clock::now();
    // Whatever the clock on the wall says.
    w.advance(GENERATE(2h, 0h));
    ana.say(10);
    const auto all_ended = [&] {
        const auto all = w.slack->board().sockets();
        return std::all_of(
            all.begin(),
            all.begin() + static_cast<std::ptrdiff_t>(before),
            [](const auto& one) { return one.ended.has_value(); }
        );
    };
    w.run_until(all_ended, "the dead sockets to be given up");
    check_time(
        "half-open, noticed", since(begun), liveness * 15 / 10, "15 s: 3/2 of liveness, 10 s"
    );
    w.run_until([&] { return has_new_socket(w, before); }, "a socket again");
    check_time(
        "half-open, connected", since(begun), liveness * 15 / 10 + 100ms, "15 s, and a moment"
    );
    ana.say(5);
    w.until_acked();

    ana.check();
}

TEST_CASE("13: a peer that never pings keeps its connections", "[story][peers]") {
    constexpr auto liveness = 300ms;
    world w({.sockets = [&](bot::slack::socket_mode_options& how) { how.liveness = liveness; }});
    w.slack->socket_policy().ping_every = 0ms;
    w.restart();
    const auto room = w.declare("ana", "P1 Disk full");
    speaker ana(w, room);
    const auto before = opened(w);
    const auto gaps = w.slack->board().gaps().size();  // one: the restart

    ana.say(5);
    run_for(w, 4 * liveness);
    ana.say(5);
    w.until_acked();

    CHECK(opened(w) == before);
    CHECK(w.slack->board().gaps().size() == gaps);
    ana.check();
}

TEST_CASE(
    "13, S21: a peer that answers no ping is kept while it talks, and given up when it does not",
    "[story][peers]"
) {
    constexpr auto liveness = 400ms;
    world w({.sockets = [&](bot::slack::socket_mode_options& how) { how.liveness = liveness; }});
    w.slack->delivery_policy() = {100ms, {0ms, 50ms, 50ms}, false};
    const auto room = w.declare("ana", "P1 Disk full");
    w.slack->socket_policy().ping_every = 0ms;
    REQUIRE(w.slack->arm(always("no_pong")));
    w.slack->strike("reset");
    w.run_until([&] { return w.slack->board().ready().size() == 2; }, "sockets without pongs");
    speaker ana(w, room);
    const auto before = opened(w);

    const auto until = steady_clock::now() + 4 * liveness;
    while (steady_clock::now() < until) {
        ana.say(4);
        run_for(w, 30ms);
    }
    CHECK(opened(w) == before);

    const auto begun = steady_clock::now();
    w.slack->faults().disarm();
    w.run_until([&] { return has_new_socket(w, before); }, "a socket that answers");
    check_time(
        "no pong", since(begun), liveness * 15 / 10 + 100ms, "15 s: 3/2 of liveness, and a moment"
    );
    ana.say(5);
    w.until_acked();

    ana.check();
}

TEST_CASE("13: what a muted peer does not tell is looked for and found", "[story][peers]") {
    constexpr auto quiet = 400ms, grace = 50ms;
    world w({.parts = [&](bot::slack::slack_parts& how) {
        how.quiet = quiet;
        how.quiet_grace = grace;
    }});
    const auto room = w.declare("ana", "P1 Disk full");
    speaker ana(w, room);
    ana.say(5);
    w.until_acked();
    // For Slack they were sent, and nobody acknowledged them.
    w.slack->delivery_policy() = {5ms, {0ms, 0ms, 0ms}, false};

    const auto before = opened(w);
    w.slack->strike("muted");
    ana.say(40);
    const auto begun = steady_clock::now();
    w.until_acked();
    CHECK(w.slack->record().unacked_count() == 40);
    w.run_until([&] { return ana.recorded() == 45; }, "what was not told");
    check_time("muted, found", since(begun), 2 * quiet + 100ms, "240 s: 2 of quiet, 120 s");
    w.run_until([&] { return has_new_socket(w, before); }, "a socket that tells");
    check_time(
        "muted, connected anew",
        since(begun),
        2 * quiet + grace + 200ms,
        "243 s: 2 of quiet and quiet_grace, and a moment"
    );
    w.slack->delivery_policy() = {};
    ana.say(5);
    w.until_acked();

    ana.check();
}

TEST_CASE("13: a quiet evening is no muted peer", "[story][peers]") {
    world w({.parts = [&](bot::slack::slack_parts& how) {
        how.quiet = 50ms;
        how.quiet_grace = 20ms;
    }});
    const auto room = w.declare("ana", "P1 Disk full");
    speaker ana(w, room);
    ana.say(5);
    w.until_acked();
    w.settle();
    const auto before = opened(w);
    const auto looked = w.space.calls("conversations.history").size();

    w.run_until(
        [&] { return w.space.calls("conversations.history").size() > looked + 3; }, "a few looks"
    );

    CHECK(opened(w) == before);
    ana.check();
}

TEST_CASE(
    "a flood beyond what the record takes waits outside, and all of it is recorded",
    "[story][peers]"
) {
    constexpr int words = 8'000;
    world w;
    const auto room = w.declare("ana", "P1 Disk full");
    w.settle();
    speaker ana(w, room);
    w.slack->delivery_policy() = {60s, {0ms, 1s, 1s}, false};

    w.hold_record();
    // In portions: while all of it is made up nobody else has his turn, and a second is long here.
    for (int said = 0; said < words; said += 100) {
        ana.say(100, std::string(3'000, 'x'));
        run_for(w, 1ms);
    }
    const auto unsent = [&] {
        std::size_t bytes = 0;
        for (const auto& one : w.slack->board().ready()) bytes += one->unsent();
        return bytes;
    };
    std::size_t told = 0;
    for (const auto& one : w.slack->record().all()) told += one.payload.size();
    auto left = unsent();
    // As long as it takes more within a while.
    for (std::size_t before = 0; left != before;) {
        before = left;
        run_for(w, 300ms);
        left = unsent();
    }
    const auto taken = told - std::min(told, left);
    WARN(
        "told " << told / 1'000'000 << " MB, of which " << taken / 1'000'000
                << " MB were taken before we read no more; at most " << w.inbox_seen().most
                << " events waited for the record"
    );
    // The engine's queue, and two bursts in front of it.
    CHECK(w.inbox_seen().most <= 4'096 + 2 * 256);
    CHECK(left > 0);
    run_for(w, 500ms);
    const auto begun = steady_clock::now();
    w.let_record_go();
    w.until_acked();
    check_time("flood, all acknowledged", since(begun), 15s, "of 8,000 events");

    CHECK(w.slack->record().unacked_count() == 0);
    CHECK(w.slack->record().acked_twice().empty());
    ana.check();
}

}  // namespace bot::test
