// All keywords of the secret rules, looked for at once at the speed of memory. Used by
// redaction.cpp only.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

namespace bot::secrets {

// Gets the index of a rule; false stops the scan.
using keyword_visitor = std::function<bool(std::size_t rule_index)>;

// Calls for each place where a keyword stands as its rule asks; the same rule may come often.
void scan_keywords(std::string_view text, const keyword_visitor& visit);

}  // namespace bot::secrets
