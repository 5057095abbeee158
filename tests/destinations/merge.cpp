// What people wrote into a published document, over the next drafts of it.
#include "bot/destinations/merge.hpp"

#include "bot/base/text.hpp"
#include "tests/support/seed.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using namespace bot;

namespace {

const std::string draft = R"(---
title: "Cache"
status: open
author:
---

# Cache

## Timeline

| Time | Event |
|------|-------|
| 19:03 | alert |
| 19:10 | paged |

## Impact

*Not told yet.*

## Actions

- none
)";

std::string with(std::string text, std::string_view from, std::string_view to) {
    REQUIRE(text.find(from) != text.npos);
    return replace_all(std::move(text), from, to);
}

std::string merged(std::string_view people, std::string_view generated) {
    return merge_document(draft, people, generated).text;
}

}  // namespace

TEST_CASE("who changed nothing gets the new draft, and no new draft changes nothing") {
    const auto next = with(draft, "status: open", "status: resolved");
    CHECK(merged(draft, next) == next);
    const auto mine = with(draft, "*Not told yet.*", "Nobody noticed.");
    CHECK(merged(mine, draft) == mine);
}

TEST_CASE("what people wrote stays, and what the record learnt is added") {
    const auto mine = with(draft, "*Not told yet.*", "Nobody noticed.");
    const auto next = with(draft, "| 19:10 | paged |\n", "| 19:10 | paged |\n| 19:30 | fixed |\n");
    CHECK(merged(mine, next) == with(next, "*Not told yet.*", "Nobody noticed."));
}

TEST_CASE("lines beside each other are changed by each on their own") {
    const auto mine = with(draft, "author:", "author: Backend Team");
    const auto next = with(draft, "status: open", "status: resolved");
    const auto both = merge_document(draft, mine, next);
    CHECK(both.text == with(mine, "status: open", "status: resolved"));
    CHECK(both.conflicts == 0);

    const auto row = with(draft, "| 19:10 | paged |", "| 19:10 | paged ana |");
    const auto more = with(draft, "| 19:10 | paged |\n", "| 19:10 | paged |\n| 19:30 | fixed |\n");
    CHECK(merged(row, more) == with(more, "| 19:10 | paged |", "| 19:10 | paged ana |"));
}

TEST_CASE("where both changed a line people's stands and the record's is shown below") {
    const auto mine = with(draft, "| 19:10 | paged |", "| 19:10 | paged ana |");
    const auto next = with(draft, "| 19:10 | paged |", "| 19:11 | paged |");
    const auto both = merge_document(draft, mine, next);
    CHECK(both.conflicts == 1);
    CHECK(
        both.text ==
        with(
            mine,
            "| 19:10 | paged ana |\n",
            "| 19:10 | paged ana |\n\n> **Changed here and in the record.** What stands above is "
            "yours; the record says now:\n>\n> | 19:11 | paged |\n"
        )
    );
    // The next draft says nothing new, so nothing comes again.
    CHECK(merge_document(next, both.text, next).text == both.text);
}

TEST_CASE("a region that was taken out stays out, one that was moved or renamed is kept up") {
    const auto next = with(
        with(draft, "*Not told yet.*", "60 % of all requests"), "- none", "- P2 write a runbook"
    );
    const auto without = with(draft, "## Impact\n\n*Not told yet.*\n\n", "");
    CHECK(merged(without, next) == with(without, "- none", "- P2 write a runbook"));

    const auto moved = with(without, "- none\n", "- none\n\n## Impact\n\n*Not told yet.*\n");
    CHECK(
        merged(moved, next) ==
        with(
            with(moved, "*Not told yet.*", "60 % of all requests"), "- none", "- P2 write a runbook"
        )
    );

    const auto renamed = with(draft, "## Impact", "## What customers saw");
    CHECK(merged(renamed, next) == with(next, "## Impact", "## What customers saw"));
}

