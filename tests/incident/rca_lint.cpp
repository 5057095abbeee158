// Advice on a draft.
#include "bot/incident/rca_lint.hpp"

#include <catch2/catch.hpp>

using namespace bot;

namespace {

// "LINE:COLUMN rule" of each.
std::vector<std::string> found_in(std::string_view markdown) {
    std::vector<std::string> all;
    for (const auto& one : lint_rca(markdown))
        all.push_back(
            std::to_string(one.line) + ":" + std::to_string(one.column) + " " +
            std::string(one.rule)
        );
    return all;
}
using words = std::vector<std::string>;

}  // namespace

TEST_CASE("words that look for somebody are shown, whole words alone") {
    CHECK(found_in("It was human error.\n") == words{"1:8 blame"});
    CHECK(found_in("Li Failed To look.\n") == words{"1:4 blame"});
    CHECK(found_in("blameless reviews; the fault offset\n").empty());
    CHECK(found_in("```\nto blame\n```\n<!-- to blame -->\n").empty());
    CHECK(found_in("<!--\n```\n-->\nto blame\n") == words{"4:1 blame"});
    CHECK(found_in("---\nto blame\n") == words{"2:1 blame"});
    const auto one = lint_rca("He should have known.").at(0);
    CHECK(
        one.text ==
        "`should have` looks for somebody; say what was known then; what is known now "
        "is for the lessons"
    );
}

TEST_CASE("empty sections and blanks are shown, chapters are not") {
    CHECK(
        found_in("# A\n\n## B\n\n### C\n\nwords\n\n## D\n\n## E\n_To fill in: What?_ `/x`\n") ==
        words{"9:1 empty", "12:1 empty"}
    );
    CHECK(found_in("## Last\n") == words{"1:1 empty"});
    CHECK(found_in("## Code\n```\nx\n```\n").empty());
}

TEST_CASE("an action has an owner, a date and something to do") {
    const std::string head =
        "## Action Items\n\n| Priority | Action | Owner | Due Date |\n|---|---|---|---|\n";
    CHECK(found_in(head + "| P2 | Add an alert | Li | 2025-10-01 |\n").empty());
    CHECK(found_in(head + "| P2 | Add an alert |  | 2025-10-01 |\n") == words{"5:22 action"});
    CHECK(
        found_in(head + "| P2 | Better alerts | Li |  |\n") == words{"5:28 action", "5:8 action"}
    );
    CHECK(found_in(head + "| P2 | Monitoring of it | Li | soon |\n") == words{"5:8 action"});
    CHECK(found_in("## Owners\n\n| Owner | Due |\n|---|---|\n| | |\n").empty());
}

TEST_CASE("rows stand in the order of their times") {
    const std::string head = "## Timeline\n\n| Time (UTC) | Event |\n|---|---|\n";
    CHECK(found_in(head + "| 19:03 | a |\n| 19:03 | b |\n| 20:00 | c |\n").empty());
    CHECK(found_in(head + "| 19:03 | a |\n| 18:59 | b |\n") == words{"6:1 order"});
    CHECK(found_in(head + "| 2025-09-27 23:59 | a |\n| 2025-09-28 00:03 | b |\n").empty());
    CHECK(
        found_in(head + "| 2025-09-28 00:03 | a |\n| 2025-09-27 23:59 | b |\n") ==
        words{"6:1 order"}
    );
}

TEST_CASE("figures of the impact say where they come from") {
    CHECK(found_in("## Impact\n\n59% of requests failed\n") == words{"3:1 source"});
    CHECK(found_in("## Impact\n\n59% of requests failed ([graph](https://x.example))\n").empty());
    CHECK(found_in("## Impact\n\n59% of requests failed, measured at the gateway\n").empty());
    CHECK(found_in("## Impact\n\nfrom 19:03 on 2025-09-27, version v1.2, INC-7, see #4\n").empty());
    CHECK(found_in("## Lessons\n\n3 things\n").empty());
}

TEST_CASE("what is told with a draft is a short list, without what the draft says itself") {
    CHECK(advice_on_draft("# A\n\n## B\n\nAll is told.\n", "INC-7", 5).empty());
    // A section without words is advice, but the draft shows that of itself.
    CHECK(advice_on_draft("# A\n\n## B\n\n## C\n\nwords\n", "INC-7", 5).empty());

    const std::string text = "# A\n\n## B\n\nli should have seen it\n\ndana should have asked\n";
    CHECK_THAT(
        advice_on_draft(text, "INC-7", 5),
        Catch::StartsWith("Before it is published:\n\n- line 5: `should have`") &&
            Catch::Contains("\n- line 7: ")
    );
    CHECK_THAT(
        advice_on_draft(text, "INC-7", 1),
        Catch::EndsWith("\n- and 1 more: `scribe lint INC-7`") && !Catch::Contains("line 7")
    );
}
