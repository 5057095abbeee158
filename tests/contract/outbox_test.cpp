#include "tests/contract/store_contract.hpp"

using namespace bot;
using namespace bot::test;

namespace {

std::vector<std::int64_t> ids(const std::vector<waiting_effect>& effects) {
    std::vector<std::int64_t> made;
    for (const auto& waiting : effects) made.push_back(waiting.what.id);
    return made;
}

using numbers = std::vector<std::int64_t>;

}  // namespace

STORE_CASE("effects wait in order of their id until they are delivered") {
    in_batch(s, [&] {
        for (const int id : {1, 2, 5}) need(s.queue(post_to(inc7, id, "x")));
        need(s.delivered(2));
    });
    home.reopen();

    CHECK(ids(need(home.use().effects())) == numbers{1, 5});
}

STORE_CASE("every kind of effect comes back as it was queued") {
    const std::vector<wish> wishes{
        open_room{"inc-7", "a \"topic\"", {{"U1", "ana"}, {"", "lee"}}, true},
        post{"**hi** 🔥"},
        show_card{"card", {{"Take lead", "take lead #7", true}}},
        set_topic{"topic"},
        invite{{{"U3", "kim"}}},
        react_back{"m1", "pushpin", false},
        publish_rca{"full", false},
        pin_link{"console", "https://scribe.example.org"},
        show_copy{12, true}};
    const std::vector<address> addresses{
        to_incident_room{}, to_channel{"incidents"}, to_person{{"U1", "dana"}, "C1"}};
    REQUIRE(wishes.size() == std::variant_size_v<wish>);
    REQUIRE(addresses.size() == std::variant_size_v<address>);
    in_batch(s, [&] {
        std::int64_t id = 0;
        for (const auto& what : wishes)
            for (const auto& where : addresses)
                need(s.queue(
                    {++id, inc7, "slack", where, what, id % 2 ? "" : "c" + std::to_string(id)}
                ));
    });
    home.reopen();

    const auto back = need(home.use().effects());

    REQUIRE(back.size() == wishes.size() * addresses.size());
    for (std::size_t i = 0; i < back.size(); ++i) {
        CHECK(back[i].what.incident == inc7);
        CHECK(back[i].what.platform == "slack");
        CHECK(back[i].what.what.index() == i / addresses.size());
        CHECK(back[i].what.where.index() == i % addresses.size());
        CHECK(back[i].attempts == 0);
        CHECK_FALSE(back[i].dead);
    }
    const auto& room = std::get<open_room>(back[0].what.what);
    CHECK(room.name == "inc-7");
    CHECK(room.topic == "a \"topic\"");
    CHECK(room.invite == std::vector<person>{{"U1", "ana"}, {"", "lee"}});
    CHECK(room.invite[1].name == "lee");
    CHECK(room.is_private);
    CHECK(std::get<to_channel>(back[1].what.where).name == "incidents");
    CHECK(std::get<to_person>(back[2].what.where).who.name == "dana");
    CHECK(std::get<to_person>(back[2].what.where).channel == "C1");
    CHECK(std::get<post>(back[3].what.what).text == "**hi** 🔥");
    CHECK(std::get<show_card>(back[6].what.what).text == "card");
    REQUIRE(std::get<show_card>(back[6].what.what).buttons.size() == 1);
    CHECK(std::get<show_card>(back[6].what.what).buttons[0].command == "take lead #7");
    CHECK(std::get<show_card>(back[6].what.what).buttons[0].is_primary);
    CHECK(std::get<show_copy>(back[24].what.what).of == 12);
    CHECK(std::get<show_copy>(back[24].what.what).gone);
    CHECK(std::get<pin_link>(back[21].what.what).url == "https://scribe.example.org");
    CHECK(std::get<set_topic>(back[9].what.what).text == "topic");
    CHECK(std::get<invite>(back[12].what.what).people == std::vector<person>{{"U3", "kim"}});
    CHECK(std::get<react_back>(back[15].what.what).message == "m1");
    CHECK(std::get<react_back>(back[15].what.what).emoji == "pushpin");
    CHECK_FALSE(std::get<react_back>(back[15].what.what).add);
    CHECK(std::get<publish_rca>(back[18].what.what).template_name == "full");
    CHECK_FALSE(std::get<publish_rca>(back[18].what.what).announce);
    CHECK(back[1].what.collapse == "c2");
    CHECK(back[0].what.collapse.empty());
}

