#include "bot/base/text.hpp"
#include "bot/platforms/slack/text/mrkdwn.hpp"

#include <algorithm>
#include <optional>

namespace bot::slack {
namespace {

constexpr auto none = std::string_view::npos;
constexpr std::string_view fence_ticks = "```";

// The words of a quoted line; its sign is an entity, and bare in what programs write.
std::optional<std::string_view> quoted(std::string_view line) {
    for (const std::string_view sign : {"&gt;", ">"})
        if (line.starts_with(sign))
            return line.substr(sign.size() + line.substr(sign.size()).starts_with(' '));
    return std::nullopt;
}

bool quotes_the_rest(std::string_view line) {
    return line.starts_with("&gt;&gt;&gt;") || line.starts_with(">>>");
}

// Neighbouring lines that are quoted, or are not, are one block.
void read_lines(std::string_view said, const names& who, document_writer& into) {
    runs block;
    bool in_quote = false;
    const auto end_block = [&] {
        in_quote ? into.quote(block) : into.text(block);
        block = {};
    };
    while (!said.empty()) {
        if (quotes_the_rest(said)) {
            end_block();
            in_quote = true;
            read_mrkdwn(trim(said.substr(said.front() == '&' ? 12 : 3)), who, block);
            break;
        }
        const auto end = std::min(said.find('\n'), said.size());
        const auto line = said.substr(0, end);
        const auto quote = quoted(line);
        if (quote.has_value() != in_quote) end_block();
        in_quote = quote.has_value();
        if (!block.empty()) block.line_end();
        read_mrkdwn(quote.value_or(line), who, block);
        said.remove_prefix(std::min(end + 1, said.size()));
    }
    end_block();
}

}  // namespace

void read_mrkdwn(std::string_view said, const names& who, document_writer& into) {
    while (!said.empty()) {
        const auto open = said.find(fence_ticks);
        const auto from = open == none ? none : open + fence_ticks.size();
        const auto close = from == none ? none : said.find(fence_ticks, from + 1);
        if (close == none) return read_lines(said, who, into);
        read_lines(said.substr(0, open), who, into);
        auto code = said.substr(from, close - from);
        if (code.starts_with('\n')) code.remove_prefix(1);
        into.fence(code_words(code));
        said.remove_prefix(close + fence_ticks.size());
        if (said.starts_with('\n')) said.remove_prefix(1);
    }
}

}  // namespace bot::slack