TEST_CASE("new regions come in at their place, and people's own stay where they are") {
    const auto mine = with(draft, "## Actions", "## Cost\n\n4 hours\n\n## Actions");
    const auto next = with(draft, "## Actions", "## Lessons\n\n- alerts fired\n\n## Actions");
    const auto both = merged(mine, next);
    CHECK(both.find("## Lessons\n\n- alerts fired\n") != both.npos);
    CHECK(both.find("## Cost\n\n4 hours\n") != both.npos);
    CHECK(both.find("## Lessons") > both.find("## Impact"));
    CHECK(both.find("## Lessons") < both.find("## Actions"));
    // What the template has no longer goes, unless somebody wrote in it.
    const auto fewer = with(draft, "## Impact\n\n*Not told yet.*\n\n", "");
    CHECK(merged(with(draft, "- none", "- one"), fewer) == with(fewer, "- none", "- one"));
    const auto written = with(draft, "*Not told yet.*", "Nobody noticed.");
    CHECK(
        merged(written, with(fewer, "open", "over")).find("Nobody noticed.") != std::string::npos
    );
}

TEST_CASE("what looks like a heading in code is none, and line ends of another system stay") {
    const auto code = with(draft, "- none", "```sh\n## no heading\n```");
    const auto next = with(draft, "status: open", "status: over");
    CHECK(merged(code, next) == with(code, "status: open", "status: over"));
    const auto windows = with(with(draft, "- none", "- mine"), "\n", "\r\n");
    CHECK(
        merged(windows, next) == with(with(with(next, "- none", "- mine"), "\n", "\r\n"), "", "")
    );
}

TEST_CASE("a line that both wrote stands once, wherever each put it") {
    CHECK(merge_document("a\nb\n", "N\na\nb\n", "a\nb\nN\n").text == "N\na\nb\n");
    CHECK(merge_document("x\ny\n", "x\nN\n", "N\ny\n").text == "N\n");
}

TEST_CASE("the quote of what the record says is made anew, not again") {
    const auto mine = with(draft, "| 19:10 | paged |", "| 19:10 | paged ana |");
    const auto second = with(draft, "| 19:10 | paged |", "| 19:11 | paged |");
    const auto third = with(draft, "| 19:10 | paged |", "| 19:12 | paged |");
    const auto once = merged(mine, second);
    // The base was not written, for a crash or a full disk.
    CHECK(merged(once, second) == once);
    const auto later = merge_document(second, once, third).text;
    CHECK(later == with(once, "> | 19:11 | paged |", "> | 19:12 | paged |"));
    CHECK(merge_document(third, later, draft).text.find("19:11") == std::string::npos);
}

TEST_CASE("the front matter is one region, whatever stands in it") {
    const auto mine = with(draft, "author:", "# mine\nauthor:");
    const auto next = with(draft, "status: open", "status: resolved");
    CHECK(merged(mine, next) == with(mine, "status: open", "status: resolved"));
}

TEST_CASE("a title the record changed takes along what people wrote below it") {
    const auto mine = with(draft, "*Not told yet.*", "Nobody noticed.");
    const auto next = with(with(draft, "# Cache\n", "# Cache, again\n"), "## Impact", "## Effect");
    CHECK(
        merged(mine, next) ==
        with(with(mine, "# Cache\n", "# Cache, again\n"), "## Impact", "## Effect")
    );
}

TEST_CASE("what both add keeps its fences, and nothing is put into a comment") {
    const auto mine = with(draft, "- none", "- none\n```sh\nmine\n```");
    const auto next = with(draft, "- none", "- none\n```sh\ntheirs\n```");
    CHECK_THAT(merged(mine, next), Catch::Contains("```sh\nmine\n```\n```sh\ntheirs\n```\n"));

    const auto hidden = with(draft, "## Actions\n\n- none\n", "<!--\n## Actions\n-->\n");
    const auto more = with(draft, "## Actions", "## Lessons\n\n- alerts fired\n\n## Actions");
    const auto both = merged(hidden, more);
    CHECK(both.find("- alerts fired") > both.find("-->"));
}

namespace {

// Every line has a word of its own, so that it can be counted.
class generated_documents {
public:
    explicit generated_documents(std::mt19937& dice) : dice_(dice) {}

