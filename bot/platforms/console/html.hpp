// Chat and RCA Markdown as HTML that is safe to put into the page: links go to http,
// https and mailto only, no raw HTML passes.
#pragma once

#include <string>
#include <string_view>

namespace bot::console {

// Chat: what looks like raw HTML shows as the text it is.
std::string markdown_to_html(std::string_view markdown);
// A whole RCA: its front matter becomes a table of its own, [[wikilinks]] read as their text.
// Raw HTML, the template's comments, is left out.
std::string rca_to_html(std::string_view markdown);

}  // namespace bot::console
