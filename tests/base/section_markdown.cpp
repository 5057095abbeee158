#include "bot/base/escape.hpp"
#include "bot/base/markdown_scan.hpp"
#include "bot/base/text.hpp"
#include "tests/base/hostile_text.hpp"
#include "tests/base/parsed_markdown.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace {

using bot::test::hostile_text;
using bot::test::parsed_markdown;
using namespace std::string_view_literals;

constexpr std::uint64_t rounds = 6000;

std::string said_lines(std::uint64_t seed, const std::vector<std::string_view>& alphabet) {
    static const std::vector<std::string_view> starts{
        "",         "",         "",       "",       "- ",
        "  ",       "    ",     "      ", "> ",     ">",
        "1. ",      "2. ",      "   ",    "\t",     "-\t",
        "```",      "~~~",      "# ",     "* ",     "| a | b |\n|---|---|\n",
        "-",        "[a]: ",    "\n",     "-     ", "> - ",
        "a\n===\n", "a\n:--\n", "  - ",   "10) ",   "***\n",
        "---\n",    "<div>",    "<!-- "};
    hostile_text source(seed);
    std::string said;
    for (std::size_t lines = source.below(9) + 1; lines > 0; --lines) {
        for (std::size_t nested = source.below(3) + 1; nested > 0; --nested)
            said += starts[source.below(starts.size())];
        said += source.next(alphabet, 8) + "\n";
    }
    return said;
}

std::vector<std::string> code_of(const parsed_markdown& parsed) {
    std::vector<std::string> found;
    for (const auto* kind : {"code_block", "code"})
        for (auto* node : parsed_markdown::all(parsed.document(), kind))
            found.emplace_back(parsed_markdown::literal(node));
    return found;
}

// The words of each paragraph, heading and cell; where code stands there is a blank.
void gather_prose(cmark_node* node, std::string& prose) {
    const std::string_view kind = cmark_node_get_type_string(node);
    if (kind == "text") prose += parsed_markdown::literal(node);
    if (kind == "code" || kind == "softbreak" || kind == "linebreak" || kind.starts_with("table"))
        prose += " ";
    if (kind == "paragraph" || kind == "heading") prose += "\n";
    for (auto* child : parsed_markdown::children(node)) gather_prose(child, prose);
}

bool is_live(std::string_view url) {
    const auto low = bot::lower_ascii(bot::trim(url));
    return low.starts_with("javascript:") || low.starts_with("data:") ||
           low.starts_with("vbscript:");
}

}  // namespace

TEST_CASE("a section of ordinary Markdown comes out as it was said") {
    const auto said = GENERATE(
        "Cache keys had no version, so `user:42` was read by **both** releases.\n\nSee *below*.\n"sv,
        "- one\n- two\n  - nested <1%\n    1. deeper\n- three\n"sv,
        "1. Drain the node\n2. Restart: `kubectl rollout restart deploy/user-service`\n\n   and wait\n"sv,
        "```cpp\nstd::vector<int> v; // <b> @here &lt;\n```\n"sv,
        "~~~\n<script>alert(1)</script>\n~~~"sv,
        "    <indented code> @all\n\n    more\n"sv,
        "- item\n\n      <code in it>\n\n  text\n"sv,
        "| Metric | Value |\n|--------|------:|\n| p99 | 5012ms |\n| `a\\|b` | [x](https://x.y/z) |\n"sv,
        "[runbook](https://wiki/run_book \"The book\") and ![chart](img/a.png)\n"sv,
        "[1]: https://x.y/z 'title'\n\nsee [it][1], [[note|Note]] and https://a.b/c_d?e=f&g=h\n"sv,
        "<https://x.y/z> <a@b.c> 5 < 6 and a <- b, &copy; &#35;\n"sv,
        "> quoted\n> - list in it\nlazy line\n"sv,
        "# Title\n\nUnder\n=====\n\nLine\n---\n"sv,
        "``a ` b`` and `<b>` and a lone ` tick\n"sv,
        "\\* not a bullet, \\`not code\\`, \\<b>\n"sv,
        "bob@here.com wrote `@here` in {{ braces }}\n"sv,
        "no line end"sv,
        "\n\n"sv,
        ""sv,
        "- [ ] open\n- [x] done\n\n***\n\nend  \nbroken line\\\nend\n"sv
    );

    CHECK(bot::section_markdown(said) == said);
}

