#include "bot/platforms/mattermost/errands/room.hpp"

#include "bot/base/escape.hpp"
#include "bot/base/text.hpp"
#include "bot/platforms/emoji.hpp"
#include "bot/platforms/mattermost/errands/posting.hpp"
#include "bot/platforms/mattermost/show/posts.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace bot::mattermost {
namespace {

constexpr std::string_view between = " | ";
constexpr std::size_t longest_emoji = 64;

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool is_emoji_name(std::string_view name) {
    return !name.empty() && name.size() <= longest_emoji && std::ranges::all_of(name, [](char c) {
        return is_letter_or_digit(c) || (c >= 'A' && c <= 'Z') || c == '_' || c == '+' || c == '-';
    });
}

// "+1::skin-tone-3" of the short names is no name here: without the tone it is.
std::string emoji_here(std::string_view emoji) {
    auto name = emoji_name_of(emoji);
    if (const auto tone = name.find("::"); tone != name.npos) name.resize(tone);
    return name;
}

asio::awaitable<api_result> give_mark(
    desk at, std::string channel, std::string post, std::string name, bool add
) {
    std::string path = "/reactions", body;
    if (add)
        body =
            nlohmann::json{{"user_id", at.me.user}, {"post_id", post}, {"emoji_name", name}}.dump();
    else
        path = "/users/me/posts/" + post + "/reactions/" + name;
    auto made = co_await at.api.call(
        add ? "POST" : "DELETE", std::move(path), std::move(body), std::move(channel)
    );
    co_return made;
}

struct kept_header {
    room_header stands;
    bool is_known = false;
};

asio::awaitable<result<kept_header>> recall_header(
    desk at, incident_id incident, std::string_view channel
) {
    std::vector<std::string> keys;
    for (const auto& each : header_memos(incident, channel, {})) keys.push_back(each.key);
    auto kept = co_await recall(at.in, std::move(keys));
    if (!kept) co_return tl::unexpected(kept.error());
    kept_header found{{std::move(kept->at(0)), std::move(kept->at(1))}};
    found.is_known = !found.stands.topic.empty() || !found.stands.links.empty();
    co_return found;
}

// Each change of a header is a line in the channel for all to read: the same one again is none.
asio::awaitable<outcome> write_header(
    desk at, delivery what, kept_header before, room_header after
) {
    auto words = header_text(after);
    if (before.is_known && header_text(before.stands) == words) co_return outcome{};
    const auto set = co_await at.api.call(
        "PUT",
        "/channels/" + what.channel + "/patch",
        nlohmann::json{{"header", std::move(words)}}.dump(),
        what.channel
    );
    if (!set) co_return failed(at, "set the header", what.channel, set.error());
    outcome done;
    done.receipts.push_back(noted(at, header_memos(what.what.incident, what.channel, after)));
    co_return done;
}

}  // namespace

std::string channel_name(std::string_view wished, int suffix) {
    auto name = room_name(wished, suffix, name_limit);
    if (name.size() < 2 || !is_letter_or_digit(name.front()))
        name = room_name("inc-" + name, 1, name_limit);
    return name;
}

std::string shown_topic(std::string_view markdown) {
    return std::string(trim(replace_all(shown_markdown(markdown), "\n", " ")));
}

std::string link_of(std::string_view title, std::string_view url) {
    const auto target = escape_link_target(url);
    if (target.empty()) return {};
    return "[" + escape_link_text(title) + "](" + target + ")";
}

std::string header_text(const room_header& of) {
    std::string links;
    for (const auto each : split(of.links, '\n')) {
        if (each.empty() || links.size() + between.size() + each.size() > header_limit / 2)
            continue;
        links.append(between).append(each);
    }
    if (of.topic.empty() && !links.empty()) return links.substr(between.size());
    return shorten(of.topic, header_limit - links.size()) + links;
}

std::vector<memo> header_memos(
    incident_id incident, std::string_view channel, const room_header& of
) {
    return {
        {memo_key("topic", incident, channel), of.topic},
        {memo_key("links", incident, channel), of.links}};
}

asio::awaitable<outcome> carry(desk at, delivery what, set_topic wished) {
    const auto kept = co_await recall_header(at, what.what.incident, what.channel);
    if (!kept) co_return not_now(kept.error().detail);
    room_header after{shown_topic(wished.text), kept->stands.links};
    auto end = co_await write_header(at, std::move(what), *kept, std::move(after));
    co_return end;
}

asio::awaitable<outcome> carry(desk at, delivery what, pin_link wished) {
    const auto kept = co_await recall_header(at, what.what.incident, what.channel);
    if (!kept) co_return not_now(kept.error().detail);
    auto after = kept->stands;
    const auto link = link_of(wished.title, wished.url);
    const auto there = split(after.links, '\n');
    if (link.empty() || std::ranges::find(there, link) != there.end()) co_return outcome{};
    after.links.append(after.links.empty() ? "" : "\n").append(link);
    auto end = co_await write_header(at, std::move(what), *kept, std::move(after));
    co_return end;
}

asio::awaitable<outcome> carry(desk at, delivery what, react_back wished) {
    const auto name = emoji_here(wished.emoji);
    if (!is_emoji_name(name))
        co_return refused("Mattermost has no name for the emoji " + wished.emoji);
    auto made = co_await give_mark(at, what.channel, wished.message, name, wished.add);
    if (made) co_return outcome{};
    // Nobody can see a mark on what was deleted.
    const bool is_deleted = co_await is_gone(at, wished.message, made.error());
    if (is_deleted) co_return outcome{};
    co_return failed(at, "react", what.channel, made.error());
}

}  // namespace bot::mattermost
