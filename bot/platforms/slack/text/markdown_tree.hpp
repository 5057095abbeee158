// Markdown parsed as GFM, for those who show it elsewhere.
#pragma once

#include <cmark-gfm.h>

#include <memory>
#include <string_view>

namespace bot::slack {

struct free_tree {
    void operator()(cmark_node* root) const { cmark_node_free(root); }
};
// With tables, strikethrough and autolinks; neighbouring words are one node.
std::unique_ptr<cmark_node, free_tree> parse_markdown(std::string_view markdown);

std::string_view type_of(cmark_node* node);  // "paragraph", "table_cell"
std::string_view literal_of(cmark_node* node);
std::string_view url_of(cmark_node* node);
// Lines from the end of what stands before it, 1 when it follows at once.
int lines_after_previous(cmark_node* node);

// For (auto* child : children_of(node)).
class children_of {
public:
    explicit children_of(cmark_node* parent) : first_(cmark_node_first_child(parent)) {}

    class iterator {
    public:
        explicit iterator(cmark_node* at) : at_(at) {}
        cmark_node* operator*() const { return at_; }
        iterator& operator++() {
            at_ = cmark_node_next(at_);
            return *this;
        }
        bool operator!=(const iterator& other) const { return at_ != other.at_; }

    private:
        cmark_node* at_;
    };
    iterator begin() const { return iterator(first_); }
    iterator end() const { return iterator(nullptr); }

private:
    cmark_node* first_;
};

}  // namespace bot::slack
