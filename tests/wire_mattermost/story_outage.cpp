// Half a day without Mattermost: what people did meanwhile is read afterwards, and the record is
// what it would have been.
#include "tests/support/seed.hpp"
#include "tests/support/talk.hpp"
#include "tests/wire_mattermost/talking.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace bot::mattermost::test {
namespace {

using namespace std::chrono_literals;
using bot::test::memory;
using bot::test::talk;
using std::chrono::steady_clock;

class people final : public bot::test::speech {
public:
    people(world& in, std::string room) : in_(in), room_(std::move(room)) {
        in_.joins("ben", room_);
        in_.joins("dana", room_);
    }

    std::string says(std::string_view who, std::string_view text) override {
        return in_.says(who, room_, text);
    }
    std::string replies(std::string_view who, std::string_view root, std::string_view text, bool)
        override {
        return in_.space.replies(who, root, text, in_.moment());
    }
    void edits(std::string_view who, std::string_view id, std::string_view text) override {
        in_.space.edits(who, id, text, in_.moment());
    }
    void deletes(std::string_view who, std::string_view id) override {
        in_.space.deletes(who, id, in_.moment());
    }
    bool threads_go_with_roots() const override { return true; }
    void reacts(std::string_view who, std::string_view id, std::string_view emoji) override {
        in_.space.reacts(who, id, emoji, in_.moment());
    }
    void unreacts(std::string_view who, std::string_view id, std::string_view emoji) override {
        in_.space.unreacts(who, id, emoji, in_.moment());
    }
    void pins(std::string_view who, std::string_view id) override {
        in_.space.pins(who, id, in_.moment());
    }
    void unpins(std::string_view who, std::string_view id) override {
        in_.space.unpins(who, id, in_.moment());
    }
    void pass(std::chrono::milliseconds span) override { in_.advance(span); }
    // One connection keeps the order: nobody has to wait for us.
    void until_heard() override {}

private:
    world& in_;
    std::string room_;
};

struct talk_size {
    int before = 100, meanwhile = 800, after = 50, threads = 60;
};
enum class outage { none, resumed, forgotten, our_side };

memory live_through(outage how, const talk_size& size, unsigned seed) {
    // A reminder would stand in the way, at another time in each world.
    world w({.change = [](configuration& config) { config.incident.update_every = 0min; }});
    const auto room = w.declare("ana", "P1 Disk full");
    people those(w, room);
    talk them(those, seed);
    them.go_on(size.before, size.threads / 10);
    const auto first_end = them.end();
    w.settle();
    w.until_caught_up(room, first_end);

    const auto left_at = w.now();
    if (how != outage::none) w.disconnect();
    if (how == outage::our_side) w.cut();
    // More than two hundred and fifty events wait for nobody.
    them.go_on(how == outage::resumed ? 100 : size.meanwhile, size.threads);
    if (how == outage::resumed) {
        w.reconnect();
        them.go_on(size.meanwhile - 100, 0);
    }
    them.end();
    w.set_clock(std::max(w.now(), left_at + 12h));
    if (how == outage::our_side) w.start();
    if (how == outage::forgotten || how == outage::our_side) w.reconnect(true);
    // Nobody waits for us to have read it all.
    them.go_on(size.after, size.threads / 10);
    const auto last_end = them.end();
    w.until_heard();
    w.until_caught_up(room, last_end);
    w.settle();
    return memory_of(w, platform, room, them.all(), true);
}

// What is missed, and how long it took to read it.
void miss(int count) {
    world w({.change = [](configuration& config) { config.incident.update_every = 0min; }});
    const auto room = w.declare("ana", "P1 Disk full");
    const auto first = w.says("ana", room, "word 1");
    w.settle();
    w.until_caught_up(room, first);
    w.disconnect();
    for (int i = 2; i <= count; ++i) {
        w.advance(100ms);
        w.says("ana", room, "word " + std::to_string(i));
    }
    const auto calls = w.space.calls("GET /channels/{channel}/posts").size();
    const auto began = steady_clock::now();
    w.reconnect(true);
    const auto last = w.says("ana", room, "word " + std::to_string(count + 1));
    w.until_caught_up(room, last);
    const std::chrono::duration<double> took = steady_clock::now() - began;
    w.settle();

    WARN(
        count << " missed posts read in " << took.count() << " s with "
              << w.space.calls("GET /channels/{channel}/posts").size() - calls << " calls"
    );
    check_recorded(w, count + 1);
}

}  // namespace

TEST_CASE("half a day without Mattermost leaves the record as if it had been there", "[story]") {
    const unsigned seed = bot::test::drawn_seed();
    INFO("seed " << seed);
    const talk_size size;

    const auto whole = live_through(outage::none, size, seed);
    CHECK(whole.messages.size() > 900);
    CHECK(whole.rows.size() > 10);
    SECTION("the socket was gone for a while, and goes on") {
        check_same(live_through(outage::resumed, size, seed), whole);
    }
    SECTION("the socket was gone, and the server has forgotten it") {
        check_same(live_through(outage::forgotten, size, seed), whole);
    }
    SECTION("we were gone") {
        check_same(live_through(outage::our_side, size, seed), whole);
    }
}

TEST_CASE("F21: 1,000 missed posts are caught up with", "[story]") {
    miss(GENERATE(600, 1'200));
}

TEST_CASE("F21: 10,000 missed posts are caught up with", "[.long]") {
    miss(10'000);
}

TEST_CASE("what is said while a new room is read for the first time is not taken for deleted") {
    world w;
    emulator::fault slow;
    slow.name = "slow";
    slow.only = "GET /channels/{channel}/posts";
    slow.value = "300";
    REQUIRE(w.mattermost->arm(slow));
    w.command("ana", w.ops, "/incident declare P1 Disk full in checkout");
    w.run_until([&] { return w.mattermost->faults().struck("slow") == 1; }, "the room to be read");
    const auto room = w.channel_of(1);
    w.joins("ben", room);
    // In the very millisecond of the newest that the late page holds.
    const auto said = w.says("ben", room, "the log partition is at 100 %");
    w.until_heard();
    w.run_until([&] { return !w.is_reading(room); }, "the room to have been read");
    w.settle();

    const auto kept = w.ask<std::optional<kept_message>>([&](archive& from) {
        return from.look().message("mattermost", room, said);
    });
    REQUIRE(kept);
    CHECK_FALSE(kept->deleted);
    CHECK(kept->text == "the log partition is at 100 %");
}

TEST_CASE("what was said in an earlier following is not taken for deleted", "[story]") {
    world w;
    const auto war = w.space.add_channel("war");
    for (const auto& who : {w.ana, w.ben, w.space.bot_user()}) w.space.let_in(war, who);
    w.declare("ana", "P1 Disk full");
    w.command("ana", war, "/incident follow #1");
    w.advance(1min);
    const auto before = w.says("ben", war, "the log partition is at 100 %");
    w.settle();
    w.command("ana", war, "/incident unfollow");
    w.advance(1min);
    w.command("ana", war, "/incident follow #1");
    w.settle();

    // More than one answer of the server holds: read page by page, from the newest back.
    w.disconnect();
    std::string last;
    for (int i = 0; i < 1'100; ++i) {
        w.advance(1s);
        last = w.says("ben", war, "still " + std::to_string(i));
    }
    w.reconnect(true);
    w.until_caught_up(war, last);
    w.settle();

    const auto kept = w.ask<std::optional<kept_message>>([&](archive& from) {
        return from.look().message("mattermost", war, before);
    });
    REQUIRE(kept);
    CHECK_FALSE(kept->deleted);
}

}  // namespace bot::mattermost::test
