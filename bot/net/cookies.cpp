#include "bot/net/cookies.hpp"

#include "bot/base/text.hpp"

namespace bot {

std::vector<std::pair<std::string, std::string>> parse_cookies(std::string_view header) {
    std::vector<std::pair<std::string, std::string>> cookies;
    for (const auto part : split(header, ';')) {
        const auto equals = part.find('=');
        if (equals == std::string_view::npos) continue;
        const auto name = trim(part.substr(0, equals));
        auto value = trim(part.substr(equals + 1));
        if (name.empty()) continue;
        if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"'))
            value = value.substr(1, value.size() - 2);
        cookies.emplace_back(name, value);
    }
    return cookies;
}

const std::string* find_cookie(
    const std::vector<std::pair<std::string, std::string>>& cookies, std::string_view name
) {
    const std::string* found = nullptr;
    for (const auto& [key, value] : cookies) {
        if (key != name) continue;
        if (found) return nullptr;
        found = &value;
    }
    return found;
}

}  // namespace bot
