// We go down between any two steps of an incident.
#include "tests/wire_mattermost/incident_script.hpp"

#include <catch2/catch.hpp>

namespace bot::mattermost::test {
namespace {

using namespace std::chrono_literals;

enum class ending { none, cut, polite };

std::vector<std::string> live(std::size_t restart_after, ending how) {
    world w({.on_disk = true});
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

TEST_CASE("a restart between any two steps changes nothing of what is seen", "[story]") {
    const auto how = GENERATE(ending::cut, ending::polite);
    const auto without = live(incident_steps().size(), ending::none);
    REQUIRE(without.size() > 20);
    for (std::size_t i = 0; i < incident_steps().size(); ++i) {
        INFO("after step " << i);
        const auto with = live(i, how);
        REQUIRE(with == without);
    }
}

}  // namespace bot::mattermost::test
