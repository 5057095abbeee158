// Chat and RCA Markdown as HTML that is safe to put into the page: raw HTML is left
// out, links go to http, https and mailto only.
#pragma once

#include <string>
#include <string_view>

namespace bot::console {

std::string markdown_to_html(std::string_view markdown);
// A whole RCA: its front matter becomes a table of its own, [[wikilinks]] read as their text.
std::string rca_to_html(std::string_view markdown);

}  // namespace bot::console
