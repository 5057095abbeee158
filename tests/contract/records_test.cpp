#include "bot/store/codec.hpp"
#include "tests/contract/store_contract.hpp"

using namespace bot;
using namespace bot::test;

namespace {

using numbers = std::vector<std::int64_t>;

// 1 message, 2 declared, 3 message, 4 row (of 3), 5 edit (of 3), 6 joined, 7 resolved
void tell_a_story(store& s, incident_id log) {
    in_batch(s, [&] {
        record row =
            line_of(log, 4, row_added{row_kind::note, at_minute(3), "the words", {}, "pin"});
        row.origin = 3;
        record edit = line_of(log, 5, message_edited{"better words"});
        edit.origin = 3;
        add(s, line_of(log, 1, message_posted{"hello"}));
        add(s, line_of(log, 2, titled("Cache")));
        add(s, line_of(log, 3, message_posted{"the words"}));
        add(s, row);
        add(s, edit);
        add(s, line_of(log, 6, member_joined{}));
        add(s, line_of(log, 7, resolved{"done", {}}));
    });
}

}  // namespace

STORE_CASE("a record comes back as it was written, head and all") {
    record line = line_of(room_log, 1, message_posted{"said"});
    line.origin = 0;
    line.at = instant(milliseconds(-1234));
    line.platform = "slack";
    line.channel = "C\xF0\x9F\x94\xA5";
    line.actor = {"U'1\"", "Dána; DROP TABLE record"};
    line.message = "1695841.0001";
    line.parent = "1695840.0009";
    in_batch(s, [&] { need(s.append(line, {}, salt_of_16)); });
    home.reopen();

    const auto back = read_all(home.use(), room_log).at(0);

    CHECK(back.log == line.log);
    CHECK(back.seq == 1);
    CHECK(back.at == line.at);
    CHECK(back.recorded_at == line.recorded_at);
    CHECK(back.platform == line.platform);
    CHECK(back.channel == line.channel);
    CHECK(back.actor.id == line.actor.id);
    CHECK(back.actor.name == line.actor.name);
    CHECK(back.message == line.message);
    CHECK(back.parent == line.parent);
    CHECK(back.origin == 0);
    CHECK_FALSE(back.erased);
    CHECK(text_of(back) == "said");
}

