#include "bot/base/text.hpp"
#include "tests/golden/rendering.hpp"
#include "tests/support/incident_builder.hpp"

#include <catch2/catch.hpp>
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <functional>
#include <memory>

using namespace bot;
using test::rendered;

namespace {

const std::vector<std::string>& hostile_words() {
    static const std::vector<std::string> words{
        "a | b \\| c \\\\| d",
        "<script>alert(1)</script> <b onclick=x>bold</b> <!-- hidden -->",
        "--> left the comment",
        "`code | cut` and ``` fence",
        "line one\nline two\r\n\nline four",
        "| a | b |\n|---|---|\n| c | d |",
        "# heading\n## second\n===\n---\n",
        "---\ntitle: other\n---",
        "[text](javascript:alert(1)) ![x](data:text/html,y)",
        "]] [[INC-9|x]] [a](b) ](c)",
        "{{ 7 * 7 }} {% raw %} {# gone #}",
        "\u202Ereversed\u2066 \u200Bnothing",
        "\x1B[31mred\x1B[0m \x07",
        "'single' \"double\" \\ back: slash # comment, [flow] {map}",
        "yes",
        "null",
        "2025-09-27",
        "1e3",
        "@here <!channel> <@U123>",
        "&amp; &lt;b&gt; &#35;",
        "* star _under_ ~~gone~~ **bold",
        "- item\n1. one\n> quote",
        "    indented\n\tcode",
        " ",
        "https://x.y/z?a=b|c&d=<e>",
        std::string(5000, '['),
        "\U0001F525 日本 é",
        "*/ %% $x$ ==y== ^z"};
    return words;
}

// The words in every field that a person or an alert can fill.
test::incident_builder incident_full_of(const std::string& words) {
    test::incident_builder build;
    declared said;
    said.title = said.category = said.service = words;
    said.severity = "P2";
    said.services = {words, words + "2"};
    build.by(words).did(std::move(said), role_given{words, {"U2", words}});
    alert_notice alert{
        words, words, words, words, words, words, words, true, build.time("19:00"), {}};
    build.did(alert_attached{alert, true}).did(paged_team{words, words}).did(update_posted{words});
    build.reached(milestone::mitigated, "19:30", source::command, words);
    for (std::size_t kind = 3; kind < 14; ++kind)
        build.promoted(static_cast<row_kind>(kind), words, words);
    build.did(severity_changed{words, words}).did(reopened{words});
    build.did(impact_told{
        {{"users", words},
         {"requests", words},
         {"error_rate", words},
         {"baseline", words},
         {"p99", words},
         {"errors", words},
         {"tickets", words},
         {"revenue", words},
         {words, words}}});
    build.did(action_added{words, words, words, {}}).did(action_added{"P1", words, "", {}});
    build.did(linked{words, words}).did(linked{"https://x.y/" + words, words});
    build.did(rca_told{words, words, {}});
    return build;
}

test::incident_builder incident_told(const std::string& words) {
    auto build = incident_full_of(words);
    for (const auto which :
         {section::summary,
          section::root_cause,
          section::resolution,
          section::well,
          section::improve,
          section::lucky})
        build.told(which, words).told(which, words);
    return build;
}

class parsed_document {
public:
    explicit parsed_document(std::string_view document) {
        cmark_gfm_core_extensions_ensure_registered();
        auto* parser = cmark_parser_new(CMARK_OPT_UNSAFE);
        for (const char* name : {"table", "strikethrough", "autolink"})
            cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(name));
        cmark_parser_feed(parser, document.data(), document.size());
        root_.reset(cmark_parser_finish(parser));
        cmark_parser_free(parser);
    }

    using visit = std::function<void(cmark_node*, std::string_view kind, std::string_view literal)>;
    void each(const visit& seen) const { walk(root_.get(), seen); }

    std::size_t count(std::string_view wanted) const {
        std::size_t found = 0;
        each([&](cmark_node*, std::string_view kind, std::string_view) { found += kind == wanted; }
        );
        return found;
    }

private:
    static void walk(cmark_node* node, const visit& seen) {
        const char* literal = cmark_node_get_literal(node);
        seen(node, cmark_node_get_type_string(node), literal ? literal : "");
        for (auto* child = cmark_node_first_child(node); child; child = cmark_node_next(child))
            walk(child, seen);
    }

    std::unique_ptr<cmark_node, decltype(&cmark_node_free)> root_{nullptr, cmark_node_free};
};

std::size_t children_of(cmark_node* node) {
    std::size_t count = 0;
    for (auto* child = cmark_node_first_child(node); child; child = cmark_node_next(child)) ++count;
    return count;
}

// The front matter, and what a Markdown reader sees below it.
std::pair<std::string, std::string> parted(const std::string& document) {
    REQUIRE(document.starts_with("---\n"));
    const auto end = document.find("\n---\n");
    REQUIRE(end != document.npos);
    return {document.substr(4, end - 3), document.substr(end + 5)};
}

