// What a browser brings back in its Cookie header. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bot {

// "a=1; b=2" in order; parts without a name are left out, quotes round a value go.
std::vector<std::pair<std::string, std::string>> parse_cookies(std::string_view header);

// Nothing when the cookie is missing, or there twice: a second one may have been planted by a
// neighbour's host, and which of them is ours cannot be known.
const std::string* find_cookie(
    const std::vector<std::pair<std::string, std::string>>& cookies, std::string_view name
);

}  // namespace bot
