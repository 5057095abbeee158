// Markdown block after block: paragraphs, quotes, nested lists, fences.
#pragma once

#include "bot/platforms/slack/text/runs.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bot::slack {

class document_writer {
public:
    void text(const runs& said);
    void quote(const runs& said);
    void fence(std::string_view code);
    // `depth` from 0; `number` 0: the one after the item before it.
    void bullet(std::size_t depth, const runs& said);
    void numbered(std::size_t depth, std::int64_t number, const runs& said);
    // Markdown that is complete, with whatever blocks it has.
    void markdown(std::string_view made);

    std::string done() { return std::move(made_); }

private:
    enum class block : std::uint8_t { none, text, quote, list, fence };
    struct level {
        std::size_t indent = 0;  // columns before its marks
        bool numbered = false;
        std::int64_t number = 0;
        std::size_t width = 0;  // of its latest mark
    };

    void begin(block next, bool apart = false);
    void item(std::size_t depth, std::int64_t number, bool is_numbered, const runs& said);
    void lines(std::string_view said, std::string_view first, std::string_view others);

    std::string made_;
    block last_ = block::none;
    std::vector<level> levels_;
    bool had_numbers_ = false;
};

}  // namespace bot::slack
