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
    constexpr std::string_view openings = " (\"'*_>:";
    return before.empty() || before.ends_with("\\n") || before.ends_with('\n') ||
           openings.find(before.back()) != openings.npos;
}

// As long as a name goes; none where the word goes on otherwise.
std::string_view name_at(std::string_view rest) {
    const auto end =
        static_cast<std::size_t>(std::ranges::find_if_not(rest, is_of_a_name) - rest.begin());
    const bool goes_on = end < rest.size() && ((rest[end] >= 'A' && rest[end] <= 'Z') ||
                                               static_cast<unsigned char>(rest[end]) >= 0x80);
    return goes_on ? std::string_view() : rest.substr(0, end);
}

std::string_view fence_at(std::string_view rest) {
    for (const std::string_view mark : {"```", "~~~"})
        if (rest.starts_with(mark)) return mark;
    return {};
}

}  // namespace

std::string link_channels(
    std::string_view shown,
    const std::function<std::optional<std::string>(std::string_view name)>& link_to
) {
    if (shown.find('#') == shown.npos) return std::string(shown);
    std::string linked;
    linked.reserve(shown.size());
    std::string_view fence;  // that is open
    bool in_code = false;
    const auto take = [&](std::size_t& at, std::size_t count) {
        linked += shown.substr(at, count);
        at += count;
    };
    for (std::size_t at = 0; at < shown.size();) {
        const auto rest = shown.substr(at);
        const auto mark = fence_at(rest);
        if (!mark.empty() && (fence.empty() || fence == mark)) {
            fence = fence.empty() ? mark : std::string_view();
            in_code = false;
            take(at, mark.size());
            continue;
        }
        if (rest.front() == '`' && fence.empty()) in_code = !in_code;
        const bool may_link = rest.front() == '#' && fence.empty() && !in_code;
        const auto name = may_link && may_begin(shown.substr(0, at)) ? name_at(rest.substr(1))
                                                                     : std::string_view();
        const auto link = name.empty() ? std::nullopt : link_to(name);
        if (!link) {
            take(at, 1);
            continue;
        }
        linked += *link;
        at += name.size() + 1;
    }
    return linked;
}

}  // namespace bot
