// Every command in every state: each gives an answer that says what happened or what to type.
#include "bot/base/text.hpp"
#include "handlers/commands/commands.hpp"
#include "tests/support/house.hpp"

#include <catch2/catch.hpp>

#include <map>

using namespace bot;
using test::house;

namespace {

// With an argument that would do something, where one is needed.
std::string fast_form(std::string_view word) {
    static const std::map<std::string_view, std::string_view> with{
        {"declare", "declare P2 Cache down"},
        {"reopen", "reopen it is back"},
        {"severity", "severity P1 worse"},
        {"update", "update we are on it"},
        {"page", "page payments"},
        {"status", "status identified"},
        {"note", "note looked"},
        {"decision", "decision roll back"},
        {"hypothesis", "hypothesis the cache"},
        {"ruled-out", "ruled-out the network"},
        {"cause", "cause a bad deploy"},
        {"fix", "fix rolled back"},
        {"role", "role comms @li"},
        {"take", "take lead"},
        {"handover", "handover @li"},
        {"services", "services add search"},
        {"service", "service search"},
        {"impact", "impact users=1"},
        {"link", "link runbook"},
        {"action", "action add P1 write a test"},
        {"summary", "summary it broke"},
        {"rootcause", "rootcause a typo"},
        {"resolution", "resolution fixed the typo"},
        {"lesson", "lesson well quick"},
        {"show", "show"},
        {"find", "find cache"}};
    const auto found = with.find(word);
    return std::string(found == with.end() ? word : found->second);
}

struct expectation {
    std::string_view word, nowhere, open, resolved;  // what the answer has to contain
};

constexpr std::string_view elsewhere = "There is no incident in this channel";
constexpr std::string_view reopen_it = "`/incident reopen REASON` opens it again";
constexpr std::string_view say_when = "say when it was";

const expectation answers[] = {
    {"declare", "INC-1 is open", "INC-2 is open", "INC-2 is open"},
    {"resolve", elsewhere, "**Resolved** by dana", "resolved already"},
    {"reopen", elsewhere, "nothing to reopen", "**Reopened** by dana: it is back"},
    {"severity", elsewhere, "**Severity P2 → P1** by dana: worse", "**Severity P2 → P1**"},
    {"update", elsewhere, "**Update** by dana: we are on it", "**Update** by dana"},
    {"follow", "`/incident follow #7`", "a room of INC-1 already", "a room of INC-1 already"},
    {"unfollow", "follows no incident", "not a channel that follows", "not a channel that follows"},
    {"page", elsewhere, "nobody was paged", reopen_it},
    {"status", elsewhere, "**identified** at 19:10 UTC by dana", say_when},
    {"started", elsewhere, "`started` at 2025-09-27 19:10 UTC would be after", say_when},
    {"detected", elsewhere, "**detected** at 19:10 UTC by dana", say_when},
    {"paged", elsewhere, "**paged** at 19:10 UTC by dana", say_when},
    {"investigating", elsewhere, "**investigating** at 19:10 UTC by dana", say_when},
    {"identified", elsewhere, "**identified** at 19:10 UTC by dana", say_when},
    {"mitigated", elsewhere, "**mitigated** at 19:10 UTC by dana", say_when},
    {"recovered", elsewhere, "**recovered** at 19:10 UTC by dana", say_when},
    {"note", elsewhere, "**note** by dana: looked", "**note** by dana: looked"},
    {"decision", elsewhere, "**decision** by dana: roll back", "**decision** by dana"},
    {"hypothesis", elsewhere, "**hypothesis** by dana: the cache", "**hypothesis** by dana"},
    {"ruled-out", elsewhere, "**ruled-out** by dana: the network", "**ruled-out** by dana"},
    {"cause", elsewhere, "**cause** by dana: a bad deploy", "**cause** by dana"},
    {"fix", elsewhere, "**fix** by dana: rolled back", "**fix** by dana"},
    {"timeline", elsewhere, "Timeline of INC-1", "Timeline of INC-1"},
    {"undo", elsewhere, "dana took back: note first", "not taken back"},
    {"role", elsewhere, "**comms** is now li (given by dana)", "**comms** is now li"},
    {"take", elsewhere, "**lead** is now dana", "**lead** is now dana"},
    {"handover", elsewhere, "**lead** is now li (handed over by dana)", reopen_it},
    {"catchup", elsewhere, "**INC-1** P2: Cache down", "**INC-1** P2: Cache down"},
    {"services", elsewhere, "**Affected services**: search", "**Affected services**: search"},
    {"service", elsewhere, "**Primary service**: search", "**Primary service**: search"},
    {"impact", elsewhere, "**Impact**: users 1", "**Impact**: users 1"},
    {"link", elsewhere, "**Related**: runbook", "**Related**: runbook"},
    {"action", elsewhere, "**Action 1** P1: write a test", "**Action 1** P1: write a test"},
    {"summary", elsewhere, "**Summary** by dana: it broke", "**Summary** by dana"},
    {"rootcause", elsewhere, "**Root cause** by dana: a typo", "**Root cause** by dana"},
    {"resolution", elsewhere, "**Resolution** by dana: fixed", "**Resolution** by dana"},
    {"lesson", elsewhere, "**Lesson (well)** by dana: quick", "**Lesson (well)** by dana"},
    {"rca", elsewhere, "**RCA** (default) asked for by dana", "**RCA** (default) asked for"},
    {"list", "No incident is open", "INC-1 P2 Cache down", "No incident is open"},
    {"show", "`/incident show #7`", "**INC-1** P2: Cache down", "**INC-1** P2: Cache down"},
    {"find", "Nothing was found for `cache`", "INC-1", "INC-1"},
    {"stats", "0 incidents", "1 incident,", "1 incident,"},
    {"help", "**timeline**", "**timeline**", "**timeline**"},
    {"doctor", "0 incidents are open", "1 incident is open", "0 incidents are open"},
};

enum class stage { none, open, resolved };

void bring_to(house& in, stage where) {
    if (where == stage::none) return;
    in.declare("P2 Cache down");
    in.go_to("19:05:00");
    in.type("dana", "detected at 19:05");
    in.type("dana", "note first");
    in.go_to("19:10:00");
    if (where == stage::resolved) in.type("dana", "resolve");
    in.heard();
}

// All that the one who typed can see of it.
std::string seen_after(house& in, const std::string& typed) {
    auto text = in.type("dana", typed);
    for (const auto& line : in.heard()) text += "\n" + line.text;
    return text;
}

}  // namespace

