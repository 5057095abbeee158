// What each line of a whole Markdown document is part of.
#pragma once

#include "bot/base/block_scan.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace bot::markdown {

enum class line_place : std::uint8_t { front_matter, code, comment, words };

// Told line by line, in order. Lines that open or close a part belong to it.
class document_lines {
public:
    explicit document_lines(std::span<const std::string_view> all);

    line_place next(std::string_view line);

private:
    fence_mark fence_;
    std::size_t front_ = 0;  // lines of it to come
    bool in_comment_ = false;
};

}  // namespace bot::markdown
