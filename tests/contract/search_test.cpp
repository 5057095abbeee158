#include "tests/contract/store_contract.hpp"

using namespace bot;
using namespace bot::test;

namespace {

std::vector<std::string> texts(const std::vector<search_hit>& hits) {
    std::vector<std::string> made;
    for (const auto& hit : hits) made.push_back(hit.text);
    return made;
}

using words = std::vector<std::string>;

}  // namespace

STORE_CASE("words are found in titles, messages, edits and what was recorded of them") {
    in_batch(s, [&] {
        need(s.save_brief(brief_for(inc7, "Cache gone stale", 1, lifecycle::open)));
        add(s, line_of(inc7, 1, titled("Cache gone stale")));
        add(s, line_of(inc7, 2, message_posted{"the CACHE is cold"}));
        add(s, line_of(inc7, 3, message_edited{"the cache is warm"}));
        add(s, line_of(inc7, 4, action_added{"P1", "warm the cache", "dana", {}}));
        add(s, line_of(inc7, 5, command_given{"note cache"}));
        add(s, line_of(inc7, 6, bot_posted{"cache noted"}));
        add(s, line_of(room_log, 1, message_posted{"cache, outside of any incident"}));
    });

    CHECK(texts(need(s.search("cache", 10))).size() == 4);
    CHECK(texts(need(s.search("Warm", 10))).size() == 2);
    CHECK(texts(need(s.search("stale gone", 10))) == words{"Cache gone stale"});
    CHECK(need(s.search("nowhere", 10)).empty());
    CHECK(need(s.search("title", 10)).empty());
}

STORE_CASE("hits come newest first, no more than asked for, and say who and when") {
    in_batch(s, [&] {
        for (int i = 1; i <= 200; ++i) {
            auto line =
                line_of(i % 2 ? inc7 : inc8, i, message_posted{"disk " + std::to_string(i)});
            line.at = at_minute((i * 37) % 200);
            add(s, line);
        }
    });

    const auto hits = need(s.search("disk", 3));

    REQUIRE(hits.size() == 3);
    CHECK(hits[0].at == at_minute(199));
    CHECK(hits[1].at == at_minute(198));
    CHECK(hits[2].at == at_minute(197));
    CHECK(hits[0].who == "dana");
    CHECK(hits[0].incident == (hits[0].text == "disk 27" ? inc7 : inc8));
    CHECK(need(s.search("disk", 0)).empty());
    CHECK(need(s.search("", 3)).empty());
    CHECK(need(s.search("  \n ", 3)).empty());
}

STORE_CASE("a message and the row made of it are one hit, by who said it and when") {
    in_batch(s, [&] {
        add(s, line_of(inc7, 1, message_posted{"queue is full"}));
        record row = line_of(
            inc7, 2, row_added{row_kind::note, at_minute(2), "queue is full", {"U2", "li"}, "pin"}
        );
        row.origin = 1;
        add(s, row);
    });

    const auto hits = need(s.search("queue", 10));

    REQUIRE(hits.size() == 1);
    CHECK(hits[0].who == "li");
}

STORE_CASE("no character of the words is special") {
    in_batch(s, [&] {
        for (const auto* text :
             {"100% cpu", "100 cpus", "a_b", "axb", "c:\\temp", "it's", "say \"hi\""})
            add(s, line_of(inc7, 1, message_posted{text}));
        add(s, line_of(inc7, 1, update_posted{"they say \"hi\" \\o/\n🔥 fire"}));
        add(s, line_of(inc7, 1, message_posted{std::string("nul\0behind", 10)}));
    });

    CHECK(texts(need(s.search("100%", 10))) == words{"100% cpu"});
    CHECK(texts(need(s.search("a_b", 10))) == words{"a_b"});
    CHECK(texts(need(s.search("\\temp", 10))) == words{"c:\\temp"});
    CHECK(texts(need(s.search("it's", 10))) == words{"it's"});
    CHECK(need(s.search("\"hi\"", 10)).size() == 2);
    CHECK(need(s.search("\\o/", 10)).size() == 1);
    CHECK(need(s.search("🔥", 10)).size() == 1);
    CHECK(need(s.search("behind", 10)).size() == 1);
    CHECK(need(s.search("*", 10)).empty());
    CHECK(need(s.search("' OR 1=1 --", 10)).empty());
}