TEST_CASE("what could harm in a section becomes text and the rest stays") {
    const auto [said, written] = GENERATE(table<std::string_view, std::string_view>({
        {"<b>x</b> <!-- c -->", "&lt;b>x&lt;/b> &lt;!-- c -->"},
        {"- <div>\n\n      <p>\n", "- &lt;div>\n\n      <p>\n"},
        {"hi @here and <!channel>", "hi `@here` and `<!channel>`"},
        {"\\@here", "`@here`"},
        {"`x`@here`y`", "`x` `@here` `y`"},
        {"it`s @here", "it\\`s `@here`"},
        {"[x](javascript:alert(1)) b", "[x]() b"},
        {"[x]( JaVa&#x53;cript&colon;alert(1) 't')", "[x](  't')"},
        {"![x](data:image/png;base64,AA==)", "![x]()"},
        {"[x]: <javascript:a>\n", "[x]: <>\n"},
        {"[a]: <b>x", "\\[a]: &lt;b>x"},
        {"<javascript:alert(1)>", "&lt;javascript:alert(1)>"},
        {"```\nopen", "```\nopen\n```"},
        {"- ~~~~\n  open\n", "- ~~~~\n  open\n  ~~~~\n"},
        {"a\u202Eb\x1B[1m`\u2066c`", "ab`c`"},
        {"| `a | <i>` |\n|---|---|\n", "| \\`a | &lt;i>\\` |\n|---|---|\n"},
        {"[x](a`b) <i> `c`", "[x](a\\`b) &lt;i> `c`"},
        {"https://x.y/`a <i> `", "https://x.y/\\`a &lt;i> \\`"},
        {"one\r\ntwo\rthree", "one\ntwo\nthree"},
    }));

    CHECK(bot::section_markdown(said) == written);
}

TEST_CASE("a demoted heading cannot outrank the document's own") {
    const auto [said, written] = GENERATE(table<std::string_view, std::string_view>({
        {"# One\n## Two\n### Three\n#### Four", "### One\n### Two\n### Three\n#### Four"},
        {"Title\n===\ntext", "### Title\ntext"},
        {"Two\nlines\n---\ntext", "### Two lines\ntext"},
        {"- # in a list\n> Quote\n> ---", "- ### in a list\n> ### Quote"},
        {"[a]: /u\nTitle\n===", "[a]: /u\n### Title"},
        {"```\n# code\n```\n    # code", "```\n# code\n```\n    # code"},
        {"#hash and # not", "#hash and # not"},
        {"text\n\n---\n\ntext", "text\n\n---\n\ntext"},
    }));

    CHECK(bot::section_markdown(said, true) == written);
    CHECK(bot::section_markdown(said, true) == bot::section_markdown(written, true));
}

TEST_CASE("no section holds raw HTML, live links or mentions that ping") {
    for (std::uint64_t seed = 1; seed <= rounds; ++seed) {
        const auto said = said_lines(seed, hostile_text::marks());
        const auto written = bot::section_markdown(said, seed % 2 == 0);
        INFO("seed " << seed << "\nsaid\n" << said << "\nwritten\n" << written);
        const parsed_markdown parsed(written);

        for (const auto* kind : {"html_inline", "html_block"})
            REQUIRE(parsed_markdown::all(parsed.document(), kind).empty());
        for (const auto* kind : {"link", "image"})
            for (auto* node : parsed_markdown::all(parsed.document(), kind))
                REQUIRE_FALSE(is_live(cmark_node_get_url(node)));
        std::string prose;
        gather_prose(parsed.document(), prose);
        for (auto at = prose.find('@'); at != prose.npos; at = prose.find('@', at + 1))
            REQUIRE(bot::markdown::mention_length(prose, at) == 0);
        for (auto* node : parsed_markdown::all(parsed.document(), "heading"))
            if (seed % 2 == 0) REQUIRE(cmark_node_get_heading_level(node) >= 3);
    }
}

TEST_CASE("code of every kind in a section reads as it was said") {
    // A URL inside brackets is no URL to cmark-gfm, which the section does not look into.
    std::vector<std::string_view> tame{"https://x.y/z?a=b&c=d_e ", "www.x.y "};
    for (const auto piece : hostile_text::marks()) {
        const bool harmful =
            piece.find_first_of("<@") != piece.npos || piece.find("script") != piece.npos;
        const bool url = piece.find("://") != piece.npos || piece.find("www.") != piece.npos;
        if (!harmful && !url) tame.push_back(piece);
    }
    for (std::uint64_t seed = 1; seed <= rounds; ++seed) {
        const auto said = bot::replace_all(said_lines(seed, tame), "<", "");
        const auto written = bot::section_markdown(said);
        INFO("seed " << seed << "\nsaid\n" << said << "\nwritten\n" << written);

        // Not equal: cmark-gfm 0.29 overlooks code after a lone backtick, which is escaped now.
        const auto before = code_of(parsed_markdown(said)),
                   after = code_of(parsed_markdown(written));
        auto found = after.begin();
        for (const auto& code : before) {
            found = std::find(found, after.end(), code);
            REQUIRE(found != after.end());
            ++found;
        }
        CHECK(bot::section_markdown(written) == written);
    }
}

TEST_CASE("a section of many marks is read in one go") {
    const auto piece = GENERATE(
        "`"sv,
        "["sv,
        "]("sv,
        "> "sv,
        "- "sv,
        "<"sv,
        "``a`"sv,
        "[a]: "sv,
        "https://"sv,
        "|"sv,
        "\\"sv,
        "@here"sv
    );
    std::string said;
    while (said.size() < 20'000) said += piece;

    const auto written = bot::section_markdown(said + "\n" + said);

    CHECK(written.size() >= said.size());
}
