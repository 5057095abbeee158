#include "bot/platforms/channel_links.hpp"

#include <algorithm>

namespace bot {
namespace {

bool is_of_a_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

// What may stand in front of a channel's name: nothing that makes it part of something else, an
// address or an entity.
bool may_begin(std::string_view before) {
    constexpr std::string_view openings = " (\"'*_~>:";
    return before.empty() || before.ends_with("\\n") || before.ends_with('\n') ||
           openings.find(before.back()) != openings.npos;
}

}  // namespace

std::string link_channels(
    std::string_view shown,
    const std::function<std::optional<std::string>(std::string_view name)>& link_to
) {
    std::string linked;
    linked.reserve(shown.size());
    bool in_code = false;
    for (std::size_t at = 0; at < shown.size();) {
        const auto rest = shown.substr(at);
        if (rest.starts_with("```")) {
            in_code = !in_code;
            linked += rest.substr(0, 3);
            at += 3;
            continue;
        }
        if (rest.front() == '`') in_code = !in_code;
        if (rest.front() == '#' && !in_code && may_begin(shown.substr(0, at))) {
            const auto name = rest.substr(1);
            const auto end = std::ranges::find_if_not(name, is_of_a_name) - name.begin();
            const auto link =
                end > 0 ? link_to(name.substr(0, static_cast<std::size_t>(end))) : std::nullopt;
            if (link) {
                linked += *link;
                at += static_cast<std::size_t>(end) + 1;
                continue;
            }
        }
        linked += rest.front();
        ++at;
    }
    return linked;
}

}  // namespace bot