STORE_CASE("words come back byte by byte") {
    const std::vector<std::string> texts{
        "",
        " ",
        std::string(10'000, 'x') + "end",
        std::string("before\0after", 12),
        "🔥 \u202E right to left \u00A0",
        "no \xFF UTF-8 \xC3",
        "line one\r\nline two\ttab",
        R"({"json": "looks so"})",
        "'; DROP TABLE record; --"};
    in_batch(s, [&] {
        for (const auto& text : texts) add(s, line_of(inc7, 1, message_posted{text}));
    });
    home.reopen();

    const auto back = read_all(home.use(), inc7);

    REQUIRE(back.size() == texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) CHECK(text_of(back[i]) == texts[i]);
    CHECK(need(home.use().verify(inc7)).faults.empty());
}

STORE_CASE("words inside JSON keep every character of UTF-8") {
    const std::string text =
        std::string("a\0b \"q\" \\ \n 🔥 \u2028 end", 24) + std::string(10'000, 'y');
    in_batch(s, [&] { add(s, line_of(inc7, 1, update_posted{text})); });
    home.reopen();

    const auto back = read_all(home.use(), inc7).at(0);

    CHECK(std::get<update_posted>(back.what).text == text);
}

STORE_CASE("reading gives the range that was asked for, in order") {
    struct range {
        std::int64_t from;
        store::which kinds;
        numbers expected;
    };
    using enum store::which;
    tell_a_story(s, inc7);
    tell_a_story(s, inc8);

    for (const auto& [from, kinds, expected] : std::vector<range>{
             {1, everything, {1, 2, 3, 4, 5, 6, 7}},
             {0, everything, {1, 2, 3, 4, 5, 6, 7}},
             {-5, everything, {1, 2, 3, 4, 5, 6, 7}},
             {6, everything, {6, 7}},
             {8, everything, {}},
             {1, folded, {2, 4, 7}},
             {2, folded, {2, 4, 7}},
             {3, folded, {4, 7}},
             {8, folded, {}}}) {
        CAPTURE(from, kinds == folded);
        CHECK(seqs(read_all(s, inc7, kinds, from)) == expected);
    }
    CHECK(read_all(s, incident_id{99}).empty());
}

STORE_CASE("reading stops when it is told to") {
    tell_a_story(s, inc7);
    numbers seen;

    need(s.read(inc7, 2, store::which::everything, [&](record&& line) {
        seen.push_back(line.seq);
        return line.seq < 4;
    }));

    CHECK(seen == numbers{2, 3, 4});
}

STORE_CASE("another question may be asked while reading") {
    tell_a_story(s, inc7);
    numbers seen;

    need(s.read(inc7, 1, store::which::everything, [&](record&& outer) {
        for (const auto& inner : read_all(s, inc7, store::which::everything, outer.seq + 6))
            seen.push_back(inner.seq);
        CHECK(need(s.read_one(inc7, outer.seq))->seq == outer.seq);
        return true;
    }));

    CHECK(seen == numbers{7});
}

STORE_CASE("reading back gives the newest first asked for, oldest first") {
    struct window {
        std::int64_t before;
        std::size_t limit;
        numbers expected;
    };
    tell_a_story(s, inc7);

    for (const auto& [before, limit, expected] : std::vector<window>{
             {0, 3, {5, 6, 7}},
             {0, 100, {1, 2, 3, 4, 5, 6, 7}},
             {5, 2, {3, 4}},
             {2, 9, {1}},
             {1, 9, {}},
             {100, 1, {7}},
             {0, 0, {}}}) {
        CAPTURE(before, limit);
        CHECK(seqs(need(s.read_back(inc7, before, limit))) == expected);
    }
    CHECK(need(s.read_back(inc8, 0, 5)).empty());
}

STORE_CASE("one record is found by its number, and what was made of it by its origin") {
    tell_a_story(s, inc7);

    CHECK(text_of(*need(s.read_one(inc7, 3))) == "the words");
    CHECK_FALSE(need(s.read_one(inc7, 8)));
    CHECK_FALSE(need(s.read_one(inc7, 0)));
    CHECK_FALSE(need(s.read_one(inc8, 3)));
    CHECK(seqs(need(s.read_derived(inc7, 3))) == numbers{4, 5});
    CHECK(need(s.read_derived(inc7, 1)).empty());
    CHECK(need(s.read_derived(inc7, 0)).empty());
}

STORE_CASE("only messages are counted as messages") {
    tell_a_story(s, inc7);

    CHECK(need(s.count_messages(inc7, 0)) == 2);
    CHECK(need(s.count_messages(inc7, 1)) == 1);
    CHECK(need(s.count_messages(inc7, 3)) == 0);
    CHECK(need(s.count_messages(inc8, 0)) == 0);
}

STORE_CASE("logs are listed in order, those of rooms outside incidents too") {
    CHECK(need(s.logs()).empty());
    for (const auto log : {inc8, room_log, inc7}) say(s, log, "x");

    CHECK(need(s.logs()) == std::vector{room_log, inc7, inc8});
}

STORE_CASE("a record that does not follow the last one is a conflict") {
    say(s, inc7, "one");
    const auto head = *need(s.head(inc7));
    in_batch(s, [&] {
        const auto next = line_of(inc7, 2, caught_up{});
        CHECK(
            code_of(s.append(line_of(inc7, 1, caught_up{}), head.hash, salt_of_16)) ==
            errc::conflict
        );
        CHECK(
            code_of(s.append(line_of(inc7, 3, caught_up{}), head.hash, salt_of_16)) ==
            errc::conflict
        );
        CHECK(code_of(s.append(next, digest{}, salt_of_16)) == errc::conflict);
        CHECK(code_of(s.append(line_of(inc8, 2, caught_up{}), {}, salt_of_16)) == errc::conflict);
        need(s.append(next, head.hash, salt_of_16));
    });
    CHECK(seqs(read_all(s, inc7)) == numbers{1, 2});
}

STORE_CASE("the head is the last record and its link") {
    CHECK_FALSE(need(s.head(inc7)));
    digest last{};
    in_batch(s, [&] {
        last = need(s.append(line_of(inc7, 1, message_posted{"a"}), {}, salt_of_16));
        last = need(s.append(line_of(inc7, 2, message_posted{"b"}), last, salt_of_16));
    });
    home.reopen();

    const auto head = need(home.use().head(inc7));

    REQUIRE(head);
    CHECK(head->seq == 2);
    CHECK(head->hash == last);
}
