#include "config/yaml_text.hpp"

#include "bot/base/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace bot {
namespace {

int characters_in(std::string_view bytes) {
    return static_cast<int>(std::count_if(bytes.begin(), bytes.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

std::size_t first_control(std::string_view line) {
    const auto found = std::find_if(line.begin(), line.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t') || byte == 0x7F;
    });
    return static_cast<std::size_t>(found - line.begin());
}

bool is_indented_with_tab(std::string_view line) {
    const auto indent = line.substr(0, line.find_first_not_of(" \t"));
    const auto rest = line.substr(indent.size());
    return !rest.empty() && rest[0] != '#' && indent.find('\t') != indent.npos;
}

mistake mistake_in(int line, std::string_view before, std::string what) {
    return {"", line, characters_in(before) + 1, "", std::move(what)};
}

void check_line(std::string_view line, int number, std::vector<mistake>& mistakes) {
    if (!is_utf8(line))
        return mistakes.push_back(mistake_in(
            number,
            line.substr(0, good_utf8_bytes(line)),
            "this is not UTF-8; save the file as UTF-8"
        ));
    if (const auto at = first_control(line); at < line.size())
        mistakes.push_back(
            mistake_in(number, line.substr(0, at), "a control character stands here; remove it")
        );
    if (line.starts_with('%'))
        mistakes.push_back(
            mistake_in(number, "", "directives (lines that begin with %) are not taken here")
        );
    if (is_indented_with_tab(line))
        mistakes.push_back(mistake_in(
            number,
            line.substr(0, line.find('\t')),
            "the line is indented with a tab; YAML takes only spaces"
        ));
}

struct explanation {
    std::string_view complaint;  // how yaml-cpp begins
    std::string_view sentence;
};

constexpr std::array explanations{
    explanation{
        "illegal map value",
        "a colon is not expected here; text that holds \": \" must stand in quotes, lines of one "
        "section begin in the same column, and the line above may lack its colon"},
    explanation{"end of map flow", "a { before this place is never closed with a }"},
    explanation{"end of sequence flow", "a [ before this place is never closed with a ]"},
    explanation{
        "end of map",
        "the line does not fit the lines above it; a key needs \": \" and the same "
        "indentation as the keys beside it"},
    explanation{
        "end of sequence",
        "the line does not fit the list above it; each item begins with \"- \" "
        "in the same column"},
    explanation{"illegal block entry", "an item with \"- \" cannot stand here; begin a new line"},
    explanation{"illegal map key", "a key cannot stand here; begin a new line"},
    explanation{"illegal flow end", "this bracket closes nothing"},
    explanation{
        "unknown escape character",
        "this is no escape YAML knows; write \\\\ for a backslash, or use single quotes"},
    explanation{"invalid unicode", "this escape is no Unicode character"},
    explanation{"bad character found while scanning hex", "this escape needs hex digits"},
    explanation{
        "the referenced anchor is not defined",
        "no anchor of this name stands before; put text that begins with * in quotes"},
    explanation{
        "illegal character found while scanning alias",
        "this is no alias; put text that begins with * in quotes"},
    explanation{"alias not found", "this is no alias; put text that begins with * in quotes"},
    explanation{
        "illegal character found while scanning anchor",
        "this is no anchor; put text that begins with & in quotes"},
    explanation{"anchor not found", "this is no anchor; put text that begins with & in quotes"},
    explanation{
        "illegal document indicator", "the quotes are still open where a document mark begins"},
};

}  // namespace

std::vector<mistake> check_yaml_text(std::string_view text) {
    if (text.size() > yaml_size_limit)
        return {{"", 0, 0, "", "the file is larger than 1 MiB; a configuration is a few kB"}};
    std::vector<mistake> mistakes;
    int number = 1;
    for (const auto line : split_lines(text)) check_line(line, number++, mistakes);
    static constexpr std::size_t worth_reading = 20;
    if (mistakes.size() > worth_reading) {
        const auto more = mistakes.size() - worth_reading;
        mistakes.resize(worth_reading);
        mistakes.back().what += " (and " + std::to_string(more) + " more lines like it)";
    }
    return mistakes;
}

place_finder::place_finder(std::string_view text)
    : text_(text), line_end_(std::min(text.find('\n'), text.size())) {}

yaml_place place_finder::find(int line, int byte_column) {
    if (line < line_) *this = place_finder(text_);
    for (; line_ < line; ++line_) {
        line_start_ = std::min(line_end_ + 1, text_.size());
        line_end_ = std::min(text_.find('\n', line_start_), text_.size());
        byte_ = characters_ = 0;
    }
    if (byte_column < byte_) byte_ = characters_ = 0;
    const auto rest = rest_of_line().substr(0, static_cast<std::size_t>(byte_column - byte_));
    characters_ += characters_in(rest);
    byte_ = byte_column;
    return {line + 1, characters_ + 1};
}

std::string_view place_finder::rest_of_line() const {
    const auto from = std::min(line_start_ + static_cast<std::size_t>(byte_), line_end_);
    return text_.substr(from, line_end_ - from);
}

std::string explain_syntax(std::string_view rest_of_line, std::string_view complaint) {
    const char here = rest_of_line.empty() ? '\0' : rest_of_line[0];
    if (here == '@' || here == '`' || here == '%')
        return std::string("text that begins with ") + here + " must stand in quotes";
    for (const auto& known : explanations)
        if (complaint.starts_with(known.complaint)) return std::string(known.sentence);
    return "this is not valid YAML; the mistake may also stand a line above";
}

bool is_on_one_line(std::string_view rest_of_line, std::string_view value) {
    auto rest = rest_of_line;
    while (rest.starts_with('&') || rest.starts_with('!')) {
        rest.remove_prefix(std::min(rest.find_first_of(" \t\r"), rest.size()));
        rest = trim(rest);
    }
    if (!rest.starts_with('"') && !rest.starts_with('\'')) return rest.starts_with(value);
    const char quote = rest[0];
    for (std::size_t at = 1; at < rest.size(); ++at) {
        if (quote == '"' && rest[at] == '\\') {
            ++at;
        } else if (rest[at] == quote) {
            if (quote == '"' || at + 1 == rest.size() || rest[at + 1] != quote) return true;
            ++at;
        }
    }
    return false;
}

}  // namespace bot
