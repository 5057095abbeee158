#include "handlers/chat/markers.hpp"

#include "bot/base/text.hpp"
#include "handlers/commands/commands.hpp"

namespace bot {
namespace {

struct marker {
    std::string_view word;
    std::optional<row_kind> kind;
};
constexpr marker markers[] = {
    {"!note", row_kind::note},
    {"!decision", row_kind::decision},
    {"!hypothesis", row_kind::hypothesis},
    {"!ruled-out", row_kind::ruled_out},
    {"!cause", row_kind::cause},
    {"!fix", row_kind::fix},
    {"!action", std::nullopt},
};

bool is_fence(std::string_view line) {
    return line.starts_with("```") || line.starts_with("~~~");
}

// What stands behind the marker, when the line begins with it.
std::optional<std::string_view> behind(std::string_view line, std::string_view word) {
    if (!equal_ignoring_case(line.substr(0, word.size()), word)) return std::nullopt;
    auto rest = line.substr(word.size());
    if (!rest.empty() && rest[0] != ' ' && rest[0] != '\t' && rest[0] != ':') return std::nullopt;
    if (rest.starts_with(':')) rest.remove_prefix(1);
    return trim(rest);
}

}  // namespace

std::vector<marked_line> marked_lines(std::string_view text) {
    std::vector<marked_line> found;
    if (text.find('!') == text.npos) return found;
    bool in_code = false;
    for (const auto whole : split_lines(text)) {
        const auto line = trim(whole);
        if (is_fence(line)) in_code = !in_code;
        if (in_code || !line.starts_with('!')) continue;
        for (const auto& [word, kind] : markers)
            if (const auto rest = behind(line, word))
                found.push_back({word, kind, std::string(*rest)});
    }
    return found;
}

void complain(decision& d, const std::string& why) {
    if (!d.reply) d.reply = answer{why, true, true};
}

void promote_line(
    decision& d,
    const situation& here,
    const marked_line& line,
    const person& author,
    instant at,
    std::int64_t origin
) {
    if (line.text.empty() && line.kind)
        return complain(
            d,
            "There is nothing after `" + std::string(line.marker) +
                "`; nothing was put on the timeline."
        );
    if (line.kind) {
        d.facts.push_back(
            {row_added{*line.kind, at, line.text, author, "marker", false}, origin, {}, {}, {}, {}}
        );
        return;
    }
    arguments args(line.text);
    auto action = read_action(args, here.rules);
    if (!action) return complain(d, action.error().detail);
    d.facts.push_back({std::move(*action), origin, {}, {}, {}, {}});
}

}  // namespace bot
