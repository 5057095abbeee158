#include "bot/platforms/mattermost/show/runes.hpp"

#include <algorithm>

namespace bot::mattermost {
namespace {

bool begins_rune(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

}  // namespace

std::size_t rune_count(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_rune));
}

std::size_t bytes_of_runes(std::string_view text, std::size_t runes) {
    for (std::size_t at = 0; at < text.size(); ++at)
        if (begins_rune(text[at]) && runes-- == 0) return at;
    return text.size();
}

std::string shorten_runes(std::string_view text, std::size_t limit) {
    if (text.size() <= limit || rune_count(text) <= limit) return std::string(text);
    return std::string(text.substr(0, bytes_of_runes(text, limit - 1))) + "…";
}

}  // namespace bot::mattermost
