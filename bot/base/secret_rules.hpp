// The kinds of secrets: how each is recognised and what speaks against it. A new kind is one
// row. Used by redaction.cpp only.
#pragma once

#include "bot/base/secret_values.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace bot::secrets {

// How the secret is found from a match of the pattern.
enum class how {
    token,   // the match is the secret; no letter or digit touches it from the left
    group,   // the pattern's first group is the secret
    value,   // what follows the match, quoted or bare, is the secret: name=VALUE
    cookie,  // values of telling names in what follows, up to the line's end
    block,   // from the match to its END line, or as far as it reads like a key
};

struct rule {
    std::string_view kind;
    how found;
    // One of these stands wherever the pattern matches, in any case; `^` before it: no letter
    // or digit to the left. At least three characters, or two with `run`.
    std::vector<std::string_view> keywords;
    // So many characters of a token follow the keyword.
    std::size_t run = 0;
    std::string_view pattern;
    belief believable = nullptr;
    // One of these stands soon after the keyword; empty: anything may.
    std::string_view near = {};
};

// Tokens that tell by their own letters who made them.
void add_vendor_tokens(std::vector<rule>& rules);

// The most telling kinds first: where two overlap, the earlier names the secret.
const std::vector<rule>& all_rules();

}  // namespace bot::secrets
