#include "bot/platforms/mattermost/show/inert.hpp"

#include "bot/base/markdown_scan.hpp"
#include "bot/base/text.hpp"

#include <algorithm>

namespace bot::mattermost {
namespace {

using markdown::is_alnum;

constexpr std::string_view invisible = "\u200b";

// What is read as one word with the @ before it: no mention begins there ("ana@example.org").
bool ends_word(std::string_view text, std::size_t at) {
    // Of emoji, dashes and quotes no word is made: behind them an @ calls. One invisible space too
    // many harms nobody.
    return at > 0 && is_alnum(text[at - 1]);
}

bool begins_name(char c) {
    return is_alnum(c) || c == '_' || c == '.' || c == '-' || static_cast<unsigned char>(c) >= 0x80;
}

// An address ends before the bracket that is not its own.
std::size_t address_length(std::string_view text, std::size_t at) {
    const bool begins = at == 0 || !is_alnum(text[at - 1]);
    auto length = begins ? markdown::url_length(text, at) : 0;
    int open = 0;
    for (std::size_t i = 0; i < length; ++i) {
        const char c = text[at + i];
        if (c == '(') ++open;
        if (c == ')' && open-- == 0) return i;
    }
    return length;
}

// Length of the code that begins with the ticks at `at`; of the ticks when it does not end.
std::size_t code_length(std::string_view text, std::size_t at, bool& is_code) {
    const auto ticks = std::min(text.find_first_not_of('`', at), text.size()) - at;
    for (auto end = text.find('`', at + ticks); end < text.size();) {
        const auto past = std::min(text.find_first_not_of('`', end), text.size());
        if (past - end == ticks) {
            is_code = true;
            return past - at;
        }
        end = text.find('`', past);
    }
    is_code = false;
    return ticks;
}

// Where code begins and ends differs between readers; those who call everybody are never trusted
// to stand in it.
std::string without_loud_calls(std::string_view code) {
    std::string quiet(code);
    for (const std::string_view call : {"@here", "@all", "@channel"})
        for (std::size_t at = 0; at + call.size() <= quiet.size(); ++at)
            if (equal_ignoring_case(std::string_view(quiet).substr(at, call.size()), call))
                quiet.insert(at + 1, invisible);
    return quiet;
}

void add_address(std::string& to, std::string_view address) {
    for (std::size_t i = 0; i < address.size(); ++i) {
        const bool calls = address[i] == '@' && !ends_word(address, i);
        calls ? to.append("%40") : to.append(1, address[i]);
    }
}

}  // namespace

std::string without_calls(std::string_view line) {
    std::string inert;
    inert.reserve(line.size() + 16);
    for (std::size_t at = 0; at < line.size();) {
        if (line[at] == '`') {
            bool is_code = false;
            const auto length = code_length(line, at, is_code);
            inert += is_code ? without_loud_calls(line.substr(at, length))
                             : std::string(line.substr(at, length));
            at += length;
            continue;
        }
        if (line[at] == '\\' && markdown::char_at(line, at + 1) == '`') {
            inert += line.substr(at, 2);
            at += 2;
            continue;
        }
        if (const auto length = address_length(line, at); length > 0) {
            add_address(inert, line.substr(at, length));
            at += length;
            continue;
        }
        inert += line[at];
        const char next = markdown::char_at(line, at + 1);
        const bool calls = line[at] == '@' && !ends_word(line, at) && begins_name(next);
        // "<!channel>" means something to what came from elsewhere.
        if (calls || (line[at] == '<' && next == '!')) inert += invisible;
        ++at;
    }
    return inert;
}

}  // namespace bot::mattermost
