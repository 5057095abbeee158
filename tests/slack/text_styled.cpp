// Styles, code and links as Slack mixes them: the words stay, whatever becomes of the styles.
#include "bot/base/markdown_scan.hpp"
#include "bot/base/text.hpp"
#include "tests/base/hostile_text.hpp"
#include "tests/base/parsed_markdown.hpp"
#include "tests/slack/text_names.hpp"

#include <catch2/catch.hpp>
#include <cmark-gfm.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>

namespace {

using bot::test::hostile_text;
using bot::test::message_markdown;
using bot::test::parsed_markdown;
using nlohmann::json;

constexpr std::uint64_t rounds = 4000;

const std::vector<std::string_view>& pieces() {
    static const std::vector<std::string_view> all{
        "a",
        "b",
        "word",
        "two words",
        " ",
        "  ",
        ".",
        ",",
        "(",
        ")",
        "\"",
        "-",
        "é",
        "—",
        "“q”",
        "🔥",
        "*",
        "_",
        "~",
        "`",
        "**",
        "~~",
        "[",
        "]",
        "](",
        "<b>",
        "\\",
        "\n",
        "!",
        "&lt;",
        "https://x.y/z",
        "1.",
        "- ",
        "# "};
    return all;
}

struct made_message {
    json elements = json::array();
    std::string words;
    std::vector<std::string> codes;
};

made_message message_by(std::uint64_t seed) {
    hostile_text source(seed);
    made_message made;
    for (auto count = source.below(6) + 1; count > 0; --count) {
        const auto said = source.next(pieces(), 4);
        const auto kind = source.below(8);
        json element{{"type", kind == 0 ? "link" : "text"}, {"text", said}};
        if (kind == 0) element["url"] = "https://h.i/(a)_b*?q=|x&copy;";
        for (const char* name : {"bold", "italic", "strike"})
            if (source.below(3) == 0) element["style"][name] = true;
        if (kind == 1) {
            element["style"]["code"] = true;
            made.codes.push_back(said);
        }
        made.words +=
            kind == 0 && bot::trim(said).empty() ? element["url"].get<std::string>() : said;
        made.elements.push_back(std::move(element));
    }
    return made;
}

// A label that reads like another address has its host shown; blanks may move.
std::string without_blanks(std::string text) {
    text = bot::replace_all(bot::markdown::clean(text), " (h.i)", "");
    std::erase_if(text, [](char c) { return c == ' ' || c == '\n' || c == '\t'; });
    return bot::replace_all(text, "<linebreak>", "");
}

std::string words_of(cmark_node* node) {
    std::string words;
    for (auto* child : parsed_markdown::children(node)) {
        const std::string_view kind = cmark_node_get_type_string(child);
        if (kind == "item" && cmark_node_get_list_type(node) == CMARK_ORDERED_LIST)
            words += std::to_string(cmark_node_get_list_start(node)) + ".";
        else if (kind == "item")
            words += "-";
        const bool leaf = parsed_markdown::children(child).empty();
        words += leaf ? parsed_markdown::words(child) : words_of(child);
    }
    return words;
}

std::string rich(const json& elements) {
    const json section{{"type", "rich_text_section"}, {"elements", elements}};
    const json block{{"type", "rich_text"}, {"elements", json::array({section})}};
    return json{{"blocks", json::array({block})}}.dump();
}

}  // namespace

TEST_CASE("S50: whatever styles, code and links are mixed, the words stay and code is untouched") {
    for (std::uint64_t seed = 1; seed <= rounds; ++seed) {
        const auto made = message_by(seed);
        const auto markdown = message_markdown(rich(made.elements));
        const parsed_markdown parsed(markdown);
        INFO("seed " << seed << "\nelements " << made.elements.dump() << "\nmarkdown " << markdown);

        REQUIRE(without_blanks(words_of(parsed.document())) == without_blanks(made.words));
        for (const auto* kind : {"html_inline", "html_block", "image", "code_block", "heading"})
            REQUIRE(parsed_markdown::all(parsed.document(), kind).empty());
        std::string code, told;
        for (auto* node : parsed_markdown::all(parsed.document(), "code"))
            code += parsed_markdown::literal(node);
        for (const auto& each : made.codes) told += each;
        REQUIRE(without_blanks(code) == without_blanks(told));
        for (auto* link : parsed_markdown::all(parsed.document(), "link"))
            REQUIRE(std::string_view(cmark_node_get_url(link)).starts_with("http"));
    }
}

TEST_CASE("a style of a whole word is kept") {
    for (const auto& [name, kind] : std::vector<std::pair<std::string, std::string>>{
             {"bold", "strong"}, {"italic", "emph"}, {"strike", "strikethrough"}})
        for (const char* around : {" ", "a", ".", "(", "\n", "\""}) {
            json elements = json::array();
            elements.push_back({{"type", "text"}, {"text", around}});
            elements.push_back({{"type", "text"}, {"text", "word"}, {"style", {{name, true}}}});
            elements.push_back({{"type", "text"}, {"text", around}});
            const auto markdown = message_markdown(rich(elements));
            INFO(markdown);
            const parsed_markdown parsed(markdown);
            const auto found = parsed_markdown::all(parsed.document(), kind);
            REQUIRE(found.size() == 1);
            CHECK(parsed_markdown::words(found[0]) == "word");
        }
}
