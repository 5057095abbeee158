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

}  // namespace

TEST_CASE("a link target is kept when a browser may follow it and nothing else is") {
    const auto [url, target] = GENERATE(table<std::string_view, std::string_view>({
        {"https://x.y/z?a=b&c=d_e#f", "https://x.y/z?a=b&c=d_e#f"},
        {"HTTP://X.Y", "HTTP://X.Y"},
        {"mailto:a@b.c", "mailto:a@b.c"},
        {"http://[::1]:8080/", "http://[::1]:8080/"},
        {"https://x.y/größe", "https://x.y/größe"},
        {" https://x.y/a b ", "https://x.y/a%20b"},
        {"https://x.y/(a)", "https://x.y/%28a%29"},
        {"https://x.y/<b>|`\\\"", "https://x.y/%3Cb%3E%7C%60%5C%22"},
        {"https://x.y/?a&copy;", "https://x.y/?a&amp;copy;"},
        {"https://x.y/\na\tb\x01", "https://x.y/ab"},
        {"javascript:alert(1)", ""},
        {"java\nscript:alert(1)", ""},
        {"data:text/html,x", ""},
        {"ftp://x.y", ""},
        {"//x.y", ""},
        {"https:", ""},
        {"https://", ""},
        {"", ""},
    }));

    CHECK(bot::escape_link_target(url) == target);
}

TEST_CASE("a link with any target stays one link") {
    for (std::uint64_t seed = 1; seed <= 4000; ++seed) {
        const auto target =
            bot::escape_link_target("https://h/" + hostile_text(seed).next(hostile_text::broken()));
        INFO("seed " << seed << " " << target);
        const parsed_markdown parsed("| see [it](" + target + ") here |\n|---|\n");

        const auto links = parsed_markdown::all(parsed.document(), "link");
        REQUIRE(links.size() == 1);
        CHECK(std::string_view(cmark_node_get_url(links[0])).starts_with("https://h/"));
        CHECK(parsed_markdown::words(parsed.document()) == "see it here");
    }
}

TEST_CASE("a wikilink cannot be ended early by its parts") {
    const auto [target, text, link] =
        GENERATE(table<std::string_view, std::string_view, std::string_view>({
            {"2025-09-27-previous",
             "Previous incident",
             "[[2025-09-27-previous|Previous incident]]"},
            {"runbook", "", "[[runbook]]"},
            {"runbook", "runbook", "[[runbook]]"},
            {"note#Heading", "x", "[[note#Heading|x]]"},
            {"a]]b|c[[d", "e]]f|g[[h", "[[a b c d|e))f/g((h]]"},
            {"a\nb", " c\r\n d ", "[[a b|c d]]"},
            {"x", "<b>@here</b>", "[[x|&lt;b>here&lt;/b>]]"},
            {"@all", "5 < 6", "[[all|5 < 6]]"},
            {"", "*only* text", "\\*only\\* text"},
            {"", "", ""},
        }));

    CHECK(bot::wikilink(target, text) == link);
}

TEST_CASE("wikilinks of any parts have one beginning, one end and one bar") {
    for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
        hostile_text source(seed);
        const auto link = bot::wikilink(
            "t" + source.next(hostile_text::broken()), "x" + source.next(hostile_text::broken())
        );
        INFO("seed " << seed << " " << link);

        REQUIRE(link.size() > 4);
        const auto inside = link.substr(2, link.size() - 4);
        CHECK(link.starts_with("[["));
        CHECK(link.ends_with("]]"));
        CHECK(inside.find_first_of("[]\n`\\") == std::string::npos);
        CHECK(std::count(inside.begin(), inside.end(), '|') <= 1);
        CHECK(parsed_markdown::all(parsed_markdown(link).document(), "html_inline").empty());
    }
}

TEST_CASE("a fence is longer than any backticks within and gives the text back") {
    CHECK(bot::fence("x = 1", "cpp") == "```cpp\nx = 1\n```");
    CHECK(bot::fence("") == "```\n```");
    CHECK(bot::fence("a ```` b\n", "c++ `<x>\n") == "`````c++x\na ```` b\n`````");
    for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
        const auto said = hostile_text(seed).next(hostile_text::marks());
        INFO("seed " << seed << "\n" << said);
        const parsed_markdown parsed(bot::fence(said, "text") + "\n");

        REQUIRE(parsed.blocks().size() == 1);
        CHECK(
            parsed_markdown::literal(parsed.blocks()[0]) ==
            (said.ends_with('\n') ? said : said + "\n")
        );
    }
}

TEST_CASE("text for HTML has nothing that a browser would read") {
    CHECK(
        bot::escape_html("<a href='x' title=\"y\">R&D\x01\u202E</a>\n") ==
        "&lt;a href=&#39;x&#39; title=&quot;y&quot;&gt;R&amp;D&lt;/a&gt;\n"
    );
    CHECK(bot::escape_html("plain, größer 5 = 5") == "plain, größer 5 = 5");
}
