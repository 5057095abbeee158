#include "bot/platforms/slack/home.hpp"

#include "bot/incident/incident.hpp"
#include "tests/wire_slack/courier_stage.hpp"

#include <catch2/catch.hpp>

using namespace bot;
using namespace bot::test;

namespace {

incident& add(courier_stage& at, std::int64_t number, const std::string& title) {
    auto& made = at.record.incidents[incident_id{number}];
    made.id = incident_id{number};
    made.title = title;
    made.severity = "P1";
    made.state = lifecycle::open;
    made.declared_at = at.record.now() - std::chrono::hours(2);
    return made;
}

action_item todo(int number, const std::string& text, const std::string& owner) {
    action_item made;
    made.number = number;
    made.priority = "P2";
    made.text = text;
    made.owner = owner;
    return made;
}

std::string home_seen_by(courier_stage& at, const person& who) {
    const auto shown = at.run(bot::slack::publish_home(at.record, *at.api, who));
    if (!shown) return shown.error().detail;
    const auto* view = at.space.home(who.id);
    return view ? view->content.dump() : "no home";
}

bool has(const std::string& page, std::string_view words) {
    return page.find(words) != page.npos;
}

}  // namespace

TEST_CASE("the home shows what is open and what its owner has to do") {
    courier_stage at;
    const person ana{at.space.add_user("ana"), "Ana Lopez"};
    add(at, 1, "Cache bug").actions = {
        todo(1, "Add a probe", "ana lopez"), todo(2, "Write it down", "ben")};
    auto& over = add(at, 2, "Disk full");
    over.state = lifecycle::resolved;
    over.actions = {todo(1, "Buy a bigger disk", "@Ana Lopez"), todo(2, "Clean up", "Ana Lopez")};
    over.actions[1].done = true;

    const auto page = home_seen_by(at, ana);

    INFO(page);
    CHECK(has(page, "Cache bug"));
    CHECK_FALSE(has(page, "Disk full"));
    CHECK(has(page, "Add a probe"));
    CHECK(has(page, "Buy a bigger disk"));
    CHECK_FALSE(has(page, "Write it down"));
    CHECK_FALSE(has(page, "Clean up"));
}

TEST_CASE("a private incident is on the home of those it names only") {
    courier_stage at;
    const person ana{at.space.add_user("ana"), "Ana"}, ben{at.space.add_user("ben"), "Ben"};
    auto& hidden = add(at, 1, "Leaked key");
    hidden.is_private = true;
    hidden.declared_by = ana;
    hidden.roles["lead"] = ana;

    CHECK(has(home_seen_by(at, ana), "Leaked key"));
    CHECK_FALSE(has(home_seen_by(at, ben), "Leaked key"));
}

TEST_CASE("an app without a home tab gets a sentence about it") {
    courier_stage at;
    const person ana{at.space.add_user("ana"), "Ana"};
    at.space.policy().home_tab = false;

    const auto shown = at.run(bot::slack::publish_home(at.record, *at.api, ana));

    REQUIRE_FALSE(shown);
    CHECK(has(shown.error().detail, "App Home"));
}
