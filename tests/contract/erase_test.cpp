#include "bot/incident/chain.hpp"
#include "tests/contract/store_contract.hpp"

using namespace bot;
using namespace bot::test;

namespace {

// 1 a secret, 2 a row made of it, 3 its edit, 4 something else
void tell_a_secret(store& s) {
    in_batch(s, [&] {
        record row = line_of(
            inc7, 2, row_added{row_kind::note, at_minute(1), "launch code", {"U1", "dana"}, "pin"}
        );
        record edit = line_of(inc7, 3, message_edited{"launch code 2"});
        row.origin = edit.origin = 1;
        add(s, line_of(inc7, 1, message_posted{"the launch code"}));
        add(s, row);
        add(s, edit);
        add(s, line_of(inc7, 4, message_posted{"something else"}));
    });
}

}  // namespace

STORE_CASE("erased words are gone from the message and all that was made of it") {
    tell_a_secret(s);
    REQUIRE(need(s.search("launch", 9)).size() == 3);

    in_batch(s, [&] { need(s.erase(inc7, 1)); });
    home.reopen();
    auto& again = home.use();

    const auto lines = read_all(again, inc7);
    REQUIRE(lines.size() == 4);
    CHECK(lines[0].erased);
    CHECK(std::get<message_posted>(lines[0].what).text.empty());
    CHECK(lines[1].erased);
    CHECK(std::get<row_added>(lines[1].what).text.empty());
    CHECK(std::get<row_added>(lines[1].what).by.id.empty());
    CHECK(lines[2].erased);
    CHECK(std::get<message_edited>(lines[2].what).text.empty());
    CHECK_FALSE(lines[3].erased);
    CHECK(text_of(lines[3]) == "something else");
    CHECK(need(again.search("launch", 9)).empty());
}

STORE_CASE("an erased record keeps its head") {
    tell_a_secret(s);
    const auto before = *need(s.read_one(inc7, 1));
    in_batch(s, [&] { need(s.erase(inc7, 1)); });

    const auto after = *need(s.read_one(inc7, 1));

    CHECK(after.at == before.at);
    CHECK(after.actor.name == before.actor.name);
    CHECK(after.message == before.message);
    CHECK(after.what.index() == before.what.index());
}

STORE_CASE("the chain holds after erasing, and goes on") {
    tell_a_secret(s);
    const auto head = need(s.head(inc7))->hash;
    in_batch(s, [&] { need(s.erase(inc7, 1)); });
    say(s, inc7, "and on");

    const auto found = need(s.verify(inc7));

    CHECK(found.faults.empty());
    CHECK(found.records == 5);
    CHECK(found.erased == 3);
    CHECK(need(s.head(inc7))->hash != head);
}

STORE_CASE("erasing what is erased already changes nothing") {
    tell_a_secret(s);
    in_batch(s, [&] { need(s.erase(inc7, 1)); });
    in_batch(s, [&] { need(s.erase(inc7, 1)); });
    CHECK(need(s.verify(inc7)).erased == 3);
}

STORE_CASE("erasing what is not there is said, and erases nothing else") {
    tell_a_secret(s);
    in_batch(s, [&] {
        CHECK(code_of(s.erase(inc7, 99)) == errc::not_found);
        CHECK(code_of(s.erase(inc8, 1)) == errc::not_found);
        CHECK(code_of(s.erase(inc7, 0)) == errc::not_found);
    });
    CHECK(need(s.verify(inc7)).erased == 0);
}

STORE_CASE("a message with no words can be erased") {
    say(s, inc7, "");
    in_batch(s, [&] { need(s.erase(inc7, 1)); });
    CHECK(need(s.read_one(inc7, 1))->erased);
    CHECK(need(s.verify(inc7)).faults.empty());
}

STORE_CASE("an untouched log verifies, and a log nobody wrote is empty") {
    for (const auto log : {inc7, inc8, room_log})
        for (const auto* text : {"a", "b", "c"}) say(s, log, text);
    home.reopen();

    for (const auto log : {inc7, inc8, room_log}) {
        const auto found = need(home.use().verify(log));
        CHECK(found.records == 3);
        CHECK(found.faults.empty());
    }
    CHECK(need(home.use().verify(incident_id{99})).records == 0);
    CHECK(need(home.use().verify(incident_id{99})).faults.empty());
}

STORE_CASE("the same words in the same place give the same chain on every store") {
    tell_a_secret(s);
    // Computed from the description in chain.hpp by a few lines of Python.
    CHECK(
        to_hex(need(s.head(inc7))->hash) ==
        "e93698ee793f577289f83e3780b01a3efdae5a748052c0bf149a5861cf4457d0"
    );
}

TEST_CASE("the digest of words cannot be found by guessing them without the salt") {
    const auto kept = payload_digest(salt_of_16, "yes");
    CHECK(kept != payload_digest("", "yes"));
    CHECK(kept != payload_digest("fedcba9876543210", "yes"));
    CHECK(kept == payload_digest(salt_of_16, "yes"));
}

TEST_CASE("no byte can wander between salt and words unseen") {
    CHECK(payload_digest("salt", "words") != payload_digest("saltw", "ords"));
    CHECK(payload_digest("sal", "twords") != payload_digest("salt", "words"));
}
