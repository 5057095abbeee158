#include "tests/contract/store_contract.hpp"

#include <algorithm>

using namespace bot;
using namespace bot::test;

namespace {

std::vector<std::string> titles(const std::vector<incident_brief>& briefs) {
    std::vector<std::string> made;
    for (const auto& brief : briefs) made.push_back(brief.title);
    return made;
}

using words = std::vector<std::string>;

}  // namespace

STORE_CASE("what is remembered is there after a restart, until an empty value forgets it") {
    CHECK_FALSE(need(s.remembered("slack:cursor:C1")).has_value());
    in_batch(s, [&] {
        need(s.remember("slack:cursor:C1", "1.000100"));
        need(s.remember("slack:cursor:C2", "2.000200"));
    });
    in_batch(s, [&] { need(s.remember("slack:cursor:C1", "3.000300")); });
    home.reopen();
    CHECK(need(home.use().remembered("slack:cursor:C1")) == "3.000300");

    in_batch(home.use(), [&] { need(home.use().remember("slack:cursor:C1", "")); });
    home.reopen();
    CHECK_FALSE(need(home.use().remembered("slack:cursor:C1")).has_value());
    CHECK(need(home.use().remembered("slack:cursor:C2")) == "2.000200");
}

STORE_CASE("a rollback takes back what was remembered") {
    in_batch(s, [&] { need(s.remember("a", "before")); });
    need(s.begin());
    need(s.remember("a", "after"));
    need(s.remember("b", "new"));
    s.rollback();
    CHECK(need(s.remembered("a")) == "before");
    CHECK_FALSE(need(s.remembered("b")).has_value());
}

STORE_CASE("briefs come newest first, and the open ones alone when asked") {
    in_batch(s, [&] {
        need(s.save_brief(brief_for(inc7, "seven", 10, lifecycle::open)));
        need(s.save_brief(brief_for(inc8, "eight", 20, lifecycle::resolved)));
        need(s.save_brief(brief_for(incident_id{9}, "nine", 5, lifecycle::open)));
        need(s.save_brief(brief_for(incident_id{10}, "ten", 10, lifecycle::none)));
    });
    home.reopen();

    CHECK(titles(need(home.use().briefs(false))) == words{"eight", "ten", "seven", "nine"});
    CHECK(titles(need(home.use().briefs(true))) == words{"seven", "nine"});
}

STORE_CASE("a brief is replaced by the next one of its incident, in full") {
    in_batch(s, [&] { need(s.save_brief(brief_for(inc7, "old", 1, lifecycle::open))); });
    auto brief = brief_for(inc7, "new \"title\" 🔥", 2, lifecycle::resolved);
    brief.severity = "P1";
    brief.category = "cache";
    brief.service = "api";
    brief.services = {"api", "web"};
    brief.is_private = brief.drill = true;
    brief.lead = "dana";
    brief.room_name = "inc-7";
    brief.platform = "slack";
    brief.members = {"U1", "U2"};
    brief.milestones[0] = at_minute(1);
    brief.milestones[7] = at_minute(9);
    brief.assumed[7] = true;
    in_batch(s, [&] { need(s.save_brief(brief)); });
    home.reopen();

    const auto all = need(home.use().briefs(false));

    REQUIRE(all.size() == 1);
    const auto& back = all[0];
    CHECK(back.id == inc7);
    CHECK(back.title == brief.title);
    CHECK(back.severity == "P1");
    CHECK(back.category == "cache");
    CHECK(back.service == "api");
    CHECK(back.services == brief.services);
    CHECK(back.state == lifecycle::resolved);
    CHECK(back.is_private);
    CHECK(back.drill);
    CHECK(back.declared_at == at_minute(2));
    CHECK(back.lead == "dana");
    CHECK(back.room_name == "inc-7");
    CHECK(back.platform == "slack");
    CHECK(back.members == brief.members);
    CHECK(back.milestones == brief.milestones);
    CHECK(back.assumed == brief.assumed);
}

STORE_CASE("a room belongs to one log; its name may change") {
    in_batch(s, [&] { need(s.bind_room({"slack", "C1", inc7, "inc-7"})); });
    in_batch(s, [&] {
        CHECK(code_of(s.bind_room({"slack", "C1", inc8, "inc-8"})) == errc::conflict);
        need(s.bind_room({"slack", "C1", inc7, "inc-7-renamed"}));
        need(s.bind_room({"console", "C1", inc8, "inc-8"}));
        need(s.bind_room({"slack", "C2", inc7, "second room"}));
    });
    home.reopen();

    const auto rooms = need(home.use().rooms());

    REQUIRE(rooms.size() == 3);
    CHECK(rooms[0].platform == "console");
    CHECK(rooms[0].log == inc8);
    CHECK(rooms[1].channel == "C1");
    CHECK(rooms[1].log == inc7);
    CHECK(rooms[1].name == "inc-7-renamed");
    CHECK(rooms[2].channel == "C2");
}

