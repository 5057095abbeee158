// Answers for cutting a template into tokens, white space control included.
#pragma once

#include "bot/base/result.hpp"
#include "templates/source.hpp"

#include <string_view>
#include <vector>

namespace bot {

enum class token_kind {
    text,  // outside of tags, already trimmed
    output_begin,
    output_end,
    block_begin,
    block_end,
    name,
    string,  // with its quotes, escapes not yet read
    integer,
    real,
    sign,    // an operator or punctuation
    broken,  // what is no token; the rest of its tag is left out
    end
};

struct token {
    token_kind kind = token_kind::end;
    source_offset at = 0;
    std::string_view text;

    bool is_name(std::string_view word) const { return kind == token_kind::name && text == word; }
    bool is_sign(std::string_view word) const { return kind == token_kind::sign && text == word; }
};

struct space_control {
    bool trim_blocks = false;    // the first newline after a block tag goes
    bool lstrip_blocks = false;  // blanks before a block tag go, from the start of its line
};

struct token_list {
    std::vector<token> all;     // views into the source; the last is always `end`
    std::vector<error> broken;  // of each broken one, in order
};
token_list tokenize(const source_text& source, space_control spaces = {});

}  // namespace bot
