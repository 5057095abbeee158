// What may stand in a channel already is looked for before it is sent again; and when nobody can
// look just now, later.
#include "tests/wire_slack/world.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace bot::test {
namespace {

using emulator::slack::fault;

void arm(world& w, std::string name, std::string only, int times) {
    fault what;
    what.name = std::move(name);
    what.only = std::move(only);
    what.times = times;
    REQUIRE(w.slack->arm(what));
}

std::ptrdiff_t times_in(const std::vector<std::string>& lines, std::string_view words) {
    return std::ranges::count_if(lines, [&](const auto& line) {
        return line.find(words) != line.npos;
    });
}

}  // namespace

TEST_CASE("F25 what cannot be looked for at once is looked for later, and stands there once") {
    const std::string trouble = GENERATE("status_before", "drop_before", "html", "too_many");
    INFO(trouble);
    world w;
    const auto room = w.declare("ana", "P1 Disk full");
    arm(w, "drop_after", "chat.postMessage", 1);
    arm(w, trouble, "conversations.history", 3);

    w.command("ana", room, "/incident note the log partition");
    w.settle();

    CHECK(w.space.duplicates().empty());
    CHECK(times_in(w.lines(room), "the log partition") == 1);
    CHECK(times_in(w.lines(room), "may be repeated") == 0);
}

TEST_CASE("F25 where nobody may look what may stand there already is said to be repeated") {
    world w;
    const auto room = w.declare("ana", "P1 Disk full");
    arm(w, "drop_after", "chat.postMessage", 1);
    fault refused;
    refused.name = "error";
    refused.only = "conversations.history";
    refused.value = "missing_scope";
    refused.times = 1'000;
    REQUIRE(w.slack->arm(refused));

    w.command("ana", room, "/incident note the log partition");
    w.settle();

    CHECK(times_in(w.lines(room), "the log partition") == 2);
    CHECK(times_in(w.lines(room), "may be repeated") == 1);
}

}  // namespace bot::test
