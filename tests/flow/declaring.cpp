// `declare`: what a line of chat becomes, who is invited, who hears of it.
#include "tests/support/house.hpp"

#include <catch2/catch.hpp>

using namespace bot;
using test::house;
using words = std::vector<std::string>;

namespace {

words names_of(const std::vector<person>& people) {
    words names;
    for (const auto& one : people) names.push_back(one.name);
    return names;
}

}  // namespace

TEST_CASE("a line of chat becomes an incident") {
    struct line {
        std::string typed, severity, title, service;
        words services;
    };
    const auto wanted = GENERATE(
        line{"P1 Cache down", "P1", "Cache down", "", {}},
        line{"p2 Cache down", "P2", "Cache down", "", {}},
        line{"Cache down", "P3", "Cache down", "", {}},
        line{"P2 Cache down in checkout", "P2", "Cache down", "checkout", {}},
        line{"P2 Cache down in Checkout", "P2", "Cache down", "checkout", {}},
        line{"P2 Cache down in the morning", "P2", "Cache down in the morning", "", {}},
        line{"P2 Errors in orders in checkout", "P2", "Errors in orders", "checkout", {}},
        line{"P2 Cache down service=unknown-one", "P2", "Cache down", "unknown-one", {}},
        line{"P2 Cache down services=a,b", "P2", "Cache down", "a", {"a", "b"}},
        line{"P2 Cache down service=b services=a,b", "P2", "Cache down", "b", {"a", "b"}},
        line{"P2 Cache down service=c services=a,b", "P2", "Cache down", "c", {"c", "a", "b"}},
        line{"services=\"a, b , a\" P2 Cache down", "P2", "Cache down", "a", {"a", "b"}},
        line{"P2 \"Cache: down #1\" in checkout", "P2", "Cache: down #1", "checkout", {}},
        line{"P5 Cache down", "P3", "P5 Cache down", "", {}},
        line{"P2", "P2", "Unnamed incident", "", {}},
        line{"", "P3", "Unnamed incident", "", {}},
        line{"P2 service=checkout", "P2", "Incident", "checkout", {}}
    );
    house in;

    in.declare(wanted.typed);

    const auto& made = in.about();
    CHECK(made.severity == wanted.severity);
    CHECK(made.title == wanted.title);
    CHECK(made.service == wanted.service);
    CHECK(made.services == wanted.services);
}

TEST_CASE("private, drill, category and the time it started are told along with the title") {
    house in;

    const auto answer =
        in.declare("P1 Cache down category=database started=\"yesterday 23:50\" private drill");

    const auto& made = in.about();
    CHECK(made.title == "Cache down");
    CHECK(made.category == "database");
    CHECK(made.is_private);
    CHECK(made.drill);
    CHECK(format_rfc3339(made.reached(milestone::started)->at) == "2025-09-26T23:50:00Z");
    CHECK(
        answer ==
        "INC-1 is open: P1 Cache down, started 2025-09-26 23:50 UTC. Its room is #inc-1-cache-down."
    );
}

TEST_CASE("what cannot be declared is refused with what to type instead") {
    struct mistake {
        std::string typed, wanted;
    };
    const auto wanted = GENERATE(
        mistake{"P1 Cache\ndown", "A title is one line"},
        mistake{"P1 " + std::string(201, 'x'), "The title has 201 bytes, 200 are allowed"},
        mistake{"P1 Cache started=soon", "'soon' is not a time"},
        mistake{"P1 Cache started=23:59Zx", "is not a time"},
        mistake{"P1 Cache service=\"check", "The quote after `service=` is never closed"}
    );
    house in;

    CHECK_THAT(in.declare(wanted.typed), Catch::Contains(wanted.wanted));
    CHECK(in.declared_so_far() == 0);
}

TEST_CASE("the on-call and the team of the service are invited, each once, with who declared it") {
    house in;

    in.declare("P2 Cards refused in checkout", "lee");

    CHECK(names_of(in.invited) == words{"lee", "kim"});
    in.declare("P2 Cards refused in checkout", "dana");
    CHECK(names_of(in.invited) == words{"dana", "kim", "lee"});
}

TEST_CASE("who declares is invited by id, the on-call of the catalogue by name") {
    house in;
    auto asked = in.from("Dana Weber", in_command{"declare Cards refused in checkout"});
    asked.who.id = "U4";

    in.receive(asked);

    REQUIRE(in.invited.size() == 3);
    CHECK(in.invited[0].id == "U4");
    CHECK(in.invited[0].name == "Dana Weber");
    CHECK(in.invited[1].id.empty());
    CHECK(in.invited[1].name == "kim");
}

TEST_CASE("a declaration is announced where everybody reads, with its room") {
    house in;

    in.declare("P2 Cards refused in checkout drill");

    const auto heard = in.heard();
    REQUIRE(heard.size() == 1);
    CHECK(heard[0].where == "incidents");
    CHECK(
        heard[0].text ==
        "**INC-1** P2 (drill): Cards refused in checkout, declared by dana. Room: "
        "#inc-1-cards-refused"
    );
    CHECK_THAT(in.card, Catch::StartsWith("**INC-1** P2 (drill): Cards refused in checkout"));
    CHECK(in.topic == "INC-1 P2 open | Cards refused");
}

TEST_CASE("a private incident is announced nowhere") {
    house in;

    in.declare("P2 Leaked key private");

    CHECK(in.heard().empty());
}

TEST_CASE("a private incident lets in who declared it, and nobody of the service's team") {
    house in;

    in.declare("P2 Leaked key in checkout private");

    CHECK(in.invited == std::vector<person>{{"dana", "dana"}});
}

TEST_CASE("only those allowed may declare, and others are told whom to ask") {
    auto rules = test::house_rules();
    rules.may_declare = {"ana", "bo"};
    house in(rules);

    CHECK(
        in.declare("P2 Cache down", "dana") ==
        "You may not declare incidents here. Ask one of: ana, bo."
    );
    CHECK(in.declared_so_far() == 0);
    in.declare("P2 Cache down", "ana");
    CHECK(in.declared_so_far() == 1);
}

TEST_CASE("a room that cannot be opened is told with a way to go on") {
    house in;
    in.script = [&](const delivery& what) -> std::optional<outcome> {
        if (!std::holds_alternative<open_room>(what.what.what)) return std::nullopt;
        outcome refused;
        inbound receipt;
        receipt.key = "refused";
        receipt.at = in.now;
        receipt.platform = "chat";
        receipt.what = in_room_refused{what.what.incident, "too many channels."};
        refused.receipts.push_back(receipt);
        return refused;
    };

    SECTION("to the broadcast channel") {
        in.declare("P2 Cache down");

        CHECK(in.heard().back().where == "incidents");
        in.room = "ops";
        CHECK(in.type("dana", "note #1 still works") == "INC-1: **note** by dana: still works");
    }
    SECTION("to who declared it, when it is private") {
        in.declare("P2 Leaked key private");

        const auto heard = in.heard();
        REQUIRE(heard.size() == 1);
        CHECK(heard[0].where == "@dana");
        CHECK_THAT(heard[0].text, Catch::Contains("has no room: too many channels."));
    }
}

TEST_CASE("two incidents have their own numbers and rooms") {
    house in;

    in.declare("P2 Cache down");
    const auto first = in.room;
    in.declare("P2 Cache down");

    CHECK(first == "inc-1-cache-down");
    CHECK(in.room == "inc-2-cache-down");
    in.room = first;
    in.type("dana", "note in the first");
    CHECK(in.table(1).size() == 1);
    CHECK(in.table(2).empty());
}
