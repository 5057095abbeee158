// Answers for turning the source of one file into its tree. Whatever of Jinja2 is
// not supported is refused here, with its place.
#pragma once

#include "bot/base/result.hpp"
#include "templates/lexer.hpp"
#include "templates/node.hpp"

#include <vector>

namespace bot {

// Or all that is wrong, each with its place.
template <class T>
using parsed = tl::expected<T, std::vector<error>>;

// Fills in the body and inclusions of `file`, whose source is set.
parsed<void> parse_file(parsed_file& file, space_control spaces, bool may_include);

}  // namespace bot