std::vector<std::string> headings_of(const std::string& body) {
    std::vector<std::string> headings;
    for (const auto line : split_lines(body))
        if (line.starts_with("## ")) headings.emplace_back(line);
    return headings;
}

const std::vector<std::string> templates{"default", "full", "customer", "google", "pagerduty"};

}  // namespace

TEST_CASE("the front matter is valid YAML and its title the heading's, whatever was told") {
    for (const auto& words : hostile_words()) {
        for (const auto& name : templates) {
            const auto of = incident_full_of(words);
            INFO(name << ": " << words.substr(0, 80));

            const auto [front, body] = parted(rendered(of, name));
            const auto yaml = YAML::Load(front);

            REQUIRE(yaml.IsMap());
            CHECK(yaml["title"].as<std::string>() == rca_title(of));
            CHECK(yaml["date"].as<std::string>() == "2025-09-27");
            if (name == "customer") continue;
            CHECK(yaml["severity"].as<std::string>() == words);
            REQUIRE(yaml["services"].size() == 2);
            CHECK(yaml["services"][0].as<std::string>() == words);
            CHECK(yaml["tags"].size() == (trim(words).empty() ? 1 : 3));
            CHECK((yaml["author"].IsScalar() || trim(words).empty()));
        }
    }
}

TEST_CASE("tables keep their columns, whatever was told") {
    for (const auto& words : hostile_words()) {
        for (const auto& name : templates) {
            INFO(name << ": " << words.substr(0, 80));
            const auto body = parted(rendered(incident_full_of(words), name)).second;
            const auto plain = parted(rendered(incident_full_of("word"), name)).second;
            const auto shape = [](const std::string& text) {
                std::vector<std::size_t> columns;
                parsed_document(text).each([&](cmark_node* node, std::string_view kind, auto) {
                    if (kind == "table_row" || kind == "table_header")
                        columns.push_back(children_of(node));
                });
                return columns;
            };

            CHECK(shape(body) == shape(plain));
        }
    }
}

TEST_CASE("no told word becomes raw HTML, only line ends in cells and our own comment are") {
    for (const auto& words : hostile_words()) {
        for (const auto& name : templates) {
            INFO(name << ": " << words.substr(0, 80));
            const auto body = parted(rendered(incident_told(words), name)).second;

            std::size_t comments = 0;
            parsed_document(body).each(
                [&](cmark_node*, std::string_view kind, std::string_view literal) {
                    if (kind == "html_inline") CHECK(literal == "<br>");
                    if (kind != "html_block") return;
                    ++comments;
                    CHECK(literal.starts_with("<!-- Still open:\n- What"));
                    CHECK(literal.ends_with("-->\n"));
                }
            );
            CHECK(comments <= 1);
        }
    }
}

TEST_CASE("links lead to the web only, and nothing told leaves its place in the document") {
    for (const auto& words : hostile_words()) {
        for (const auto& name : templates) {
            INFO(name << ": " << words.substr(0, 80));
            const auto body = parted(rendered(incident_full_of(words), name)).second;

            parsed_document(body).each([&](cmark_node* node, std::string_view kind, auto) {
                if (kind != "link" && kind != "image") return;
                const auto url = lower_ascii(cmark_node_get_url(node));
                const bool web = url.starts_with("https://") || url.starts_with("http://") ||
                                 url.starts_with("mailto:");
                INFO(url);
                CHECK(web);
            });
            CHECK(
                headings_of(body) ==
                headings_of(parted(rendered(incident_full_of("word"), name)).second)
            );
            CHECK(parsed_document(body).count("image") == 0);
        }
    }
}

TEST_CASE("a told link is one link with the words as its text") {
    for (const auto& words : hostile_words()) {
        if (trim(words).empty() || words.find("http") == 0) continue;
        INFO(words.substr(0, 80));
        test::incident_builder build = test::declared_incident();
        build.did(linked{"https://example.com/x", words});
        const auto body = parted(rendered(build, "default")).second;

        std::size_t links = 0;
        parsed_document(body).each([&](cmark_node* node, std::string_view kind, auto) {
            if (kind == "link")
                links += std::string_view(cmark_node_get_url(node)) == "https://example.com/x";
        });
        CHECK(links == 1);
    }
}

TEST_CASE("direction overrides, colours and controls are in no document, templates are not run") {
    for (const auto& words : hostile_words()) {
        for (const auto& name : templates) {
            INFO(name << ": " << words.substr(0, 80));
            const auto document = rendered(incident_told(words), name);

            for (const auto* bidi : {"\u202A", "\u202E", "\u2066", "\u2069"})
                CHECK(document.find(bidi) == document.npos);
            CHECK(std::none_of(document.begin(), document.end(), [](char c) {
                return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t';
            }));
            CHECK(is_utf8(document));
            CHECK(document.find("49") == document.npos);
        }
    }
}
