// Bare addresses as GFM finds them in running text.
#pragma once

#include <cstddef>
#include <string_view>

namespace bot::slack {

struct address {
    std::size_t length = 0;    // up to the blank after it; 0: none here
    std::size_t break_at = 0;  // has to be escaped so that no link is made; 0: may stay a link
};

// The address at `at` becomes a link by itself, and nothing inside is read as marks. Where a mark
// follows at once it must not: the backslash before the mark would be taken for a part of it.
address autolink_at(std::string_view text, std::size_t at);

}  // namespace bot::slack
