// Markdown, ours and people's, as Slack shows it: block by block over the parsed tree.
#include "bot/base/markdown_scan.hpp"
#include "bot/base/text.hpp"
#include "bot/platforms/slack/text/markdown_tree.hpp"
#include "bot/platforms/slack/text/spans.hpp"
#include "bot/platforms/slack/text/text.hpp"
#include "bot/platforms/slack/text/text_table.hpp"

#include <algorithm>
#include <array>

namespace bot::slack {
namespace {

constexpr int deepest = 40;
constexpr std::string_view fence_ticks = "```";

enum class flavour : bool { mrkdwn, plain };

std::string with_margin(std::string_view lines, std::string_view first, std::string_view others) {
    std::string made;
    for (const auto line : split_lines(lines)) {
        const auto margin = made.empty() ? first : others;
        if (!made.empty()) made += '\n';
        made.append(line.empty() ? trim(margin) : margin).append(line);
    }
    return made;
}

std::string code_block(std::string_view code) {
    auto shown = escape_mrkdwn(code);
    while (shown.ends_with('\n')) shown.pop_back();
    shown = replace_all(std::move(shown), fence_ticks, "``\u200B`");
    return std::string(fence_ticks).append("\n").append(shown).append("\n").append(fence_ticks);
}

class block_writer {
public:
    explicit block_writer(flavour how) : how_(how) {}

    std::string blocks(cmark_node* parent, int depth) {
        std::string made;
        for (auto* node : children_of(parent)) {
            const auto block = this->block(node, depth);
            if (block.empty()) continue;
            if (!made.empty()) made += lines_after_previous(node) > 1 ? "\n\n" : "\n";
            made += block;
        }
        return made;
    }

private:
    using writer = std::string (block_writer::*)(cmark_node* node, int depth);
    struct row {
        std::string_view type;
        writer write;
    };

    std::string block(cmark_node* node, int depth) {
        static constexpr std::array<row, 8> writers{{
            {"paragraph", &block_writer::paragraph},
            {"heading", &block_writer::heading},
            {"block_quote", &block_writer::quote},
            {"list", &block_writer::list},
            {"code_block", &block_writer::code},
            {"table", &block_writer::table},
            {"thematic_break", &block_writer::rule},
            {"html_block", &block_writer::html},
        }};
        if (depth > deepest) return shown(words_of_inlines(node));
        const auto type = type_of(node);
        const auto known = std::find_if(writers.begin(), writers.end(), [&](const auto& each) {
            return each.type == type;
        });
        return known == writers.end() ? std::string() : (this->*known->write)(node, depth);
    }

    bool plain() const { return how_ == flavour::plain; }
    std::string shown(std::string_view words) const {
        return plain() ? std::string(words) : safe_words(words);
    }

    std::string paragraph(cmark_node* node, int) {
        return plain() ? words_of_inlines(node) : mrkdwn_of_inlines(node);
    }

    std::string heading(cmark_node* node, int) {
        return plain() ? words_of_inlines(node) : mrkdwn_of_inlines(node, style::bold);
    }

    std::string quote(cmark_node* node, int depth) {
        const auto inside = blocks(node, depth + 1);
        return plain() ? inside : with_margin(inside, "> ", "> ");
    }

    std::string list(cmark_node* node, int depth) {
        static constexpr std::array<std::string_view, 3> bullets{"• ", "◦ ", "▪ "};
        const bool numbered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
        auto number = cmark_node_get_list_start(node);
        const auto bullet = bullets[static_cast<std::size_t>(lists_ % 3)];
        ++lists_;
        std::string made;
        for (auto* item : children_of(node)) {
            const auto mark = numbered  ? std::to_string(number++) + ". "
                              : plain() ? std::string("- ")
                                        : std::string(bullet);
            if (!made.empty()) made += '\n';
            auto words = with_margin(blocks(item, depth + 1), mark, "    ");
            made += words.empty() ? mark : words;
        }
        --lists_;
        return made;
    }

    std::string code(cmark_node* node, int) {
        const auto said = literal_of(node);
        return plain() ? std::string(trim(said)) : code_block(said);
    }

    std::string table(cmark_node* node, int) {
        text_table lines;
        for (auto* line : children_of(node)) {
            std::vector<std::string> cells;
            for (auto* cell : children_of(line))
                cells.push_back(replace_all(words_of_inlines(cell), "<br>", " "));
            lines.push_back(std::move(cells));
        }
        return plain() ? joined(lines) : code_block(aligned(lines));
    }

    std::string rule(cmark_node*, int) { return plain() ? std::string() : "———"; }

    std::string html(cmark_node* node, int) { return shown(trim(literal_of(node))); }

    flavour how_;
    int lists_ = 0;
};

std::string written(std::string_view markdown, flavour how) {
    const auto root = parse_markdown(markdown::clean(markdown));
    return block_writer(how).blocks(root.get(), 0);
}

}  // namespace

std::string mrkdwn_of_markdown(std::string_view markdown) {
    return written(markdown, flavour::mrkdwn);
}

std::string plain_of_markdown(std::string_view markdown) {
    return written(markdown, flavour::plain);
}

}  // namespace bot::slack
