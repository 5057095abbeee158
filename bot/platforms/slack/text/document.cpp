#include "bot/platforms/slack/text/document.hpp"

#include "bot/base/escape.hpp"
#include "bot/base/text.hpp"

#include <algorithm>

namespace bot::slack {

void document_writer::text(const runs& said) {
    const auto words = said.markdown(had_numbers_);
    if (words.empty()) return;
    begin(block::text);
    made_ += words;
}

void document_writer::quote(const runs& said) {
    const auto words = said.markdown();
    if (words.empty()) return;
    begin(block::quote);
    lines(words, "> ", "> ");
}

void document_writer::fence(std::string_view code) {
    begin(block::fence);
    made_ += bot::fence(code);
}

void document_writer::markdown(std::string_view made) {
    if (trim(made).empty()) return;
    begin(block::text);
    made_ += made;
    had_numbers_ = true;
}

void document_writer::bullet(std::size_t depth, const runs& said) {
    item(depth, 0, false, said);
}

void document_writer::numbered(std::size_t depth, std::int64_t number, const runs& said) {
    item(depth, number, true, said);
}

void document_writer::item(
    std::size_t depth, std::int64_t number, bool is_numbered, const runs& said
) {
    // Nobody can be deeper than one below what stands above.
    if (last_ != block::list) levels_.clear();
    depth = std::min(depth, levels_.size());
    levels_.resize(depth + 1);
    auto& here = levels_.back();
    if (here.numbered != is_numbered) here = {};
    const bool opens = here.width == 0;
    here.indent = depth == 0 ? 0 : levels_[depth - 1].indent + levels_[depth - 1].width;
    here.numbered = is_numbered;
    here.number = number > 0 ? number : here.number + 1;
    const auto mark = is_numbered ? std::to_string(here.number) + ". " : std::string("- ");
    here.width = mark.size();
    had_numbers_ |= is_numbered;
    // Under a line of words an item without any would be a heading's underline.
    const auto words = said.markdown(true);
    if (words.empty()) return;

    // In the middle of a paragraph only 1 opens a list.
    begin(block::list, opens && is_numbered && here.number != 1);
    const std::string margin(here.indent, ' ');
    lines(words, margin + mark, margin + std::string(mark.size(), ' '));
}

void document_writer::begin(block next, bool apart) {
    if (last_ != block::none) {
        made_ += '\n';
        // Without a blank line words go on with the paragraph above.
        apart |= next == block::text ? last_ != block::fence
                                     : next == block::quote && last_ == block::quote;
        if (apart) made_ += '\n';
    }
    last_ = next;
}

void document_writer::lines(
    std::string_view said, std::string_view first, std::string_view others
) {
    bool begins = true;
    for (const auto line : split_lines(said)) {
        if (!begins) made_ += '\n';
        const auto prefix = begins ? first : others;
        made_.append(line.empty() ? trim(prefix) : prefix).append(line);
        begins = false;
    }
}

}  // namespace bot::slack
