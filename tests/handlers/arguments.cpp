// The grammar of commands: words, quotes of all kinds, KEY=VALUE, and the text that is left.
#include "handlers/commands/arguments.hpp"

#include <catch2/catch.hpp>

using namespace bot;
using pairs = std::vector<std::pair<std::string, std::string>>;

TEST_CASE("words are taken one by one, and lines stay in what is left") {
    arguments args("  add\tP1  first line\nsecond  line \n");

    CHECK(args.peek_word() == "add");
    CHECK(args.take_word() == "add");
    CHECK(args.take_word() == "P1");
    CHECK(args.text() == "first line\nsecond  line");
    args.take_word();
    args.take_word();
    args.take_word();
    CHECK(args.take_word() == "line");
    CHECK_FALSE(args.take_word());
    CHECK(args.empty());
}

TEST_CASE("a value is what stands in its quotes, or goes up to the next blank") {
    struct value {
        std::string typed, text, left;
    };
    const auto wanted = GENERATE(
        value{"owner=ana", "ana", ""},
        value{"fix it owner=ana", "ana", "fix it"},
        value{"owner=ana fix it", "ana", "fix it"},
        value{"fix owner=ana it", "ana", "fix it"},
        value{"fix\nowner=ana\nit", "ana", "fix\nit"},
        value{"owner=", "", ""},
        value{"owner= ana", "", "ana"},
        value{"owner=\"\"", "", ""},
        value{"owner=\"Database Team\" fix", "Database Team", "fix"},
        value{"owner='Database Team' fix", "Database Team", "fix"},
        value{"owner=“Database Team” fix", "Database Team", "fix"},
        value{"owner=„Database Team“ fix", "Database Team", "fix"},
        value{"owner=„Database Team” fix", "Database Team", "fix"},
        value{"owner=‘Database Team’ fix", "Database Team", "fix"},
        value{"owner=«Database Team» fix", "Database Team", "fix"},
        value{R"(owner="the \"A\" team")", "the \"A\" team", ""},
        value{R"(owner="back \\ slash")", "back \\ slash", ""},
        value{R"(owner="C:\new")", "C:\\new", ""},
        value{R"(owner='it\'s')", "it's", ""},
        value{"owner=O'Neil fix", "O'Neil", "fix"},
        value{"owner=\"two\nlines\"", "two\nlines", ""},
        value{"owner=a=b", "a=b", ""},
        value{"owner=é日本 x", "é日本", "x"},
        value{"OWNER=ana fix", "ana", "fix"}
    );
    arguments args(wanted.typed);

    const auto taken = args.take_option("owner");

    INFO(wanted.typed);
    REQUIRE(taken);
    REQUIRE(*taken);
    CHECK(**taken == wanted.text);
    CHECK(args.text() == wanted.left);
}

TEST_CASE("a value said in several words goes on for as long as it reads") {
    struct value {
        std::string typed, text, left;
    };
    const auto wanted = GENERATE(
        value{"disk full started=10m ago in db", "10m ago", "disk full in db"},
        value{"started=yesterday at 23:50", "yesterday at 23:50", ""},
        value{"started=19:08 ago is lost", "19:08", "ago is lost"},
        value{"started=\"10m\" ago", "10m", "ago"}
    );
    arguments args(wanted.typed);

    const auto taken = args.take_option("started", [](std::string_view words) {
        return words == "10m ago" || words == "yesterday at 23:50";
    });

    REQUIRE(taken);
    CHECK(*taken == wanted.text);
    CHECK(args.text() == wanted.left);
}

TEST_CASE("what only looks like the option stays text") {
    const std::string typed = GENERATE(
        "",
        "the owner is ana",
        "coowner=ana",
        "owner =ana",
        "\"owner=ana",
        "owners=ana",
        "(owner=ana)"
    );
    arguments args(typed);

    const auto taken = args.take_option("owner");

    REQUIRE(taken);
    CHECK_FALSE(*taken);
    CHECK(args.text() == typed);
}

