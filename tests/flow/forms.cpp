// Forms: what they ask, when they open, and that their values are understood as they were meant.
#include "handlers/commands/commands.hpp"
#include "tests/support/house.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <set>

using namespace bot;
using test::house;
using words = std::vector<std::string>;

namespace {

constexpr std::size_t longest_title = 24;

struct during {
    house in;
    during() {
        in.declare("P2 Cache down in checkout");
        in.go_to("19:10:00");
        in.heard();
    }
};

words labels(const form& shown) {
    words all;
    for (const auto& field : shown.fields) all.push_back(field.label);
    return all;
}

const form_field& field(const form& shown, std::string_view label) {
    for (const auto& each : shown.fields)
        if (each.label == label) return each;
    throw std::runtime_error("there is no field '" + std::string(label) + "'");
}

}  // namespace

TEST_CASE("a command that lacks what it needs brings its form and the text it always gave") {
    const std::string typed = GENERATE(
        "status",
        "severity",
        "note",
        "decision",
        "hypothesis",
        "ruled-out",
        "cause",
        "fix",
        "update",
        "page",
        "role",
        "role lead",
        "take",
        "handover",
        "services",
        "services add",
        "service",
        "impact",
        "link",
        "action add",
        "action add P1",
        "summary",
        "rootcause",
        "resolution",
        "lesson",
        "lesson well",
        "find"
    );
    during an;
    const auto without = an.in.type("dana", typed);

    const auto told = an.in.ask("dana", typed);

    INFO(typed);
    CHECK(told.text == without);
    CHECK_FALSE(told.text.empty());
    REQUIRE(told.fill_in);
    CHECK_FALSE(told.fill_in->fields.empty());
    CHECK(an.in.heard().empty());
}

TEST_CASE("a command that says all it needs opens no form") {
    const std::string typed = GENERATE(
        "declare P1",
        "declare Cache down",
        "status mitigated",
        "mitigated",
        "severity P1",
        "note x",
        "update x",
        "role lead @bo",
        "take lead",
        "handover @bo",
        "service orders",
        "impact users=7",
        "link https://example.org",
        "action add x",
        "action",
        "action list",
        "summary x",
        "lesson well x",
        "resolve x",
        "status resolved",
        "resolved at 19:09",
        "timeline",
        "undo",
        "catchup",
        "rca preview",
        "list",
        "show",
        "help",
        "stats",
        "doctor"
    );
    during an;

    INFO(typed);
    CHECK_FALSE(an.in.ask("dana", typed).fill_in);
}

TEST_CASE("what is wrong in other ways opens no form") {
    const std::string typed = GENERATE(
        "severity P9",
        "role laed @ana",
        "role lead @ana @bo",
        "note at 19:10",
        "note x at 25:61",
        "lesson bad x",
        "take cook",
        "action add x due=soon",
        "handover ana and bo",
        "xyzzy",
        "note #9",
        "reopen"
    );
    during an;

    INFO(typed);
    CHECK_FALSE(an.in.ask("dana", typed).fill_in);
}

TEST_CASE("who may not do it is told so, and shown no form") {
    auto rules = test::house_rules();
    rules.may_resolve = rules.may_declare = rules.may_change_severity = {"ana"};
    house in(rules);
    in.declare("P2 Cache down", "ana");

    const std::string typed = GENERATE("declare", "resolve", "severity");

    const auto told = in.ask("dana", typed);
    CHECK(told.failed);
    CHECK_FALSE(told.fill_in);
}

TEST_CASE("declaring with nothing said asks first where a form can be shown") {
    house in;

    const auto told = in.ask("dana", "/incident declare");

    CHECK(in.declared_so_far() == 0);
    CHECK(told.text == "What is wrong? `/incident declare P1 TITLE` opens an incident.");
    REQUIRE(told.fill_in);
    const auto& shown = *told.fill_in;
    CHECK(shown.command == "declare");
    CHECK(
        labels(shown) ==
        words{
            "What is wrong?", "How bad is it?", "Which service?", "Since when?", "Private", "Drill"}
    );
    const auto& severity = field(shown, "How bad is it?");
    CHECK(severity.choices == words{"P1", "P2", "P3", "P4"});
    CHECK(severity.value == "P3");
    CHECK_THAT(severity.hint, Catch::Contains("P1 Critical: most users cannot work\nP2 Major"));
    CHECK(field(shown, "Which service?").choices == words{"checkout", "orders", "user-service"});

    in.fill_in(
        "dana",
        shown,
        {{"What is wrong?", "Cards refused"},
         {"How bad is it?", "P1"},
         {"Which service?", "checkout"},
         {"Since when?", "10m ago"},
         {"Drill", "drill"}}
    );

    const auto& made = in.about();
    CHECK(made.title == "Cards refused");
    CHECK(made.severity == "P1");
    CHECK(made.service == "checkout");
    CHECK(made.drill);
    CHECK_FALSE(made.is_private);
    CHECK(format_hhmm(made.reached(milestone::started)->at) == "18:54");
}

