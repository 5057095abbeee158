#include "tests/contract/store_contract.hpp"

using namespace bot;
using namespace bot::test;

STORE_CASE("what a batch has written is there after its commit and after a restart") {
    in_batch(s, [&] {
        need(s.journal({"m:1", inc7, 1, at_minute(1), false}));
        add(s, line_of(inc7, 1, message_posted{"hello"}));
        need(s.queue(post_to(inc7, 1, "hi")));
    });
    home.reopen();

    auto& again = home.use();
    const auto entry = need(again.journaled("m:1"));
    REQUIRE(entry);
    CHECK(entry->log == inc7);
    CHECK(entry->seq == 1);
    CHECK(entry->recorded_at == at_minute(1));
    CHECK_FALSE(entry->failed);
    CHECK(text_of(read_all(again, inc7).at(0)) == "hello");
    CHECK(need(again.effects()).size() == 1);
}

STORE_CASE("a batch sees what it has written itself") {
    in_batch(s, [&] {
        need(s.journal({"k", inc7, 1, at_minute(1), true}));
        add(s, line_of(inc7, 1, message_posted{"one"}));
        add(s, line_of(inc7, 1, message_posted{"two"}));

        CHECK(need(s.journaled("k"))->failed);
        CHECK(need(s.head(inc7))->seq == 2);
        CHECK(seqs(read_all(s, inc7)) == std::vector<std::int64_t>{1, 2});
        CHECK(need(s.logs()) == std::vector{inc7});
        CHECK(need(s.verify(inc7)).faults.empty());
    });
}

STORE_CASE("a batch that is rolled back leaves nothing behind") {
    in_batch(s, [&] {
        add(s, line_of(inc7, 1, message_posted{"kept"}));
        need(s.queue(post_to(inc7, 1, "kept")));
        need(s.set_timer({inc7, "remind", at_minute(30)}));
        need(s.save_brief(brief_for(inc7, "Kept", 1, lifecycle::open)));
        need(s.keep_alert(alert_of("am", "High", "api")));
        need(s.bind_room({"console", "c1", inc7, "kept"}));
    });
    const auto head = need(s.head(inc7));

    need(s.begin());
    need(s.journal({"gone", inc7, 2, at_minute(2), false}));
    record derived = line_of(inc7, 1, row_added{});
    derived.origin = 1;
    add(s, derived);
    add(s, line_of(inc8, 1, message_posted{"gone"}));
    need(s.erase(inc7, 1));
    need(s.queue(post_to(inc7, 2, "gone")));
    need(s.postpone(1, 3, at_minute(9), "gone"));
    need(s.delivered(1));
    need(s.set_timer({inc7, "remind", at_minute(99)}));
    need(s.cancel_timer(inc7, "remind"));
    need(s.save_brief(brief_for(inc7, "Gone", 1, lifecycle::resolved)));
    need(s.take_alert(alert_of("am", "High", "api")));
    need(s.bind_room({"console", "c1", inc7, "gone"}));
    need(s.bind_room({"console", "c2", inc7, "gone"}));
    s.rollback();

    CHECK_FALSE(need(s.journaled("gone")));
    CHECK(need(s.head(inc7))->hash == head->hash);
    CHECK_FALSE(need(s.head(inc8)));
    CHECK(need(s.logs()) == std::vector{inc7});
    CHECK(text_of(read_all(s, inc7).at(0)) == "kept");
    CHECK(need(s.read_derived(inc7, 1)).empty());
    const auto effects = need(s.effects());
    REQUIRE(effects.size() == 1);
    CHECK(effects[0].attempts == 0);
    CHECK(need(s.last_effect()) == 1);
    CHECK(need(s.timers()).at(0).due == at_minute(30));
    CHECK(need(s.briefs(true)).at(0).title == "Kept");
    CHECK(need(s.waiting_alerts("api")).size() == 1);
    CHECK(need(s.rooms()).size() == 1);
    CHECK(need(s.rooms()).at(0).name == "kept");
    CHECK(need(s.verify(inc7)).faults.empty());
    CHECK(need(s.verify(inc7)).erased == 0);
}

STORE_CASE("after a rollback the next batch goes on from the last commit") {
    say(s, inc7, "one");
    need(s.begin());
    add(s, line_of(inc7, 1, message_posted{"lost"}));
    s.rollback();

    CHECK(say(s, inc7, "two") == 2);

    CHECK(text_of(read_all(s, inc7).at(1)) == "two");
    CHECK(need(s.verify(inc7)).faults.empty());
}

STORE_CASE("a rollback without a batch does nothing") {
    s.rollback();
    CHECK(say(s, inc7, "fine") == 1);
}

STORE_CASE("a key that is in the journal is a conflict and spoils nothing else") {
    in_batch(s, [&] { need(s.journal({"k", inc7, 4, at_minute(1), false})); });

    in_batch(s, [&] {
        CHECK(code_of(s.journal({"k", inc8, 9, at_minute(2), true})) == errc::conflict);
        need(s.journal({"k2", inc8, 9, at_minute(2), false}));
    });

    CHECK(need(s.journaled("k"))->seq == 4);
    CHECK(need(s.journaled("k2"))->seq == 9);
}

STORE_CASE("keys are compared byte by byte") {
    in_batch(s, [&] {
        for (const auto* key : {"", "a", "A", "a ", "ä", "a%"})
            need(s.journal({key, inc7, 1, at_minute(1), false}));
        need(s.journal({std::string("a\0b", 3), inc7, 1, at_minute(1), false}));
    });

    CHECK(need(s.journaled(std::string_view("a\0b", 3))));
    CHECK_FALSE(need(s.journaled(std::string_view("a\0c", 3))));
    CHECK_FALSE(need(s.journaled("a_")));
    CHECK(need(s.journaled("")));
}

STORE_CASE("nothing is written outside of a batch, and no batch inside another") {
    CHECK(code_of(s.journal({"k", inc7, 1, at_minute(1), false})) == errc::internal);
    CHECK(code_of(s.append(line_of(inc7, 1, caught_up{}), {}, salt_of_16)) == errc::internal);
    CHECK(code_of(s.erase(inc7, 1)) == errc::internal);
    CHECK(code_of(s.queue(post_to(inc7, 1, "x"))) == errc::internal);
    CHECK(code_of(s.set_timer({inc7, "t", at_minute(1)})) == errc::internal);
    CHECK(code_of(s.commit()) == errc::internal);

    need(s.begin());
    CHECK(code_of(s.begin()) == errc::internal);
    s.rollback();

    CHECK_FALSE(need(s.journaled("k")));
}
