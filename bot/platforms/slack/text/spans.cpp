#include "bot/platforms/slack/text/spans.hpp"

#include "bot/base/digest.hpp"
#include "bot/base/escape.hpp"
#include "bot/base/markdown_scan.hpp"
#include "bot/base/text.hpp"
#include "bot/platforms/slack/text/markdown_tree.hpp"
#include "bot/platforms/slack/text/text.hpp"

#include <algorithm>

namespace bot::slack {
namespace {

using namespace markdown;

// Takes no room. Beside it Slack reads a mark as it does beside a blank.
constexpr std::string_view no_space = "\u200B";
// Deeper than people write; what is below gives its words.
constexpr int deepest = 60;

struct span {
    std::string text{};  // mrkdwn, on one line but for line ends of words
    style looks = style::none;
    bool whole = false;  // code or a link: never merged, never cut
};

// All words under a node, without recursion.
std::string flat_words(cmark_node* parent) {
    struct free_iterator {
        void operator()(cmark_iter* walk) const { cmark_iter_free(walk); }
    };
    std::string words;
    const std::unique_ptr<cmark_iter, free_iterator> walk(cmark_iter_new(parent));
    for (auto event = cmark_iter_next(walk.get()); event != CMARK_EVENT_DONE;
         event = cmark_iter_next(walk.get())) {
        auto* node = cmark_iter_get_node(walk.get());
        if (event != CMARK_EVENT_ENTER) continue;
        const auto type = cmark_node_get_type(node);
        if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK) words += '\n';
        if (node != parent || !cmark_node_first_child(node)) words += literal_of(node);
    }
    return without_wikilinks(words);
}

std::string link_target(std::string_view url) {
    if (escape_link_target(url).empty()) return {};
    std::string target;
    for (const char c : clean(url)) {
        if (std::string_view(" <>|\"`\\\n\t").find(c) != std::string_view::npos)
            target += "%" + to_hex(std::string_view(&c, 1));
        else
            target += c;
    }
    return escape_mrkdwn(target);
}

std::string link_mrkdwn(std::string_view url, std::string_view label) {
    const auto target = link_target(url);
    if (target.empty()) return safe_words(label);
    if (trim(label).empty() || label == url) return "<" + target + ">";
    auto shown = honest_label(label, url);
    std::replace(shown.begin(), shown.end(), '|', '/');
    std::replace(shown.begin(), shown.end(), '\n', ' ');
    return "<" + target + "|" + safe_words(shown) + ">";
}

std::string code_mrkdwn(std::string_view code) {
    auto shown = escape_mrkdwn(code);
    // Nothing can stand for a backtick inside.
    std::replace(shown.begin(), shown.end(), '`', '\'');
    return "`" + shown + "`";
}

style style_of(std::string_view type) {
    return type == "strong"          ? style::bold
           : type == "emph"          ? style::italic
           : type == "strikethrough" ? style::strike
                                     : style::none;
}

void gather(cmark_node* parent, style looks, int depth, std::vector<span>& into) {
    if (depth > deepest) {
        into.push_back({safe_words(flat_words(parent)), looks});
        return;
    }
    for (auto* node : children_of(parent)) {
        const auto type = type_of(node);
        if (type == "softbreak" || type == "linebreak") {
            into.push_back({"\n", looks});
        } else if (type == "code") {
            into.push_back({code_mrkdwn(literal_of(node)), style::none, true});
        } else if (type == "link" || type == "image") {
            into.push_back({link_mrkdwn(url_of(node), flat_words(node)), looks, true});
        } else if (cmark_node_first_child(node)) {
            gather(node, looks | style_of(type), depth + 1, into);
        } else {
            into.push_back({safe_words(without_wikilinks(literal_of(node))), looks});
        }
    }
}

std::string marks_of(style looks) {
    std::string marks;
    if (has(looks, style::strike)) marks += '~';
    if (has(looks, style::bold)) marks += '*';
    if (has(looks, style::italic)) marks += '_';
    return marks;
}

bool is_end(char c) {
    return c == '\0' || c == '\n' || is_blank(c);
}

// Puts marks round each stretch of a style, on each line, where Slack will read them.
class line_writer {
public:
    std::string done() { return std::move(made_); }

    void add(const span& each, char after) {
        std::string_view left = each.text;
        for (;;) {
            const auto end = left.find('\n');
            styled(left.substr(0, end), each.looks, end == left.npos ? after : '\n', each.whole);
            if (end == left.npos) return;
            made_ += '\n';
            left.remove_prefix(end + 1);
        }
    }

private:
    void styled(std::string_view said, style looks, char after, bool whole) {
        const auto inner = trim(said);
        const auto marks = marks_of(looks);
        if (inner.empty() || (marks.empty() && !whole)) {
            made_ += said;
            return;
        }
        const auto from = static_cast<std::size_t>(inner.data() - said.data());
        made_ += said.substr(0, from);
        if (touches(made_.empty() ? '\n' : made_.back())) made_ += no_space;
        made_.append(marks).append(inner).append(marks.rbegin(), marks.rend());
        made_ += said.substr(from + inner.size());
        if (from + inner.size() == said.size() && touches(after)) made_ += no_space;
    }

    // A letter or another mark beside it, and it would not be read as one.
    static bool touches(char c) {
        return !is_end(c) &&
               (!is_punctuation(c) || std::string_view("*_~`").find(c) != std::string_view::npos);
    }

    std::string made_;
};

}  // namespace

std::string safe_words(std::string_view said) {
    std::string calm;
    for (std::size_t at = 0; at < said.size(); ++at) {
        calm += said[at];
        if (said[at] == '@' && mention_length(said, at) != 0) calm += no_space;
    }
    return escape_mrkdwn(calm);
}

std::string without_wikilinks(std::string_view said) {
    std::string shown;
    while (!said.empty()) {
        const auto open = said.find("[[");
        const auto close = open == said.npos ? open : said.find("]]", open);
        if (close == said.npos || said.substr(open, close - open).find('\n') != said.npos) break;
        const auto inside = said.substr(open + 2, close - open - 2);
        shown += said.substr(0, open);
        shown += inside.substr(inside.find('|') + 1);
        said.remove_prefix(close + 2);
    }
    return shown.append(said);
}

std::string mrkdwn_of_inlines(cmark_node* parent, style looks) {
    std::vector<span> spans;
    gather(parent, looks, 0, spans);
    std::vector<span> merged;
    for (auto& each : spans) {
        if (!merged.empty() && !each.whole && !merged.back().whole &&
            merged.back().looks == each.looks)
            merged.back().text += each.text;
        else if (!each.text.empty())
            merged.push_back(std::move(each));
    }
    line_writer made;
    for (std::size_t i = 0; i < merged.size(); ++i)
        made.add(merged[i], i + 1 < merged.size() ? merged[i + 1].text.front() : '\0');
    return made.done();
}

std::string words_of_inlines(cmark_node* parent) {
    return flat_words(parent);
}

}  // namespace bot::slack
