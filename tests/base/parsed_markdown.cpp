#include "tests/base/parsed_markdown.hpp"

#include <cmark-gfm-core-extensions.h>

namespace bot::test {

parsed_markdown::parsed_markdown(std::string_view text) {
    cmark_gfm_core_extensions_ensure_registered();
    auto* parser = cmark_parser_new(CMARK_OPT_UNSAFE);
    for (const char* name : {"table", "strikethrough", "autolink"})
        cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(name));
    cmark_parser_feed(parser, text.data(), text.size());
    document_.reset(cmark_parser_finish(parser));
    cmark_parser_free(parser);
}

std::vector<cmark_node*> parsed_markdown::children(cmark_node* node) {
    std::vector<cmark_node*> found;
    for (auto* child = cmark_node_first_child(node); child; child = cmark_node_next(child))
        found.push_back(child);
    return found;
}

std::vector<std::string> parsed_markdown::kinds(cmark_node* node) {
    std::vector<std::string> found{cmark_node_get_type_string(node)};
    for (auto* child : children(node))
        for (auto& kind : kinds(child)) found.push_back(std::move(kind));
    return found;
}

std::string parsed_markdown::words(cmark_node* node) {
    const std::string_view kind = cmark_node_get_type_string(node);
    if (kind == "text" || kind == "code" || kind == "code_block") return std::string(literal(node));
    if (kind == "softbreak") return " ";
    if (kind == "linebreak") return "<linebreak>";
    if (kind == "html_inline" && literal(node) == "<br>") return "\n";
    if (kind == "html_inline" || kind == "html_block")
        return "<raw " + std::string(literal(node)) + ">";
    std::string together;
    for (auto* child : children(node)) together += words(child);
    return together;
}

std::vector<cmark_node*> parsed_markdown::all(cmark_node* node, std::string_view kind) {
    std::vector<cmark_node*> found;
    if (cmark_node_get_type_string(node) == kind) found.push_back(node);
    for (auto* child : children(node))
        for (auto* inner : all(child, kind)) found.push_back(inner);
    return found;
}

std::string_view parsed_markdown::literal(cmark_node* node) {
    const char* text = cmark_node_get_literal(node);
    return text ? text : "";
}

}  // namespace bot::test
