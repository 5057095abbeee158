// Markdown as a reader sees it: cmark-gfm's tree, asked for what the tests care about.
#pragma once

#include <cmark-gfm.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bot::test {

struct free_node {
    void operator()(cmark_node* node) const { cmark_node_free(node); }
};

class parsed_markdown {
public:
    // Tables, strikethrough and autolinks are on, raw HTML is kept so that it can be found.
    explicit parsed_markdown(std::string_view text);

    cmark_node* document() const { return document_.get(); }
    std::vector<cmark_node*> blocks() const { return children(document_.get()); }

    static std::vector<cmark_node*> children(cmark_node* node);
    // Type names in document order, each node once.
    static std::vector<std::string> kinds(cmark_node* node);
    // The words: text and code as they read, a soft break is a space, <br> is a newline.
    static std::string words(cmark_node* node);
    // Every node of that kind, in document order.
    static std::vector<cmark_node*> all(cmark_node* node, std::string_view kind);
    static std::string_view literal(cmark_node* node);

private:
    std::unique_ptr<cmark_node, free_node> document_;
};

}  // namespace bot::test