STORE_CASE("a room that is let go can belong to another log") {
    in_batch(s, [&] { need(s.bind_room({"slack", "C1", inc7, "ops", at_minute(3)})); });
    in_batch(s, [&] {
        CHECK(code_of(s.release_room("slack", "C2")) == errc::not_found);
        CHECK(code_of(s.release_room("console", "C1")) == errc::not_found);
        need(s.release_room("slack", "C1"));
        CHECK(code_of(s.release_room("slack", "C1")) == errc::not_found);
        need(s.bind_room({"slack", "C1", inc8, "ops"}));
    });
    home.reopen();

    const auto rooms = need(home.use().rooms());

    REQUIRE(rooms.size() == 1);
    CHECK(rooms[0].log == inc8);
    CHECK_FALSE(rooms[0].since);
}

STORE_CASE("a channel that follows is known from when on it does") {
    in_batch(s, [&] {
        need(s.bind_room({"slack", "C1", inc7, "ops", at_minute(3)}));
        need(s.bind_room({"slack", "C2", inc7, "inc-7"}));
    });
    home.reopen();

    const auto rooms = need(home.use().rooms());

    REQUIRE(rooms.size() == 2);
    CHECK(rooms[0].since == at_minute(3));
    CHECK_FALSE(rooms[1].since);
}

STORE_CASE("a room that was let go in a batch that is lost is still there") {
    in_batch(s, [&] { need(s.bind_room({"slack", "C1", inc7, "ops", at_minute(3)})); });
    need(s.begin());
    need(s.release_room("slack", "C1"));
    s.rollback();

    const auto rooms = need(s.rooms());

    REQUIRE(rooms.size() == 1);
    CHECK(rooms[0].since == at_minute(3));
}

STORE_CASE("a timer is replaced by one of its name and cancelled by it") {
    in_batch(s, [&] {
        need(s.set_timer({inc7, "remind", at_minute(30)}));
        need(s.set_timer({inc8, "remind", at_minute(10)}));
        need(s.set_timer({inc7, "escalate", at_minute(20)}));
        need(s.set_timer({inc7, "remind", at_minute(5)}));
        need(s.set_timer({inc8, "gone", at_minute(1)}));
        need(s.cancel_timer(inc8, "gone"));
        need(s.cancel_timer(inc8, "never was"));
    });
    home.reopen();

    const auto timers = need(home.use().timers());

    REQUIRE(timers.size() == 3);
    CHECK(timers[0].name == "remind");
    CHECK(timers[0].incident == inc7);
    CHECK(timers[0].due == at_minute(5));
    CHECK(timers[1].incident == inc8);
    CHECK(timers[2].name == "escalate");
}

STORE_CASE("an alert waits once for each source, name and service until it is taken") {
    alert_notice high{
        "am", "f1", "High", "api", "it is \"high\"", "page", "https://x", true, at_minute(4), {}};
    auto again = high;
    again.fingerprint = "f2";
    again.ends_at = at_minute(9);
    again.firing = false;
    auto earlier = high;
    earlier.name = "Low";
    earlier.starts_at = at_minute(2);
    auto elsewhere = high;
    elsewhere.service = "web";
    in_batch(s, [&] {
        for (const auto& alert : {high, again, earlier, elsewhere}) need(s.keep_alert(alert));
    });
    home.reopen();
    auto& store = home.use();

    const auto waiting = need(store.waiting_alerts("api"));
    REQUIRE(waiting.size() == 2);
    CHECK(waiting[0].name == "Low");
    CHECK(waiting[1].fingerprint == "f2");
    CHECK(waiting[1].summary == "it is \"high\"");
    CHECK(waiting[1].severity == "page");
    CHECK(waiting[1].link == "https://x");
    CHECK_FALSE(waiting[1].firing);
    CHECK(waiting[1].starts_at == at_minute(4));
    CHECK(waiting[1].ends_at == at_minute(9));
    CHECK(need(store.waiting_alerts("")).empty());

    in_batch(store, [&] {
        need(store.take_alert(high));
        need(store.take_alert(high));
    });
    CHECK(need(store.waiting_alerts("api")).size() == 1);
    CHECK(need(store.waiting_alerts("web")).size() == 1);
}