TEST_CASE("a quote that never closes is refused and names its key") {
    const std::string typed =
        GENERATE("owner=\"ana", "x owner='ana b", "owner=“ana\"", "owner=\"", R"(owner="ana\")");
    arguments args(typed);

    const auto taken = args.take_option("owner");

    INFO(typed);
    REQUIRE_FALSE(taken);
    CHECK(taken.error().detail == "The quote after `owner=` is never closed. Nothing was changed.");
}

TEST_CASE("pairs come in order, quoted or not, over several lines") {
    arguments args(
        "users=6126 error_rate=10%\nbaseline=<1% p99=161ms..5012ms revenue=$44674 "
        "where=\"eu and us\" note="
    );

    const auto taken = args.take_pairs();

    REQUIRE(taken);
    CHECK(
        *taken ==
        pairs{
            {"users", "6126"},
            {"error_rate", "10%"},
            {"baseline", "<1%"},
            {"p99", "161ms..5012ms"},
            {"revenue", "$44674"},
            {"where", "eu and us"},
            {"note", ""}}
    );
    CHECK(args.empty());
}

TEST_CASE("a word that is no pair is refused by name") {
    struct mistake {
        std::string typed, wanted;
    };
    const auto wanted = GENERATE(
        mistake{"users", "`users` is not KEY=VALUE"},
        mistake{"users=1 many", "`many` is not KEY=VALUE"},
        mistake{"=5", "`=5` is not KEY=VALUE"},
        mistake{"a|b=5", "`a|b=5` is not KEY=VALUE"},
        mistake{"users = 5", "`users` is not KEY=VALUE"},
        mistake{"users=\"5", "The quote after `users=` is never closed"},
        mistake{"x=\"a\"b", "is not KEY=VALUE"}
    );
    arguments args(wanted.typed);

    const auto taken = args.take_pairs();

    INFO(wanted.typed);
    REQUIRE_FALSE(taken);
    CHECK_THAT(taken.error().detail, Catch::Contains(wanted.wanted));
}

TEST_CASE("a last word is taken when it is the one, in any case") {
    arguments args("Leaked key PRIVATE drill");

    CHECK_FALSE(args.take_trailing("private"));
    CHECK(args.take_trailing("drill"));
    CHECK(args.take_trailing("private"));
    CHECK(args.text() == "Leaked key");
    CHECK_FALSE(args.take_trailing("ey"));
    arguments only("drill");
    CHECK(only.take_trailing("drill"));
    CHECK(only.empty());
}

TEST_CASE("what stands in another value's quotes, or in quotes of its own, is no option") {
    struct line {
        std::string typed, left;
    };
    const auto wanted = GENERATE(
        line{"title=\"ask owner=bo\" owner=ana", "title=\"ask owner=bo\""},
        line{"\"ask owner=bo\" owner=ana", "\"ask owner=bo\""},
        line{R"(title="a \" owner=bo" owner=ana)", R"(title="a \" owner=bo")"},
        line{"say \"big owner=ana", "say \"big"},
        line{"5\" disk owner=ana x\"", "5\" disk x\""}
    );
    arguments args(wanted.typed);

    const auto taken = args.take_option("owner");

    INFO(wanted.typed);
    REQUIRE(taken);
    CHECK(*taken == "ana");
    CHECK(args.text() == wanted.left);
}

TEST_CASE("an option that must stand alone is text inside of a text") {
    arguments alone(" title=\"Cache private\" "), inside("the title=\"x\" is wrong"),
        open("title=\"x");

    CHECK(alone.take_lone_option("title") == "Cache private");
    CHECK(alone.empty());
    CHECK_FALSE(inside.take_lone_option("title"));
    CHECK(inside.text() == "the title=\"x\" is wrong");
    CHECK_FALSE(open.take_lone_option("title"));
    CHECK(open.text() == "title=\"x");
}
