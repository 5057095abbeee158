// What people type in Slack's composer reads as they typed it, by the words of a real parser.
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
#include <regex>

namespace {

using bot::test::hostile_text;
using bot::test::message_markdown;
using bot::test::parsed_markdown;
using nlohmann::json;

constexpr std::uint64_t rounds = 4000;

json text_element(std::string_view said) {
    return {{"type", "text"}, {"text", said}};
}

std::string rich(json elements) {
    const json section{{"type", "rich_text_section"}, {"elements", std::move(elements)}};
    const json block{{"type", "rich_text"}, {"elements", json::array({section})}};
    return json{{"blocks", json::array({block})}}.dump();
}

// The text as a reader sees it: line by line, items with their marks.
class reading {
public:
    explicit reading(cmark_node* root) { blocks(root, ""); }

    std::string lines, faults;

private:
    void blocks(cmark_node* parent, std::string mark) {
        auto number = cmark_node_get_list_start(parent);
        const bool ordered = cmark_node_get_list_type(parent) == CMARK_ORDERED_LIST;
        for (auto* node : parsed_markdown::children(parent)) {
            const std::string kind = cmark_node_get_type_string(node);
            if (kind == "paragraph") {
                lines += mark + inlines(node) + "\n";
            } else if (kind == "list") {
                blocks(node, mark);
            } else if (kind == "item") {
                blocks(node, ordered ? std::to_string(number++) + ". " : std::string("- "));
            } else {
                faults += kind + " ";
            }
            mark.clear();
        }
    }

    std::string inlines(cmark_node* parent) {
        static const std::regex harmless("<[A-Za-z][A-Za-z0-9-]*>");
        std::string words;
        for (auto* node : parsed_markdown::children(parent)) {
            const std::string kind = cmark_node_get_type_string(node);
            const std::string literal(parsed_markdown::literal(node));
            if (kind == "text") {
                words += literal;
            } else if (kind == "softbreak") {
                words += "\n";
            } else if (kind == "link") {
                words += inlines(node);
            } else if (kind == "html_inline" && std::regex_match(literal, harmless)) {
                words += literal;
            } else {
                faults += kind + " ";
            }
        }
        return words;
    }
};

std::string told_lines(std::string_view said) {
    std::string kept;
    const auto cleaned = bot::markdown::clean(said);
    for (const auto line : bot::split_lines(cleaned))
        if (const auto words = bot::trim(line); !words.empty()) kept.append(words) += "\n";
    return kept;
}

}  // namespace

TEST_CASE("S50: words typed in Slack read in Markdown as they were typed") {
    const auto& alphabet = GENERATE(0, 1) == 0 ? hostile_text::marks() : hostile_text::broken();
    for (std::uint64_t seed = 1; seed <= rounds; ++seed) {
        const auto said = bot::repair_utf8(hostile_text(seed).next(alphabet, 20));
        const auto markdown = message_markdown(rich(json::array({text_element(said)})));
        const parsed_markdown parsed(markdown);
        const reading read(parsed.document());

        INFO("seed " << seed << "\nsaid     " << said << "\nmarkdown " << markdown);
        REQUIRE(read.faults.empty());
        REQUIRE(told_lines(read.lines) == told_lines(said));
    }
}
