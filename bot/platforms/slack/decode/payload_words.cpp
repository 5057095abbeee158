#include "bot/platforms/slack/decode/payload_words.hpp"

#include "bot/base/escape.hpp"
#include "bot/base/text.hpp"

#include <algorithm>
#include <optional>

namespace bot::slack {
namespace {

std::string_view first_of(std::initializer_list<std::string_view> names) {
    for (const auto name : names)
        if (!trim(name).empty()) return name;
    return {};
}

// One mention or link, without its angle brackets.
struct token {
    std::string_view what, label;
};

token token_in(std::string_view inside) {
    const auto bar = inside.find('|');
    if (bar == inside.npos) return {inside, {}};
    return {inside.substr(0, bar), inside.substr(bar + 1)};
}

std::string decode_entities(std::string_view literal) {
    auto plain = replace_all(std::string(literal), "&lt;", "<");
    plain = replace_all(std::move(plain), "&gt;", ">");
    return replace_all(std::move(plain), "&amp;", "&");
}

// A name inside <…> ends at the first | or >.
std::string mention(
    token told, std::string_view id, std::string_view mark, const std::optional<std::string>& name
) {
    const bool is_named = name && *name != id;
    auto shown = is_named ? *name : decode_entities(told.label);
    if (shown.starts_with(mark)) shown.erase(0, mark.size());
    std::erase_if(shown, [](char c) { return c == '<' || c == '>' || c == '|' || c == '\n'; });
    std::string made = "<" + std::string(told.what);
    if (!shown.empty()) made.append("|").append(mark).append(shown);
    return made + ">";
}

// Slack makes links of what looks like one; then the label is what was typed.
std::string link(token told) {
    const auto url = decode_entities(told.what), label = decode_entities(told.label);
    if (label.empty() || url.ends_with(label) || url.ends_with(label + "/"))
        return label.empty() ? url : label;
    return "[" + escape_link_text(label) + "](" + escape_link_target(url) + ")";
}

// Where nothing is escaped, < is a word like any other.
bool is_token(std::string_view inside) {
    const auto what = token_in(inside).what;
    if (what.empty()) return false;
    return std::string_view("@#!").find(what[0]) != std::string_view::npos ||
           what.find("://") != what.npos || what.starts_with("mailto:") || what.starts_with("tel:");
}

std::string read_token(std::string_view inside, const names& who) {
    constexpr std::string_view group = "!subteam^";
    const auto told = token_in(inside);
    const auto id = told.what.substr(1);
    if (told.what.starts_with('@')) return mention(told, id, "", who.person(id));
    if (told.what.starts_with('#')) return mention(told, id, "", who.channel(id));
    if (told.what.starts_with(group)) {
        const auto group_id = told.what.substr(group.size());
        return mention(told, group_id, "@", who.group(group_id));
    }
    if (told.what.starts_with("!date^")) return decode_entities(told.label);
    if (told.what.starts_with('!')) return "<" + std::string(told.what) + ">";
    return link(told);
}

}  // namespace

person person_of(std::string_view id, std::string_view told, const names& who) {
    return person_named(id, who.person(id), told);
}

person author_of(json message, const names& who) {
    const auto user = text(message, "user"), app = text(message, "bot_id");
    const auto alias = text(message, "username");
    if (app.empty()) {
        constexpr std::string_view profile = "user_profile";
        const auto told = first_of(
            {text(message, profile, "display_name"),
             text(message, profile, "real_name"),
             text(message, profile, "name"),
             alias}
        );
        return person_of(user, told, who);
    }
    const auto id = user.empty() ? app : user;
    const auto told = first_of({alias, text(message, "bot_profile", "name")});
    return told.empty() ? person_of(id, "", who) : person{std::string(id), masked_line(told)};
}

bool is_ours(json said, const identity& me) {
    const auto user = text(said, "user"), app = text(said, "bot_id");
    return (!user.empty() && user == me.user) || (!app.empty() && app == me.bot);
}

std::string command_words(std::string_view mrkdwn, const names& who) {
    std::string words;
    for (std::size_t at = 0; at < mrkdwn.size();) {
        const auto open = std::min(mrkdwn.find('<', at), mrkdwn.size());
        words += decode_entities(mrkdwn.substr(at, open - at));
        if (open == mrkdwn.size()) break;
        const auto close = mrkdwn.find('>', open);
        const auto inside = mrkdwn.substr(open + 1, close == mrkdwn.npos ? 0 : close - open - 1);
        words += is_token(inside) ? read_token(inside, who) : "<";
        at = is_token(inside) ? close + 1 : open + 1;
    }
    return masked(trim(words));
}

}  // namespace bot::slack