TEST_CASE("every command gives its answer with no incident, an open one and a resolved one") {
    const auto& row = GENERATE(from_range(std::begin(answers), std::end(answers)));
    const auto typed = "/incident " + fast_form(row.word);
    for (const auto [where, wanted] :
         {std::pair{stage::none, row.nowhere},
          std::pair{stage::open, row.open},
          std::pair{stage::resolved, row.resolved}}) {
        house in;
        bring_to(in, where);

        INFO(typed << " with the incident in state " << static_cast<int>(where));
        CHECK_THAT(seen_after(in, typed), Catch::Contains(std::string(wanted)));
    }
}

TEST_CASE("these answers cover every command there is") {
    for (const auto& row : commands()) {
        INFO(row.word);
        CHECK(std::ranges::any_of(answers, [&](const auto& each) { return each.word == row.word; })
        );
    }
    CHECK(std::size(answers) == commands().size());
}

TEST_CASE("a command without its arguments is answered in every state, and changes nothing") {
    const auto& row = GENERATE(from_range(commands().begin(), commands().end()));
    // These do their work without a word.
    static const std::string_view complete[] = {
        "declare", "resolve", "rca", "undo", "catchup", "timeline"};
    if (std::ranges::find(complete, row.word) != std::end(complete)) return;
    for (const auto where : {stage::none, stage::open, stage::resolved}) {
        house in;
        bring_to(in, where);
        const auto before = where == stage::none ? std::string() : in.raw_log();
        const bool milestone_now = row.run == run_milestone && where == stage::open;

        INFO(row.word << " with the incident in state " << static_cast<int>(where));
        CHECK(!seen_after(in, "/incident " + std::string(row.word)).empty());
        if (where != stage::none && !milestone_now) CHECK(in.raw_log() == before);
    }
}

