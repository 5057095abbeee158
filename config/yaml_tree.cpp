#include "config/yaml_tree.hpp"

#include "config/yaml_text.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <utility>

namespace bot {
namespace {

constexpr std::size_t depth_limit = 32;
constexpr std::size_t unfolded_limit = 10000;

struct refusal {
    yaml_place at;
    std::string what;
};

std::size_t nodes_in(const yaml_node& node) {
    std::size_t count = 1 + node.keys.size();
    for (const auto& item : node.items) count += nodes_in(item);
    return count;
}

std::size_t height_of(const yaml_node& node) {
    std::size_t height = 0;
    for (const auto& item : node.items) height = std::max(height, height_of(item));
    return node.is == yaml_node::kind::list || node.is == yaml_node::kind::map ? height + 1 : 0;
}

// Builds the tree from yaml-cpp's events: its own tree drops duplicate keys without a word
// and unfolds aliases without an end.
class tree_builder final : public YAML::EventHandler {
public:
    tree_builder(std::string_view text, yaml_document& into) : places_(text), into_(into) {}

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (into_.root) throw refusal{at(mark), "a second document begins here; keep one"};
    }
    void OnDocumentEnd() override {
        if (!into_.root) into_.root.emplace();
    }
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        yaml_node node{yaml_node::kind::nothing, at(mark), {}, {}, {}};
        // The event's own place is that of the next token, often on the next line.
        if (!open_.empty() && waits_for_value(open_.back().node))
            node.at = open_.back().node.keys.back().at;
        add(std::move(node), anchor);
    }
    void OnScalar(
        const YAML::Mark& mark,
        const std::string& tag,
        YAML::anchor_t anchor,
        const std::string& value
    ) override {
        refuse_tag(mark, tag);
        const auto place = at(mark);
        if (is_on_one_line(places_.rest_of_line(), value))
            add({yaml_node::kind::text, place, value, {}, {}}, anchor);
        else
            add({yaml_node::kind::several_lines, place, {}, {}, {}}, anchor);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto found = anchored_.find(anchor);
        if (found == anchored_.end())
            throw refusal{at(mark), "this alias stands inside what it names"};
        unfolded_ += nodes_in(found->second);
        if (unfolded_ > unfolded_limit)
            throw refusal{at(mark), "aliases unfold into too much; write the values out"};
        if (open_.size() + height_of(found->second) > depth_limit) throw too_deep(mark);
        add(yaml_node(found->second), YAML::NullAnchor);
    }
    void OnSequenceStart(
        const YAML::Mark& mark,
        const std::string& tag,
        YAML::anchor_t anchor,
        YAML::EmitterStyle::value
    ) override {
        open(mark, tag, anchor, yaml_node::kind::list);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(
        const YAML::Mark& mark,
        const std::string& tag,
        YAML::anchor_t anchor,
        YAML::EmitterStyle::value
    ) override {
        open(mark, tag, anchor, yaml_node::kind::map);
    }
    void OnMapEnd() override { close(); }

    yaml_place last() const { return last_; }

private:
    struct unfinished {
        yaml_node node;
        YAML::anchor_t anchor;
    };

    static bool waits_for_value(const yaml_node& node) {
        return node.is == yaml_node::kind::map && node.keys.size() > node.items.size();
    }

    yaml_place at(const YAML::Mark& mark) {
        return last_ = places_.find(std::max(mark.line, 0), std::max(mark.column, 0));
    }

    refusal too_deep(const YAML::Mark& mark) {
        return {at(mark), "nested deeper than " + std::to_string(depth_limit) + " levels"};
    }

    void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
        if (tag.empty() || tag == "?" || tag == "!") return;
        const auto place = at(mark);
        into_.mistakes.push_back(
            {"",
             place.line,
             place.column,
             "",
             "tags are not taken here; put text that begins with ! in quotes"}
        );
    }

    void open(
        const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, yaml_node::kind kind
    ) {
        refuse_tag(mark, tag);
        if (open_.size() == depth_limit) throw too_deep(mark);
        open_.push_back({{kind, at(mark), {}, {}, {}}, anchor});
    }

    void close() {
        auto done = std::move(open_.back());
        open_.pop_back();
        add(std::move(done.node), done.anchor);
    }

    void add(yaml_node node, YAML::anchor_t anchor) {
        if (anchor != YAML::NullAnchor) anchored_[anchor] = node;
        if (open_.empty()) {
            into_.root = std::move(node);
            return;
        }
        auto& parent = open_.back().node;
        const bool is_key = parent.is == yaml_node::kind::map && !waits_for_value(parent);
        (is_key ? parent.keys : parent.items).push_back(std::move(node));
    }

    place_finder places_;
    yaml_document& into_;
    std::vector<unfinished> open_;
    std::map<YAML::anchor_t, yaml_node> anchored_;
    std::size_t unfolded_ = 0;
    yaml_place last_{1, 1};
};

void refuse(yaml_document& document, yaml_place at, std::string what) {
    document.root.reset();
    document.mistakes.push_back({"", at.line, at.column, "", std::move(what)});
}

void parse(std::string_view text, yaml_document& document) {
    // yaml-cpp 0.7 notices an open quote at the end of the text only when no line break stands
    // before it; otherwise it takes the rest of the file as a value.
    std::istringstream stream{std::string(text.substr(0, text.find_last_not_of(" \t\r\n") + 1))};
    YAML::Parser parser(stream);
    tree_builder builder(text, document);
    try {
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (const YAML::Exception& wrong) {
        if (wrong.msg != YAML::ErrorMsg::EOF_IN_SCALAR) throw;
        throw refusal{builder.last(), "quotes opened after this place are never closed"};
    }
    if (!document.root) document.root.emplace();
}

}  // namespace

yaml_document read_yaml(std::string_view text) {
    // yaml-cpp skips a byte order mark without counting it.
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    yaml_document document;
    document.mistakes = check_yaml_text(text);
    if (!document.mistakes.empty()) return document;
    try {
        parse(text, document);
    } catch (const refusal& refused) {
        refuse(document, refused.at, refused.what);
    } catch (const YAML::Exception& wrong) {
        place_finder places(text);
        const auto at = places.find(std::max(wrong.mark.line, 0), std::max(wrong.mark.column, 0));
        refuse(document, at, explain_syntax(places.rest_of_line(), wrong.msg));
    }
    return document;
}

}  // namespace bot
