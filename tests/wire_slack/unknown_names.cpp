// People nobody has asked for yet, while Slack does not say who they are.
#include "tests/wire_slack/world.hpp"

#include <catch2/catch.hpp>

#include <chrono>

namespace bot::test {

using namespace std::chrono_literals;

TEST_CASE("names that never come hold up a channel once, not for everybody in it", "[slack]") {
    world in;
    const auto room = in.declare("ana", "P2 Cache bug");
    in.settle();
    emulator::slack::fault silent;
    silent.name = "hang_after";
    silent.only = "users.info";
    silent.times = 1'000;
    REQUIRE(in.slack->arm(silent));

    const auto begin = std::chrono::steady_clock::now();
    for (const auto* name : {"eva", "finn", "gus", "hal", "ida", "jo"}) {
        const auto who = in.space.add_user(name);
        in.space.let_in(room, who);
        in.advance(1s);
        in.says(who, room, std::string(name) + " is here");
    }
    in.until_acked();

    CHECK(std::chrono::steady_clock::now() - begin < 2s);
    CHECK(in.reads(room, "jo is here"));
}

}  // namespace bot::test
