#include "bot/base/escape.hpp"
#include "bot/base/text.hpp"
#include "tests/base/hostile_text.hpp"
#include "tests/base/parsed_markdown.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>

namespace {

using bot::test::hostile_text;
using bot::test::parsed_markdown;
using namespace std::string_view_literals;

constexpr std::uint64_t rounds = 4000;

// What is left of the text once controls are dropped, said independently of the escaper.
std::string told_lines(std::string_view text, std::string_view line_end) {
    auto kept = bot::repair_utf8(text);
    for (const auto end : {"\r\n"sv, "\r"sv, "\v"sv, "\f"sv, "\u0085"sv, "\u2028"sv, "\u2029"sv})
        kept = bot::replace_all(std::move(kept), end, "\n");
    kept = bot::replace_all(std::move(kept), "\x1B[31m", "");
    for (const auto gone :
         {"\0"sv,
          "\x1B"sv,
          "\x07"sv,
          "\x7F"sv,
          "\u202A"sv,
          "\u202E"sv,
          "\u2066"sv,
          "\u2069"sv,
          "\uFEFF"sv})
        kept = bot::replace_all(std::move(kept), gone, "");
    std::string joined;
    for (const auto line : bot::split_lines(kept)) {
        const auto words = bot::trim(line);
        if (words.empty()) continue;
        if (!joined.empty()) joined += line_end;
        joined += words;
    }
    return joined;
}

std::string only_words(const parsed_markdown& parsed) {
    return parsed_markdown::words(parsed.document());
}

}  // namespace

TEST_CASE("ordinary words come out of every Markdown escaper as they were typed") {
    const auto text = GENERATE(
        "Error rate spike: 10% (baseline: <1%)"sv,
        "$44674"sv,
        "user-service"sv,
        "snake_case_name"sv,
        "p99 went from 161ms to 5012ms"sv,
        "a * b"sv,
        "it's \"quoted\""sv,
        "C++ & Co"sv,
        "5 > 3"sv,
        "cache hit rate (%)"sv,
        "deploy #7 rolled back"sv,
        "https://x.y/z?a=b&c=d_e"sv,
        "see https://x.y/~user/a_b (or www.x.y)."sv,
        "C:\\Users\\scribe"sv,
        "1.5 of 3"sv,
        "10:42 - paged"sv,
        "größe_der_tabelle"sv,
        "~5 min, about ~10 rows"sv,
        "a <- b, b <= c, x < y"sv,
        "R&D; Q&A"sv,
        "-5 degrees"sv,
        "mail bob_b@example.com"sv,
        "#incident-7"sv,
        "100% sure!"sv,
        "a ~ b _ c"sv,
        "C#"sv,
        "日本語のテキスト"sv,
        "x = y == z"sv,
        "US$5"sv,
        "v1.2.3+build"sv,
        "2025-09-27 19:03 UTC"sv,
        "{{ title }}"sv,
        "2) is not one"sv.substr(3)
    );

    CHECK(bot::escape_markdown(text) == text);
    CHECK(bot::escape_cell(text) == text);
    CHECK(bot::escape_link_text(text) == text);
}

TEST_CASE("marks that would be read are escaped and no others") {
    struct row {
        std::string_view said, line, cell;
    };
    const auto [said, line, cell] =
        GENERATE(table<std::string_view, std::string_view, std::string_view>({
            {"a|b", "a|b", "a\\|b"},
            {"a\\|b", "a\\\\|b", "a\\\\\\|b"},
            {"ends in \\", "ends in \\\\", "ends in \\\\"},
            {"*bold*", "\\*bold\\*", "\\*bold\\*"},
            {"_it_", "\\_it\\_", "\\_it\\_"},
            {"a_b_ c", "a_b\\_ c", "a_b\\_ c"},
            {"`code`", "\\`code\\`", "\\`code\\`"},
            {"[x](y)", "\\[x](y)", "\\[x](y)"},
            {"[[note]]", "\\[\\[note]]", "\\[\\[note]]"},
            {"<b>x</b>", "&lt;b>x&lt;/b>", "&lt;b>x&lt;/b>"},
            {"<!-- x -->", "&lt;!-- x -->", "&lt;!-- x -->"},
            {"&lt;", "&amp;lt;", "&amp;lt;"},
            {"&#60;", "&amp;#60;", "&amp;#60;"},
            {"a\nb\r\n\n c", "a b c", "a<br>b<br>c"},
            {"  both ends \n", "both ends", "both ends"},
            {"HEAD~1", "HEAD\\~1", "HEAD\\~1"},
            {"$a and b$", "$a and b\\$", "$a and b\\$"},
            {"a==b and c==d", "a\\==b and c==d", "a\\==b and c==d"},
            {"%%gone%%", "\\%\\%gone\\%\\%", "\\%\\%gone\\%\\%"},
            {"# a", "\\# a", "# a"},
            {"a #", "a \\#", "a #"},
            {"- a", "\\- a", "- a"},
            {"1. a", "1\\. a", "1. a"},
            {"12) a", "12\\) a", "12) a"},
            {"> a", "\\> a", "> a"},
            {"---", "\\---", "---"},
            {"- - -", "\\- - -", "- - -"},
            {"===", "\\===", "==="},
            {"~~~", "\\~\\~\\~", "\\~\\~\\~"},
            {":-- | --:", "\\:-- | --:", ":-- \\| --:"},
            {"https://x.y/*a*b", "<https://x.y/*a*b>", "<https://x.y/*a*b>"},
            {"https://x.y/a|b", "<https://x.y/a|b>", "<https://x.y/a\\|b>"},
            {"www.x.y/_a_", "www\\.x.y/\\_a\\_", "www\\.x.y/\\_a\\_"},
            {"\x1B[31mred\x1B[0m", "red", "red"},
            {"a\u202Eb\u2066c", "abc", "abc"},
        }));

    CHECK(bot::escape_markdown(said) == line);
    CHECK(bot::escape_cell(said) == cell);
}

