// We go down between any two steps of an incident.
#include "tests/wire_slack/incident_script.hpp"

#include <catch2/catch.hpp>

namespace bot::test {
namespace {

using namespace std::chrono_literals;

enum class ending { none, cut, polite };

std::vector<std::string> live(std::size_t restart_after, ending how, bool http) {
    world_options options;
    options.on_disk = true;
    options.http = http;
    world w(std::move(options));
    w.slack->socket_policy().leaves_tcp_open = false;
    w.slack->delivery_policy() = {200ms, {0ms, 200ms, 400ms}, false};
    for (std::size_t i = 0; i < incident_steps().size(); ++i) {
        incident_steps()[i](w);
        if (i == restart_after && how == ending::cut) w.restart();
        if (i == restart_after && how == ending::polite) {
            w.stop();
            w.start();
        }
        w.advance(1min);
    }
    w.settle();
    CHECK(w.space.duplicates().empty());
    return seen_in_the_end(w);
}

}  // namespace

TEST_CASE("S33: a restart between any two steps changes nothing of what is seen", "[story]") {
    const auto how = GENERATE(ending::cut, ending::polite);
    const bool http = GENERATE(false, true);
    INFO((http ? "over HTTP" : "over sockets"));
    const auto without = live(incident_steps().size(), ending::none, http);
    REQUIRE(without.size() > 20);
    for (std::size_t i = 0; i < incident_steps().size(); ++i) {
        INFO("after step " << i);
        const auto with = live(i, how, http);
        REQUIRE(with.size() == without.size());
        for (std::size_t line = 0; line < with.size(); ++line) CHECK(with[line] == without[line]);
    }
}

TEST_CASE("S32: what was recorded is known a day and a restart later", "[story]") {
    world w({.on_disk = true});
    const auto room = w.declare("ana", "P1 Disk full");
    const auto ts = w.says("ana", room, "the disk is full");
    w.settle();
    w.until_caught_up(room, ts);

    w.stop();
    w.advance(26h);
    w.start();
    // All of the channel is told again, as it is after every start.
    const auto later = w.says("ana", room, "still is");
    w.until_caught_up(room, later);

    const auto lines = w.recorded(1);
    CHECK(std::ranges::count_if(lines, [&](const record& line) {
              return line.message == ts && std::holds_alternative<message_posted>(line.what);
          }) == 1);
}

}  // namespace bot::test
