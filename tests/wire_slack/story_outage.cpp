// Half a day without Slack: what people did meanwhile is read afterwards, and the record is what
// it would have been.
#include "tests/support/seed.hpp"
#include "tests/wire_slack/talking.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace bot::test {
namespace {

using namespace std::chrono_literals;

struct talk_size {
    int before = 200, meanwhile = 4'800, after = 100, threads = 300;
    bool touches_old = true;  // what was said before the outage is changed in it
};

enum class outage { none, sockets, our_side };

memory live_through(outage how, const talk_size& size, unsigned seed, bool is_slow = false) {
    world_options options;
    // A reminder would stand in the way, at another time in each world.
    options.change = [](configuration& config) { config.incident.update_every = 0min; };
    if (is_slow) options.minute = 4ms;
    world w(std::move(options));
    w.space.policy().slow_history = is_slow;
    if (is_slow) w.let_time_flow();
    const auto room = w.declare("ana", "P1 Disk full");
    people those(w, room);
    talk them(those, seed);
    them.go_on(size.before, size.threads / 10);
    const auto first_end = them.end();
    w.settle();
    w.until_caught_up(room, first_end);
    if (!size.touches_old) them.forget();

    const auto left_at = w.now();
    if (how != outage::none) w.disconnect();
    if (how == outage::our_side) w.cut();
    them.go_on(size.meanwhile, size.threads);
    them.end();
    w.set_clock(std::max(w.now(), left_at + 12h));
    if (how == outage::our_side) w.start();
    if (how != outage::none) w.reconnect();
    // Nobody waits for us to have read it all.
    them.go_on(size.after, size.threads / 10);
    const auto last_end = them.end();
    w.until_acked();
    w.until_caught_up(room, last_end);
    w.settle();
    return memory_of(w, bot::slack::platform, room, them.all(), !is_slow);
}

}  // namespace

TEST_CASE("S38: half a day without Slack leaves the record as if it had been there", "[story]") {
    const unsigned seed = drawn_seed();
    INFO("seed " << seed);
    const talk_size size;

    const auto whole = live_through(outage::none, size, seed);
    CHECK(whole.messages.size() > 4'500);
    CHECK(whole.rows.size() > 100);
    SECTION("the sockets were gone") {
        check_same(live_through(outage::sockets, size, seed), whole);
    }
    SECTION("we were gone") {
        check_same(live_through(outage::our_side, size, seed), whole);
    }
}

TEST_CASE("S38: a night is read at fifteen messages a minute as well", "[story]") {
    const unsigned seed = drawn_seed();
    INFO("seed " << seed);
    // At that pace what is new is read first, and what is old by and by.
    const talk_size size{100, 400, 20, 30, false};

    const auto whole = live_through(outage::none, size, seed, true);
    SECTION("the sockets were gone") {
        check_same(live_through(outage::sockets, size, seed, true), whole);
    }
    SECTION("we were gone") {
        check_same(live_through(outage::our_side, size, seed, true), whole);
    }
}

}  // namespace bot::test
