// What the RCA needs to know: services, figures, links, actions, sections.
#include "tests/support/house.hpp"

#include <catch2/catch.hpp>

using namespace bot;
using test::house;
using words = std::vector<std::string>;

namespace {

struct during {
    house in;
    during() {
        in.declare("P2 Cache down in checkout");
        in.go_to("19:10:00");
    }
    std::string types(std::string_view command) {
        auto answer = in.type("dana", command);
        return answer.empty() ? in.echo() : answer;
    }
};

}  // namespace

TEST_CASE("affected services are added and taken away, the primary one stays first named") {
    during an;

    CHECK(an.types("services") == "Affected: checkout. Primary: checkout.");
    CHECK(
        an.types("services add search, orders search") ==
        "**Affected services**: checkout, search, orders"
    );
    CHECK(an.types("services add orders") == "They stand there already: checkout, search, orders.");
    CHECK(an.types("services rm search") == "**Affected services**: checkout, orders");
    CHECK_THAT(an.types("services rm search"), Catch::Contains("`search` is not among them"));
    CHECK(an.types("service orders") == "**Primary service**: orders");
    CHECK(an.types("service orders") == "It is the primary service already; nothing was changed.");
    CHECK(an.in.about().services == words{"checkout", "orders"});
    CHECK_THAT(an.types("services drop a"), Catch::Contains("`/incident services add a b`"));
    CHECK_THAT(an.types("service"), Catch::Contains("`/incident service checkout`"));
}

TEST_CASE("figures are told by key, quoted when they have blanks, and taken back when empty") {
    during an;

    CHECK(
        an.types("impact users=6126 regions=\"eu and us\" p99=161ms..5012ms baseline=<1%") ==
        "**Impact**: users 6126, regions eu and us, p99 161ms..5012ms, baseline <1%"
    );
    CHECK(an.types("impact users=7 baseline=") == "**Impact**: users 7, baseline taken back");
    CHECK_THAT(
        an.types("impact"),
        Catch::Contains("Told: `users=7 regions=\"eu and us\" p99=161ms..5012ms`")
    );
    CHECK_THAT(an.types("impact many users"), Catch::Contains("`many` is not KEY=VALUE"));
    CHECK_THAT(
        an.types("impact users=\"7"), Catch::Contains("The quote after `users=` is never closed")
    );
}

TEST_CASE("an action has a priority, words, an owner and a day") {
    struct action {
        std::string typed, echo;
    };
    const auto wanted = GENERATE(
        action{"action add P1 write a test", "**Action 1** P1: write a test"},
        action{"action add write a test", "**Action 1** P3: write a test"},
        action{
            "action add P2 write a test owner=\"Database Team\" due=2025-10-11",
            "**Action 1** P2: write a test (Database Team), due 2025-10-11"},
        action{"action add owner=@li P2 write a test", "**Action 1** P2: write a test (li)"}
    );
    during an;

    CHECK(an.types(wanted.typed) == wanted.echo);
}

TEST_CASE("actions are listed, done, and asked for when they are not understood") {
    during an;

    CHECK(an.types("action list") == "No actions yet: `/incident action add P2 TEXT owner=NAME`.");
    an.types("action add P1 write a test owner=li due=2025-10-11");
    an.types("action add P3 tidy up");
    CHECK(an.types("action done 1") == "**Action 1 done** by dana: write a test");
    CHECK(an.types("action done 1") == "Action 1 is done already; nothing was changed.");
    CHECK(
        an.types("action") ==
        "Actions:\n- ✔ 1. P1 write a test (li), due 2025-10-11\n- 2. P3 tidy up, due 2025-10-27"
    );
    for (const auto* typed : {"action done 7", "action done", "action done two"}) {
        INFO(typed);
        CHECK_THAT(an.types(typed), Catch::Contains("`/incident action list` shows their numbers"));
    }
    CHECK_THAT(an.types("action add P1"), Catch::Contains("What is to be done?"));
    CHECK_THAT(an.types("action add P1 x due=tomorrow"), Catch::Contains("due=YYYY-MM-DD"));
    CHECK_THAT(an.types("action add P1 x due=2025-02-30"), Catch::Contains("2025-02-30"));
    CHECK_THAT(an.types("action drop 1"), Catch::Contains("`/incident action add P1 TEXT"));
    CHECK(an.in.about().actions.size() == 2);
}

TEST_CASE("related material is a URL, an incident or a note") {
    during an;

    CHECK(
        an.types("link https://example.org/a?b=c the graph") ==
        "**Related**: the graph (https://example.org/a?b=c)"
    );
    CHECK(an.types("link #7 the last time") == "**Related**: the last time (INC-7)");
    CHECK(an.types("link runbook-cache") == "**Related**: runbook-cache");
    CHECK(an.types("link runbook-cache") == "It is linked already; nothing was changed.");
    CHECK_THAT(an.types("link javascript://x y"), Catch::Contains("Only http and https"));
    CHECK_THAT(an.types("link"), Catch::Contains("`/incident link TARGET [TEXT]`"));
    CHECK(an.in.about().links.size() == 3);
}

TEST_CASE("sections are told in Markdown of several lines, and read back") {
    during an;

    CHECK(
        an.types("rootcause The cache.\n\n```\nGET /x\n```") ==
        "**Root cause** by dana: The cache. …"
    );
    CHECK(an.types("rootcause") == "It reads:\n\nThe cache.\n\n```\nGET /x\n```");
    CHECK(an.types("rootcause A typo.") == "**Root cause** (replaced) by dana: A typo.");
    CHECK_THAT(an.types("summary"), Catch::Contains("`/incident summary TEXT`"));
    an.types("resolution one");
    an.types("resolution two");
    CHECK(an.in.about().told(section::resolution) == words{"one", "two"});
    CHECK_THAT(an.types("lesson great TEXT"), Catch::Contains("`/incident lesson well TEXT`"));
    CHECK_THAT(an.types("lesson well"), Catch::Contains("`/incident lesson well TEXT`"));
}

TEST_CASE("what is told after the resolution stands in the draft") {
    during an;
    an.types("resolve");
    an.in.published.clear();

    an.types("rootcause A typo in the cache key.");

    REQUIRE(!an.in.published.empty());
    CHECK_THAT(an.in.published.back().text, Catch::Contains("A typo in the cache key."));
}