    std::string document() {
        std::string text =
            "---\ntitle: " + word() + "\nstatus: " + word() + "\n---\n\n# " + word() + "\n\n";
        for (int r = below(5) + 1; r > 0; --r) text += region();
        return text;
    }

    // Somebody's hand: lines changed, added, taken out; regions moved, renamed, taken out, added.
    std::string edited(const std::string& from) {
        auto regions = apart(from);
        for (int n = below(4) + 1; n > 0; --n) {
            const auto at = static_cast<std::size_t>(below(static_cast<int>(regions.size())));
            auto& lines = regions[at];
            const auto line = static_cast<std::size_t>(below(static_cast<int>(lines.size())));
            const bool is_heading = at > 0 && line == 0;
            switch (below(8)) {
                case 0:
                case 1:
                    if (!is_heading) lines[line] = "changed " + word();
                    break;
                case 2:
                case 3:
                    lines.insert(
                        lines.begin() + static_cast<std::ptrdiff_t>(line) + 1, "- " + word()
                    );
                    break;
                case 4:
                    if (!is_heading && lines.size() > 1)
                        lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(line));
                    break;
                case 5:
                    if (at > 0 && regions.size() > 2)
                        regions.erase(regions.begin() + static_cast<std::ptrdiff_t>(at));
                    break;
                case 6:
                    if (at > 1) std::swap(regions[at], regions[at - 1]);
                    break;
                default:
                    regions.push_back({"## " + word(), "", word()});
            }
        }
        std::string text;
        for (const auto& one : regions)
            for (const auto& each : one) text += each + "\n";
        return text;
    }

private:
    int below(int n) { return static_cast<int>(dice_() % static_cast<unsigned>(n)); }
    std::string word() { return "w" + std::to_string(++count_); }

    std::string region() {
        std::string text = "## " + word() + "\n\n";
        if (below(2) == 0) {
            text += "| a | b |\n|---|---|\n";
            for (int i = below(6); i > 0; --i) text += "| " + word() + " | x |\n";
        } else {
            for (int i = below(5) + 1; i > 0; --i)
                text += (below(4) == 0 ? "\n" : "") + word() + "\n";
        }
        return text + "\n";
    }

    static std::vector<std::vector<std::string>> apart(const std::string& text) {
        std::vector<std::vector<std::string>> regions(1);
        for (const auto line : split_lines(text)) {
            if (line.starts_with("## ")) regions.emplace_back();
            regions.back().emplace_back(line);
        }
        if (!regions.back().empty() && regions.back().back().empty()) regions.back().pop_back();
        if (regions.back().empty()) regions.back().emplace_back();
        return regions;
    }

    std::mt19937& dice_;
    int count_ = 0;
};

std::size_t times(const std::string& text, std::string_view line) {
    std::size_t count = 0;
    for (const auto each : split_lines(text)) count += each == line ? 1 : 0;
    return count;
}

bool is_counted(std::string_view line) {
    return line.find('w') != line.npos && line.find("**") == line.npos;
}

}  // namespace

TEST_CASE("no line of people's is lost and none is doubled, over 10,000 pairs of edits") {
    const auto first = test::drawn_seed();
    for (std::uint32_t n = 0; n < 10'000; ++n) {
        const auto seed = first + n;
        std::mt19937 dice(seed);
        generated_documents making(dice);
        const auto base = making.document();
        const auto people = making.edited(base), generated = making.edited(base);

        const auto both = merge_document(base, people, generated).text;

        INFO(
            "seed " << seed << "\n--- base\n"
                    << base << "--- people\n"
                    << people << "--- generated\n"
                    << generated << "--- merged\n"
                    << both
        );
        for (const auto line : split_lines(people)) {
            if (!is_counted(line)) continue;
            // What people left as it was may have been changed or taken out by the record.
            const bool is_theirs = times(base, line) == 0;
            const auto found = times(both, line);
            if (is_theirs ? found != 1 : found > 1)
                FAIL("'" << line << "' stands " << found << " times");
        }
        for (const auto line : split_lines(generated))
            if (is_counted(line) && times(both, line) > 1) FAIL("'" << line << "' is doubled");
    }
}
