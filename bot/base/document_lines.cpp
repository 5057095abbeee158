#include "bot/base/document_lines.hpp"

#include "bot/base/text.hpp"

namespace bot::markdown {

document_lines::document_lines(std::span<const std::string_view> all) {
    if (all.empty() || trim(all[0]) != "---") return;
    // One that is never closed is none.
    for (std::size_t i = 1; i < all.size() && front_ == 0; ++i)
        if (trim(all[i]) == "---" || trim(all[i]) == "...") front_ = i + 1;
}

line_place document_lines::next(std::string_view line) {
    if (front_ > 0) {
        --front_;
        return line_place::front_matter;
    }
    if (in_comment_) {
        in_comment_ = line.find("-->") == line.npos;
        return line_place::comment;
    }
    if (fence_.length > 0) {
        if (closes_fence(trim(line), fence_)) fence_ = {};
        return line_place::code;
    }
    fence_ = opening_fence(line);
    if (fence_.length > 0) return line_place::code;
    const auto comment = line.rfind("<!--");
    if (comment == line.npos) return line_place::words;
    in_comment_ = line.find("-->", comment) == line.npos;
    return line_place::comment;
}

}  // namespace bot::markdown
