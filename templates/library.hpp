// Answers for the files a template is made of: its own and those it includes.
#pragma once

#include "bot/base/result.hpp"
#include "templates/node.hpp"
#include "templates/parser.hpp"
#include "templates/template.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace bot {

struct template_library {
    std::unique_ptr<const parsed_file> own;
    std::map<std::string, std::unique_ptr<const parsed_file>, std::less<>> included;
    const template_source* others = nullptr;
    parse_options options;
};

parsed<std::unique_ptr<parsed_file>> parse_text(
    std::string name, std::string_view source, const parse_options& options, bool may_include
);

// Reads and parses one file; not_found when the source has none of that name.
parsed<std::unique_ptr<parsed_file>> load_file(
    std::string_view name, const template_source& others, const parse_options& options
);

// All of them as one, a line break between.
error as_one(std::vector<error> all);

}  // namespace bot
