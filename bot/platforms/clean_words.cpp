#include "bot/platforms/clean_words.hpp"

#include "bot/base/redaction.hpp"
#include "bot/base/text.hpp"

#include <algorithm>

namespace bot {

std::string masked(std::string_view words) {
    auto whole = is_utf8(words) ? std::string(words) : repair_utf8(words);
    std::erase(whole, '\0');
    if (!may_hold_secret(whole)) return whole;
    return mask_secrets(whole).text;
}

std::string masked_line(std::string_view words) {
    auto line = masked(words);
    std::replace_if(
        line.begin(), line.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' '
    );
    return std::string(trim(line));
}

person person_named(
    std::string_view id, const std::optional<std::string>& known, std::string_view told
) {
    const auto name = known && *known != id ? std::string_view(*known) : std::string_view();
    for (const std::string_view one : {name, told, id})
        if (!trim(one).empty()) return {std::string(id), masked_line(one)};
    return {std::string(id), "somebody"};
}

}  // namespace bot
