// The table of commands as people meet it: help, the reference page, no two alike.
#include "handlers/commands/commands.hpp"

#include "bot/base/text.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace bot;

TEST_CASE("every command has a usage that begins with its word, a line of help, and a place") {
    std::set<std::string_view> words, groups;
    std::string_view group;
    for (const auto& row : commands()) {
        INFO(row.word);
        CHECK(words.insert(row.word).second);
        CHECK((row.usage == row.word || row.usage.starts_with(std::string(row.word) + " ")));
        CHECK(!row.summary.empty());
        CHECK(row.summary.find('\n') == row.summary.npos);
        CHECK(row.summary.size() <= 70);
        CHECK((row.summary.ends_with('.') == false));
        CHECK((row.more.empty() || row.more.ends_with('.')));
        CHECK(row.run != nullptr);
        // Groups stand together: help prints each heading once.
        if (row.group != group) CHECK(groups.insert(row.group).second);
        group = row.group;
    }
}

TEST_CASE("every word of the product's list is a command or another name for one") {
    for (const auto* word :
         {"declare",    "status",     "investigating", "identified", "mitigated", "recovered",
          "started",    "detected",   "paged",         "resolved",   "severity",  "note",
          "decision",   "hypothesis", "ruled-out",     "cause",      "fix",       "role",
          "take",       "services",   "service",       "impact",     "summary",   "rootcause",
          "resolution", "lesson",     "action",        "link",       "update",    "page",
          "timeline",   "undo",       "catchup",       "handover",   "resolve",   "reopen",
          "rca",        "list",       "show",          "find",       "stats",     "help",
          "doctor",     "RESOLVE",    "Sev",           "root_cause"}) {
        INFO(word);
        CHECK(find_command(word) != nullptr);
    }
    CHECK(find_command("") == nullptr);
    CHECK(find_command("resolve ") == nullptr);
    CHECK(find_command("xyzzy") == nullptr);
}

TEST_CASE("the reference page is the same every time, and has a row for each command") {
    const auto page = commands_reference();

    CHECK(page == commands_reference());
    for (const auto& row : commands()) {
        INFO(row.word);
        CHECK_THAT(
            page, Catch::Contains("| `" + replace_all(std::string(row.usage), "|", "\\|") + "` | ")
        );
    }
    for (const auto line : split_lines(page)) {
        INFO(std::string(line));
        // Each row of a table has two cells.
        if (!line.starts_with("| ")) continue;
        const auto bare = replace_all(std::string(line), "\\|", "");
        CHECK(std::count(bare.begin(), bare.end(), '|') == 3);
    }
}
