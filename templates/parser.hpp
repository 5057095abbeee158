// Answers for turning the source of one file into its tree. Whatever of Jinja2 is
// not supported is refused here, with its place.
#pragma once

#include "bot/base/result.hpp"
#include "templates/lexer.hpp"
#include "templates/node.hpp"

namespace bot {

// Fills in the body and inclusions of `file`, whose source is set.
result<void> parse_file(parsed_file& file, space_control spaces, bool may_include);

}  // namespace bot
