// What a room is told with an RCA: what it is, where it was written, what to look at before it is
// published.
#pragma once

#include "bot/ports/courier.hpp"

#include <string>

namespace bot {

// `title`: "**RCA draft** of INC-7". `path` may be empty.
std::string rca_words(std::string title, const rendered_rca& rca, const std::string& path = {});

}  // namespace bot
