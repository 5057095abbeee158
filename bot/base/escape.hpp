// Text from outside, made fit for the place it lands in. Each function returns
// text that a parser of that place reads back as the words that were given:
// escaped no more than is needed, so that ordinary words stay as they were typed.
#pragma once

#include <string>
#include <string_view>

namespace bot {

// CommonMark/GFM running text on one line, fit to begin a line, to stand in a heading or
// inside **marks**. Each line end with the blanks around it becomes one space, outer blanks,
// control, terminal colour and bidi override characters go. Whatever would be markup, raw HTML
// or an entity is escaped, also what only GitHub or Obsidian read ($formula$, ==highlight==,
// %%comment%%). Mentions that ping (@here, @channel, @all, @everyone, <!here>, <@U123>, <#C1>)
// become code. Bare URLs stay bare; one with marks in it becomes <https://…>.
std::string escape_markdown(std::string_view text);
// The same inside a GFM table cell: also pipes; the line ends become <br>, blank lines go.
std::string escape_cell(std::string_view text);
// The visible text of [text](url).
std::string escape_link_text(std::string_view text);
// The url of [text](url), with what could end it early percent-encoded; anything but http,
// https, mailto gives "".
std::string escape_link_target(std::string_view url);
// [[target|text]] of Obsidian; neither part can end the link early: brackets, pipes and
// backslashes are replaced. No text, or the same: [[target]]. No target: the escaped text.
std::string wikilink(std::string_view target, std::string_view text);
// A YAML 1.1/1.2 scalar for a flow or block value: plain when every parser reads the same
// string back, otherwise double-quoted with escapes. Loses nothing but bad UTF-8.
std::string yaml_scalar(std::string_view text);
// Always double-quoted.
std::string yaml_quoted(std::string_view text);
// A fenced block whose fence is longer than any run of backticks within; ends at the last
// character of the closing fence. Control and bidi override characters go, tabs stay.
std::string fence(std::string_view text, std::string_view language = "");
std::string escape_html(std::string_view text);
// Several lines of Markdown told by people as a section: stays as it was said, code byte for
// byte, but raw HTML outside code becomes text, mentions that ping (@here, @channel, @all,
// @everyone, <!here>, <@U123>) become code, javascript:, vbscript: and data: links lose their
// target, a fence left open is closed; with `demote_headings` the headings `#` and `##`, in
// either form, become `###`. Line ends become \n; control, terminal colour and bidi override
// characters go, in code too. A backtick that has no partner is escaped where it could find one.
std::string section_markdown(std::string_view text, bool demote_headings = false);

}  // namespace bot