TEST_CASE("without a catalogue the service is typed") {
    house in{settings{}};

    const auto told = in.ask("dana", "declare");

    REQUIRE(told.fill_in);
    CHECK(field(*told.fill_in, "Which service?").is == form_field::kind::line);
}

TEST_CASE("resolving asks for the summary once, and is never blocked by it") {
    during an;

    const auto told = an.in.ask("dana", "resolve");

    CHECK(an.in.about().state == lifecycle::open);
    CHECK(told.text == "INC-1 is still open. `/incident resolve SUMMARY` closes it.");
    REQUIRE(told.fill_in);
    CHECK_FALSE(told.fill_in->fields[0].required);
    const std::string summary = GENERATE("", "The cache was cold.\nIt is warm.");
    an.in.fill_in("dana", *told.fill_in, {{"What happened, in short?", summary}});
    CHECK(an.in.about().state == lifecycle::resolved);
    CHECK(an.in.about().told(section::summary) == (summary.empty() ? words{} : words{summary}));
}

TEST_CASE("a form works from anywhere: it names its incident") {
    during an;
    const auto shown = an.in.ask("dana", "note").fill_in;
    REQUIRE(shown);
    an.in.declare("P1 Another one");
    an.in.room = GENERATE("ops", "inc-2-another-one");

    an.in.fill_in("dana", *shown, {{"What happened?", "#2 is the same"}});

    CHECK(shown->command == "#1 note");
    CHECK(an.in.table(1) == words{"19:10 #2 is the same"});
    CHECK(an.in.table(2).empty());
}

TEST_CASE("a search may begin with what looks like an incident") {
    during an;
    an.in.type("dana", "note see #2 please");
    an.in.room = "ops";

    const auto shown = an.in.ask("dana", "find").fill_in;

    REQUIRE(shown);
    CHECK(shown->command == "find");
    CHECK_THAT(
        an.in.fill_in("dana", *shown, {{"Which words?", "#2 please"}}),
        Catch::StartsWith("Found for `#2 please`")
    );
}

TEST_CASE("what was said already stands in the form") {
    during an;
    an.in.type("dana", "summary It broke.");
    an.in.type("dana", "investigating");

    CHECK(
        field(*an.in.ask("dana", "summary").fill_in, "What happened, in short?").value ==
        "It broke."
    );
    CHECK(field(*an.in.ask("dana", "role lead").fill_in, "Which role?").value == "lead");
    CHECK(field(*an.in.ask("dana", "role cook").fill_in, "Which role?").value.empty());
    CHECK(
        field(*an.in.ask("dana", "lesson lucky").fill_in, "What kind of lesson?").value == "lucky"
    );
    const auto status = *an.in.ask("dana", "status").fill_in;
    CHECK(field(status, "Where do things stand?").value == "identified");
    CHECK(field(status, "Where do things stand?").hint == "It is investigating now.");
    CHECK(
        field(*an.in.ask("dana", "severity").fill_in, "How bad is it now?").choices ==
        words{"P1", "P3", "P4"}
    );
}

TEST_CASE("forms fit where they are shown, and say what they ask") {
    during an;
    for (const auto& row : commands()) {
        const auto told =
            an.in.ask("dana", std::string(row.word) + (row.word == "action" ? " add" : ""));
        if (!told.fill_in) continue;
        INFO(row.word);
        CHECK(told.fill_in->title.size() <= longest_title);
        CHECK(told.fill_in->submit.size() <= longest_title);
        std::set<std::string> seen, names;
        for (const auto& each : told.fill_in->fields) {
            INFO(each.label);
            CHECK_FALSE(each.label.empty());
            CHECK(seen.insert(each.label).second);
            const bool named = each.goes != form_field::part::words;
            CHECK(each.name.empty() != named);
            if (named) CHECK(names.insert(each.name).second);
            CHECK((each.is == form_field::kind::choice) == !each.choices.empty());
            const auto& choices = each.choices;
            if (!choices.empty() && !each.value.empty())
                CHECK(std::find(choices.begin(), choices.end(), each.value) != choices.end());
        }
    }
}

