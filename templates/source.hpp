// Answers for where things stand in a template: the text of one file, and errors that point into
// it.
#pragma once

#include "bot/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace bot {

// A byte of the source; line and column are counted only when an error needs them.
using source_offset = std::uint32_t;

class source_text {
public:
    // Line ends become \n, as Jinja2 does it.
    source_text(std::string name, std::string_view text);
    source_text(const source_text&) = delete;  // tokens and nodes look into the text
    source_text& operator=(const source_text&) = delete;

    const std::string& name() const { return name_; }
    std::string_view text() const { return text_; }

    std::size_t line_of(source_offset at) const;
    // "NAME:LINE:COL: what\nthe line\n   ^"; columns count characters, from 1.
    error error_at(source_offset at, std::string_view what, errc code = errc::invalid) const;

private:
    std::string name_;
    std::string text_;
};

}  // namespace bot