TEST_CASE(
    "from another channel a command reaches the incident it names, and says so to the one who typed"
) {
    struct form {
        std::string typed, private_answer, in_room;
    };
    const auto wanted = GENERATE(
        form{"/incident note #1 looked", "INC-1: **note** by li: looked", "**note** by li: looked"},
        form{"/incident #1 note looked", "INC-1: **note** by li: looked", "**note** by li: looked"},
        form{"/inc note INC-1 looked", "INC-1: **note** by li: looked", "**note** by li: looked"},
        form{
            "inc-1 severity P1", "INC-1: **Severity P2 → P1** by li", "**Severity P2 → P1** by li"},
        form{
            "/incident mitigated #1 failed over",
            "INC-1: **mitigated** at 19:10 UTC by li: failed over",
            "**mitigated** at 19:10 UTC by li: failed over"},
        form{"/incident link #1 runbook", "INC-1: **Related**: runbook", "**Related**: runbook"}
    );
    house in;
    bring_to(in, stage::open);
    in.room = "random";

    CHECK(in.type("li", wanted.typed) == wanted.private_answer);
    const auto heard = in.heard();
    REQUIRE(heard.size() == 1);
    CHECK(heard[0].where == "inc-1-cache-down");
    CHECK(heard[0].text == wanted.in_room);
}

TEST_CASE("a number in the words of a note is not taken for another incident") {
    house in;
    bring_to(in, stage::open);
    in.declare("P3 Slow search");
    in.heard();

    in.type("dana", "/incident note #1 was the same thing");
    CHECK(in.heard().front().text == "**note** by dana: #1 was the same thing");
    in.type("dana", "/incident note #2 is this one");
    CHECK(in.heard().front().text == "**note** by dana: is this one");
    in.type("dana", "/incident #1 note said from afar");
    CHECK(in.heard().front().where == "inc-1-cache-down");
}

TEST_CASE("an incident's number alone shows it") {
    house in;
    bring_to(in, stage::open);
    in.room = "random";

    CHECK_THAT(in.type("li", "/incident #1"), Catch::StartsWith("**INC-1** P2: Cache down"));
}

TEST_CASE("an incident that does not exist is said not to exist") {
    house in;
    bring_to(in, stage::open);

    in.room = "random";
    for (const auto* typed : {"note #9 looked", "show #9", "#9 resolve", "rca INC-99"}) {
        INFO(typed);
        CHECK_THAT(
            in.type("dana", typed),
            Catch::StartsWith("There is no INC-9") &&
                Catch::Contains("`/incident list` shows the open ones")
        );
    }
}

TEST_CASE("a verb that does not exist leads to the nearest one") {
    struct typo {
        std::string typed, wanted;
    };
    const auto wanted = GENERATE(
        typo{"resovle", "Did you mean `/incident resolve [SUMMARY]`?"},
        typo{"mitgated", "Did you mean `/incident mitigated [NOTE] [TIME]`?"},
        typo{"serverity P1", "Did you mean `/incident severity P2 [REASON]`?"},
        typo{"declrae Cache", "Did you mean `/incident declare"},
        typo{"xyzzyx", "`/incident help` lists what there is."}
    );
    house in;
    bring_to(in, stage::open);

    const auto answer = in.type("dana", "/incident " + wanted.typed);

    CHECK_THAT(answer, Catch::StartsWith("There is no `") && Catch::Contains(wanted.wanted));
    CHECK(in.heard().empty());
}

TEST_CASE("other words for a verb do the same") {
    struct same {
        std::string typed, wanted;
    };
    const auto wanted = GENERATE(
        same{"sev P1", "**Severity P2 → P1** by dana"},
        same{"SEVERITY p1", "**Severity P2 → P1** by dana"},
        same{"ruled_out the network", "**ruled-out** by dana: the network"},
        same{"root-cause a typo", "**Root cause** by dana: a typo"},
        same{"close", "**Resolved** by dana after 5 min"},
        same{"resolved at 19:09", "**Resolved** at 19:09 UTC by dana after 4 min"},
        same{"status resolved", "**Resolved** by dana after 5 min"}
    );
    house in;
    bring_to(in, stage::open);

    in.type("dana", "/incident " + wanted.typed);

    CHECK(in.echo() == wanted.wanted);
}