namespace {

// What people type into fields, and what a grammar may trip over.
class nasty_text {
public:
    explicit nasty_text(unsigned seed) : dice_(seed) {}

    std::string next(bool lines) {
        static const words pieces{
            "private",
            "drill",
            "P1",
            "p2",
            "#7",
            "#1",
            "INC-2",
            "service=x",
            "title=\"y\"",
            "owner=\"bo",
            "text=",
            "due=soon",
            "started=now",
            "\"",
            "'",
            "“quoted”",
            "\"in quotes\"",
            "\\",
            "\\\"",
            "C:\\new",
            "=",
            "a=b",
            "--",
            "<b>",
            "<@",
            "@here",
            "`",
            "|",
            "*",
            "/incident",
            "at the office",
            "in the cache",
            "日本語",
            "🔥",
            "é",
            "on",
            "down",
            "the",
            "disk",
            "100%"};
        std::string text = pieces[dice_() % pieces.size()];
        for (auto more = dice_() % 6; more > 0; --more) {
            const auto gap = dice_() % 8;
            text += lines && gap == 0 ? "\n" : gap == 1 ? "" : " ";
            text += pieces[dice_() % pieces.size()];
        }
        return text;
    }

private:
    std::mt19937 dice_;
};

}  // namespace

TEST_CASE("whatever is typed into a field arrives as it was typed") {
    const auto seed = GENERATE(range(1u, 41u));
    CAPTURE(seed);
    nasty_text typed(seed);
    house in{settings{}};
    const auto title = typed.next(false), service = typed.next(false);
    CAPTURE(title, service);

    in.room = "ops";
    const auto opened = in.fill_in(
        "dana",
        *in.ask("dana", "declare").fill_in,
        {{"What is wrong?", title}, {"Which service?", service}}
    );

    INFO(opened);
    REQUIRE(in.declared_so_far() == 1);
    const auto& made = in.about();
    CHECK(made.title == title);
    CHECK(made.service == service);
    CHECK(made.severity == "P3");
    CHECK_FALSE(made.is_private);
    CHECK_FALSE(made.drill);

    in.room = made.rooms.front().channel;
    const auto text = typed.next(true), owner = "Ana \"" + std::to_string(seed) + "\" Lopez";
    CAPTURE(text);
    in.fill_in(
        "dana",
        *in.ask("dana", "action add").fill_in,
        {{"What is to be done?", text}, {"Who does it?", "<@U7|" + owner + ">"}}
    );
    REQUIRE(in.about().actions.size() == 1);
    CHECK(in.about().actions[0].text == text);
    CHECK(in.about().actions[0].owner == owner);
    CHECK(in.about().actions[0].priority == "P3");

    for (const auto* verb : {"note", "decision", "fix"})
        in.fill_in(
            "dana",
            *in.ask("dana", verb).fill_in,
            {{labels(*in.ask("dana", verb).fill_in)[0], text}}
        );
    REQUIRE(in.about().rows.size() == 3);
    for (const auto& row : in.about().rows) CHECK(row.text == text);

    const auto told = in.ask("dana", "rootcause").fill_in;
    in.fill_in("dana", *told, {{"Why did it happen?", text}});
    CHECK(in.about().told(section::root_cause) == words{text});

    in.fill_in("dana", *in.ask("dana", "impact").fill_in, {{"Users hit", title}});
    REQUIRE(in.about().impact.size() == 1);
    CHECK(in.about().impact[0].second == title);
}

TEST_CASE("a title of several lines becomes one") {
    house in;

    in.fill_in(
        "dana", *in.ask("dana", "declare").fill_in, {{"What is wrong?", "Cache\r\n down\n"}}
    );

    CHECK(in.about().title == "Cache down");
}

TEST_CASE("a person picked in a form is known by id and name") {
    during an;

    an.in.fill_in(
        "dana",
        *an.in.ask("dana", "role").fill_in,
        {{"Which role?", "comms"}, {"Who?", "<@U7|Ana Lopez>"}}
    );
    an.in.fill_in(
        "dana",
        *an.in.ask("dana", "handover").fill_in,
        {{"Who leads from now on?", "<@U8|Bo \"B\" Berg>"}}
    );

    CHECK(an.in.about().roles.at("comms").id == "U7");
    CHECK(an.in.about().roles.at("comms").name == "Ana Lopez");
    CHECK(an.in.about().lead()->id == "U8");
    CHECK(an.in.about().lead()->name == "Bo \"B\" Berg");
    REQUIRE(an.in.written_to.size() == 2);
    CHECK(an.in.written_to[0].id == "U7");
    CHECK(an.in.written_to[1].id == "U8");
}
