// One region of a document, a heading with what follows it, put together line by line. Pure.
#pragma once

#include <cstddef>
#include <list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

using lines = std::vector<std::string_view>;
using line_span = std::span<const std::string_view>;

// Blank, or of a table or of code: they mean nothing by themselves, and are missed where they are
// not.
bool is_structure(std::string_view line);

struct merged_region {
    lines own;
    std::size_t conflicts = 0;  // places that both changed
};

// As merge_document does it (merge.hpp). What is written here and by nobody else is kept in
// `written`, which outlives the lines.
merged_region merge_region(
    line_span base, line_span people, line_span generated, std::list<std::string>& written
);

}  // namespace bot
