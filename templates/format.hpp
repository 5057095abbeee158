// Answers for Python's `%` on text, and for HTML escapes.
#pragma once

#include "bot/base/result.hpp"
#include "templates/item.hpp"

#include <string>
#include <string_view>

namespace bot {

class budget;

// "%s is %.2f" % values; a tuple gives several, a map answers %(names)s.
result<item> format_text(const text_item& pattern, const item& values, budget& left);

// As markupsafe writes it: &#34; and &#39; for the quotes.
std::string html_escaped(std::string_view text);
std::string html_unescaped(std::string_view text);  // numeric and the common named entities

}  // namespace bot
