// A YAML text as a tree in which everything knows its place.
#pragma once

#include "config/mistake.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

struct yaml_place {
    int line = 0, column = 0;  // from 1; columns count characters
};

struct yaml_node {
    // A text over several lines is its own kind, without its words: it is mostly a quote that
    // was never closed, and may have swallowed a secret on its way.
    enum class kind { nothing, text, several_lines, list, map };

    kind is = kind::nothing;
    yaml_place at;
    std::string text;
    std::vector<yaml_node> items;  // of a list, or the values of a map
    std::vector<yaml_node> keys;   // of a map, beside its values; two may be equal
};

struct yaml_document {
    std::optional<yaml_node> root;  // none when the text is no YAML; `nothing` when it is empty
    std::vector<mistake> mistakes;  // without file names, and never with words of the text
};

inline constexpr std::size_t yaml_size_limit = 1024 * 1024;

// Refuses what a configuration never needs and an attacker might: tags, more than one document,
// nesting beyond 32, aliases that unfold into more than 10000 nodes, texts beyond the limit.
yaml_document read_yaml(std::string_view text);

}  // namespace bot
