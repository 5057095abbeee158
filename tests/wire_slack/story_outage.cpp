// Half a day without Slack: what people did meanwhile is read afterwards, and the record is what
// it would have been.
#include "tests/support/seed.hpp"
#include "tests/support/talk.hpp"
#include "tests/wire_slack/world.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace bot::test {
namespace {

using namespace std::chrono_literals;

struct talk_size {
    int before = 200, meanwhile = 4'800, after = 100, threads = 300;
    bool touches_old = true;  // what was said before the outage is changed in it
};

// People talk, and change what they said: the same in every world for the same seed.
class people final : public speech {
public:
    people(world& in, std::string room) : in_(in), room_(std::move(room)) {
        in_.joins("ben", room_);
        in_.joins("dana", room_);
    }

    std::string says(std::string_view who, std::string_view text) override {
        return in_.says(who, room_, text);
    }
    std::string replies(
        std::string_view who, std::string_view root, std::string_view text, bool to_all
    ) override {
        return in_.space.replies(who, room_, root, text, in_.moment(), to_all);
    }
    void edits(std::string_view who, std::string_view id, std::string_view text) override {
        in_.space.edits(who, room_, id, text, in_.moment());
    }
    void deletes(std::string_view who, std::string_view id) override {
        in_.space.deletes(who, room_, id, in_.moment());
    }
    bool threads_go_with_roots() const override { return false; }
    void reacts(std::string_view who, std::string_view id, std::string_view emoji) override {
        in_.space.reacts(who, room_, id, emoji, in_.moment());
    }
    void unreacts(std::string_view who, std::string_view id, std::string_view emoji) override {
        in_.space.unreacts(who, room_, id, emoji, in_.moment());
    }
    void pins(std::string_view who, std::string_view id) override {
        in_.space.pins(who, room_, id, in_.moment());
    }
    void unpins(std::string_view who, std::string_view id) override {
        in_.space.unpins(who, room_, id, in_.moment());
    }
    void pass(std::chrono::milliseconds span) override { in_.advance(span); }
    // Two sockets keep no order; who changes their mind takes longer than an ack.
    void until_heard() override {
        if (!in_.is_cut_off()) in_.until_acked();
    }

private:
    world& in_;
    std::string room_;
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