TEST_CASE("a mention that would ping everybody becomes code") {
    const auto [said, line] = GENERATE(table<std::string_view, std::string_view>({
        {"@here db is down", "`@here` db is down"},
        {"hi @Channel.", "hi `@Channel`."},
        {"(@all)", "(`@all`)"},
        {"@everyone@here", "`@everyone@here`"},
        {"<!here> look", "`<!here>` look"},
        {"<!subteam^S1|@sre>", "`<!subteam^S1|@sre>`"},
        {"ask <@U123>", "ask `<@U123>`"},
        {"in <#C1|general>", "in `<#C1|general>`"},
        {"\\@here", "\\\\`@here`"},
        {"bob@here.com @allen @hereby", "bob@here.com @allen @hereby"},
    }));

    CHECK(bot::escape_markdown(said) == line);
    CHECK(bot::escape_cell("<#C1|general>") == "`<#C1\\|general>`");
}

TEST_CASE("escaped text reads as the words that were said") {
    for (std::uint64_t seed = 1; seed <= rounds; ++seed) {
        const auto said = hostile_text(seed).next(hostile_text::broken());
        const auto escaped = bot::escape_markdown(said);
        INFO("seed " << seed << "\nsaid    " << said << "\nescaped " << escaped);
        const parsed_markdown parsed(escaped);

        CHECK(only_words(parsed) == told_lines(said, " "));
        REQUIRE(parsed.blocks().size() <= 1);
        if (!parsed.blocks().empty())
            CHECK(cmark_node_get_type(parsed.blocks()[0]) == CMARK_NODE_PARAGRAPH);
    }
}

TEST_CASE("escaped text in the middle of a paragraph reads as the words that were said") {
    for (std::uint64_t seed = 1; seed <= rounds; ++seed) {
        hostile_text source(seed);
        const auto one = source.next(hostile_text::marks()),
                   two = "-" + source.next(hostile_text::marks());
        const auto escaped = "One **" + bot::escape_markdown(one) + "** and\n" +
                             bot::escape_markdown(two) + "\nend.";
        INFO("seed " << seed << "\nescaped " << escaped);
        const parsed_markdown parsed(escaped);

        REQUIRE(parsed.blocks().size() == 1);
        for (const auto* kind : {"html_inline", "emph", "image", "strikethrough"})
            CHECK(parsed_markdown::all(parsed.document(), kind).empty());
        const auto words = only_words(parsed);
        CHECK(words.find(told_lines(one, " ")) != std::string::npos);
        CHECK(words.find(told_lines(two, " ")) != std::string::npos);
    }
}

TEST_CASE("a heading made of escaped text stays one heading with those words") {
    for (std::uint64_t seed = 1; seed <= rounds; ++seed) {
        const auto said = hostile_text(seed).next(hostile_text::broken());
        const auto escaped = bot::escape_markdown(said);
        INFO("seed " << seed << "\nsaid    " << said << "\nescaped " << escaped);
        const parsed_markdown parsed("## " + escaped + "\n");

        REQUIRE(parsed.blocks().size() == 1);
        CHECK(cmark_node_get_heading_level(parsed.blocks()[0]) == 2);
        CHECK(only_words(parsed) == told_lines(said, " "));
    }
}

TEST_CASE("a row of escaped cells has exactly those cells") {
    constexpr std::size_t columns = 4;
    for (std::uint64_t seed = 1; seed <= rounds; ++seed) {
        hostile_text source(seed);
        std::string table = "| A | B | C | D |\n|---|---|---|---|\n|";
        std::vector<std::string> said;
        for (std::size_t i = 0; i < columns; ++i) {
            said.push_back(source.next(hostile_text::broken()));
            table += " " + bot::escape_cell(said.back()) + " |";
        }
        INFO("seed " << seed << "\n" << table);
        const parsed_markdown parsed(table + "\n");

        REQUIRE(parsed.blocks().size() == 1);
        const auto rows = parsed_markdown::children(parsed.blocks()[0]);
        REQUIRE(rows.size() == 2);
        const auto cells = parsed_markdown::children(rows[1]);
        REQUIRE(cells.size() == columns);
        for (std::size_t i = 0; i < columns; ++i)
            CHECK(parsed_markdown::words(cells[i]) == told_lines(said[i], "\n"));
    }
}

TEST_CASE("a link with escaped text stays one link with those words") {
    for (std::uint64_t seed = 1; seed <= rounds; ++seed) {
        const auto said = hostile_text(seed).next(hostile_text::broken());
        const auto escaped = bot::escape_link_text(said);
        INFO("seed " << seed << "\nsaid    " << said << "\nescaped " << escaped);
        const parsed_markdown parsed("see [" + escaped + "](https://a.b/c) here");

        const auto links = parsed_markdown::all(parsed.document(), "link");
        REQUIRE(links.size() == 1);
        CHECK(parsed_markdown::words(links[0]) == told_lines(said, " "));
        CHECK(only_words(parsed) == "see " + told_lines(said, " ") + " here");
    }
}

TEST_CASE("ten kilobytes of marks are escaped without loss") {
    const auto piece = GENERATE(
        "<"sv, "[["sv, "`"sv, "|\\"sv, "https://*"sv, "@here"sv, "&#1"sv, "*_"sv, "\r\n"sv, "$"sv
    );
    std::string said;
    while (said.size() < 10'000) said += piece;

    CHECK(only_words(parsed_markdown(bot::escape_markdown(said))) == told_lines(said, " "));
}
