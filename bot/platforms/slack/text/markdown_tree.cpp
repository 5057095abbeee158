#include "bot/platforms/slack/text/markdown_tree.hpp"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>

namespace bot::slack {
namespace {

struct free_parser {
    void operator()(cmark_parser* parser) const { cmark_parser_free(parser); }
};

std::string_view or_nothing(const char* text) {
    return text ? text : std::string_view();
}

// A list ends where its last words do, whatever blank lines it holds.
int last_line(cmark_node* node) {
    while (auto* last = cmark_node_last_child(node)) {
        if (cmark_node_get_end_line(last) == 0) break;
        node = last;
    }
    // A rule is one line, whatever cmark says.
    const bool rule = cmark_node_get_type(node) == CMARK_NODE_THEMATIC_BREAK;
    return rule ? cmark_node_get_start_line(node) : cmark_node_get_end_line(node);
}

}  // namespace

std::unique_ptr<cmark_node, free_tree> parse_markdown(std::string_view markdown) {
    cmark_gfm_core_extensions_ensure_registered();
    const std::unique_ptr<cmark_parser, free_parser> parser(cmark_parser_new(CMARK_OPT_VALIDATE_UTF8
    ));
    for (const char* name : {"table", "strikethrough", "autolink"})
        if (auto* extension = cmark_find_syntax_extension(name))
            cmark_parser_attach_syntax_extension(parser.get(), extension);
    cmark_parser_feed(parser.get(), markdown.data(), markdown.size());
    std::unique_ptr<cmark_node, free_tree> root(cmark_parser_finish(parser.get()));
    cmark_consolidate_text_nodes(root.get());
    return root;
}

std::string_view type_of(cmark_node* node) {
    return or_nothing(cmark_node_get_type_string(node));
}

std::string_view literal_of(cmark_node* node) {
    return or_nothing(cmark_node_get_literal(node));
}

std::string_view url_of(cmark_node* node) {
    return or_nothing(cmark_node_get_url(node));
}

int lines_after_previous(cmark_node* node) {
    auto* before = cmark_node_previous(node);
    return before ? cmark_node_get_start_line(node) - last_line(before) : 0;
}

}  // namespace bot::slack
