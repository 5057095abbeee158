// A document that was generated again, put together with what people made of it meanwhile. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bot {

struct merged_document {
    std::string text;
    std::size_t conflicts = 0;  // places that both changed
};

// `base` is what was generated last, `people` what the file says now, `generated` what is to stand
// there. A region is a heading with what follows it: people may move one, rename it, write another,
// and one they took out stays out. Within a region it is a merge line by line. Where both changed
// the same lines, people's stand, and what the record says follows at the region's end as a quote.
merged_document merge_document(
    std::string_view base, std::string_view people, std::string_view generated
);

}  // namespace bot
