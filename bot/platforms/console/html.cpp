#include "bot/platforms/console/html.hpp"

#include "bot/base/escape.hpp"
#include "bot/base/text.hpp"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>

#include <memory>

namespace bot::console {
namespace {

constexpr int options = CMARK_OPT_VALIDATE_UTF8 | CMARK_OPT_HARDBREAKS;

struct parser_end {
    void operator()(cmark_parser* p) const { cmark_parser_free(p); }
};
struct node_end {
    void operator()(cmark_node* n) const { cmark_node_free(n); }
};

void add_lines(cmark_node* paragraph, const std::string& words) {
    for (const auto line : split_lines(words)) {
        if (cmark_node_first_child(paragraph))
            cmark_node_append_child(paragraph, cmark_node_new(CMARK_NODE_LINEBREAK));
        auto* text = cmark_node_new(CMARK_NODE_TEXT);
        cmark_node_set_literal(text, std::string(line).c_str());
        cmark_node_append_child(paragraph, text);
    }
}

// What looks like a tag is what somebody typed: "<pod>" must not vanish from a message.
void tags_become_text(cmark_node* root) {
    struct iter_end {
        void operator()(cmark_iter* i) const { cmark_iter_free(i); }
    };
    const std::unique_ptr<cmark_iter, iter_end> walk(cmark_iter_new(root));
    for (auto event = cmark_iter_next(walk.get()); event != CMARK_EVENT_DONE;
         event = cmark_iter_next(walk.get())) {
        auto* node = cmark_iter_get_node(walk.get());
        const auto type = cmark_node_get_type(node);
        if (type != CMARK_NODE_HTML_INLINE && type != CMARK_NODE_HTML_BLOCK) continue;
        auto* instead =
            cmark_node_new(type == CMARK_NODE_HTML_BLOCK ? CMARK_NODE_PARAGRAPH : CMARK_NODE_TEXT);
        const std::string words(trim(cmark_node_get_literal(node)));
        if (type == CMARK_NODE_HTML_INLINE)
            cmark_node_set_literal(instead, words.c_str());
        else
            add_lines(instead, words);
        cmark_node_replace(node, instead);
        cmark_node_free(node);
    }
}

std::string convert(std::string_view markdown, int with, bool shows_tags) {
    cmark_gfm_core_extensions_ensure_registered();
    const std::unique_ptr<cmark_parser, parser_end> parser(cmark_parser_new(with));
    for (const char* name : {"table", "strikethrough", "autolink", "tagfilter"})
        if (auto* extension = cmark_find_syntax_extension(name))
            cmark_parser_attach_syntax_extension(parser.get(), extension);
    cmark_parser_feed(parser.get(), markdown.data(), markdown.size());
    const std::unique_ptr<cmark_node, node_end> root(cmark_parser_finish(parser.get()));
    if (shows_tags) tags_become_text(root.get());
    char* made =
        cmark_render_html(root.get(), with, cmark_parser_get_syntax_extensions(parser.get()));
    std::string html(made);
    free(made);
    // cmark writes a column's alignment as an attribute that the page's policy allows, and tables
    // as they are.
    return html;
}

// "[[target|text]]" shows as its text: a browser has no vault.
std::string without_wikilinks(std::string_view markdown) {
    std::string plain;
    plain.reserve(markdown.size());
    for (std::size_t at = 0; at < markdown.size();) {
        const auto open = markdown.find("[[", at);
        const auto close = open == markdown.npos ? open : markdown.find("]]", open);
        const auto line_end = open == markdown.npos ? open : markdown.find('\n', open);
        if (open == markdown.npos || close == markdown.npos ||
            (line_end != markdown.npos && line_end < close)) {
            plain += markdown.substr(at);
            break;
        }
        plain += markdown.substr(at, open - at);
        auto inside = markdown.substr(open + 2, close - open - 2);
        if (const auto bar = inside.find('|'); bar != inside.npos) inside.remove_prefix(bar + 1);
        plain += inside;
        at = close + 2;
    }
    return plain;
}

}  // namespace

std::string markdown_to_html(std::string_view markdown) {
    // Most chat is plain: one paragraph without a character that Markdown knows.
    if (markdown.find_first_of("\n\\`*_[]<>&#|~!@:-+=.\"'\t") == markdown.npos &&
        !markdown.empty() && !(markdown[0] >= '0' && markdown[0] <= '9') && markdown[0] != ' ')
        return "<p>" + std::string(markdown) + "</p>\n";
    return convert(markdown, options, true);
}

std::string rca_to_html(std::string_view markdown) {
    std::string front;
    if (markdown.starts_with("---\n")) {
        if (const auto end = markdown.find("\n---\n", 3); end != markdown.npos) {
            front = "<table class=\"front-matter\"><tbody>";
            for (const auto line : split_lines(markdown.substr(4, end - 3))) {
                const auto colon = line.find(':');
                if (colon == line.npos) continue;
                front += "<tr><th scope=\"row\">" + escape_html(line.substr(0, colon)) +
                         "</th><td>" + escape_html(trim(line.substr(colon + 1))) + "</td></tr>";
            }
            front += "</tbody></table>\n";
            markdown.remove_prefix(end + 5);
        }
    }
    return front + convert(without_wikilinks(markdown), CMARK_OPT_VALIDATE_UTF8, false);
}

}  // namespace bot::console