STORE_CASE("a newer effect replaces the waiting one of its incident and word, and no other") {
    in_batch(s, [&] {
        need(s.queue(post_to(inc7, 1, "old", "card")));
        need(s.queue(post_to(inc8, 2, "another incident", "card")));
        need(s.queue(post_to(inc7, 3, "another word", "topic")));
        need(s.queue(post_to(inc7, 4, "no word")));
        need(s.queue(post_to(inc7, 5, "no word either")));
        auto elsewhere = post_to(inc7, 6, "another platform", "card");
        elsewhere.platform = "slack";
        need(s.queue(elsewhere));
    });

    in_batch(s, [&] { need(s.queue(post_to(inc7, 7, "new", "card"))); });

    CHECK(ids(need(s.effects())) == numbers{2, 3, 4, 5, 6, 7});
}

STORE_CASE("an effect that was tried or given up is not replaced") {
    in_batch(s, [&] {
        need(s.queue(post_to(inc7, 1, "tried", "card")));
        need(s.postpone(1, 1, at_minute(1), "busy"));
        need(s.queue(post_to(inc7, 2, "dead", "card")));
        need(s.give_up(2, "no such room"));
    });

    in_batch(s, [&] { need(s.queue(post_to(inc7, 3, "new", "card"))); });

    CHECK(ids(need(s.effects())) == numbers{1, 2, 3});
}

STORE_CASE("a postponed effect remembers how often, until when and why") {
    in_batch(s, [&] {
        need(s.queue(post_to(inc7, 1, "x")));
        need(s.postpone(1, 4, at_minute(7), "429: slow down"));
    });
    home.reopen();

    const auto waiting = need(home.use().effects()).at(0);

    CHECK(waiting.attempts == 4);
    CHECK(waiting.not_before == at_minute(7));
    CHECK(waiting.reason == "429: slow down");
    CHECK_FALSE(waiting.dead);
}

STORE_CASE("an effect that was given up stays, dead, with its reason") {
    in_batch(s, [&] {
        need(s.queue(post_to(inc7, 1, "x")));
        need(s.postpone(1, 4, at_minute(7), "busy"));
        need(s.give_up(1, "the room is archived"));
    });
    home.reopen();

    const auto dead = need(home.use().effects()).at(0);

    CHECK(dead.dead);
    CHECK(dead.reason == "the room is archived");
    CHECK(dead.attempts == 4);
}

STORE_CASE("an effect that is not there is said") {
    in_batch(s, [&] {
        CHECK(code_of(s.delivered(1)) == errc::not_found);
        CHECK(code_of(s.postpone(1, 1, at_minute(1), "")) == errc::not_found);
        CHECK(code_of(s.give_up(1, "")) == errc::not_found);
    });
}

STORE_CASE("the highest id ever used outlives its effect, and none is used twice") {
    CHECK(need(s.last_effect()) == 0);
    in_batch(s, [&] {
        need(s.queue(post_to(inc7, 41, "x")));
        need(s.delivered(41));
    });
    home.reopen();
    auto& again = home.use();

    CHECK(need(again.last_effect()) == 41);
    in_batch(again, [&] {
        CHECK(code_of(again.queue(post_to(inc7, 41, "x"))) == errc::conflict);
        CHECK(code_of(again.queue(post_to(inc7, 0, "x"))) == errc::conflict);
        need(again.queue(post_to(inc7, 42, "x")));
    });
    CHECK(ids(need(again.effects())) == numbers{42});
}
