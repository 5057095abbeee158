#include "bot/platforms/slack/errands/room.hpp"

#include "bot/base/text.hpp"
#include "bot/platforms/emoji.hpp"
#include "bot/platforms/slack/api/refusal.hpp"
#include "bot/platforms/slack/text/text.hpp"

namespace bot::slack {
namespace {

constexpr std::size_t topic_limit = 250;

outcome end_of(
    const desk& at, std::string_view method, const std::string& channel, const api_result& answered
) {
    if (answered || is_done_already(method, answered.error())) return {};
    return failed(at, method, channel, answered.error());
}

asio::awaitable<tl::expected<bool, api_failure>> has_link(
    desk at, std::string channel, std::string url
) {
    const auto listed = co_await at.api.read("bookmarks.list", {{"channel_id", channel}});
    if (!listed) co_return tl::unexpected(listed.error());
    for (json mark : items(listed->root, "bookmarks"))
        if (text(mark, "link") == url) co_return true;
    co_return false;
}

}  // namespace

asio::awaitable<outcome> write_topic(desk at, room of, std::string words) {
    constexpr std::string_view method = "conversations.setTopic";
    const auto set = co_await at.api.call(
        std::string(method), {{"channel", of.channel}, {"topic", std::move(words)}}
    );
    co_return end_of(at, method, of.channel, set);
}

asio::awaitable<outcome> keep_link(desk at, room of, std::string title, std::string url) {
    constexpr std::string_view method = "bookmarks.add";
    if (of.again()) {
        const auto kept = co_await has_link(at, of.channel, url);
        if (!kept) co_return failed(at, "bookmarks.list", of.channel, kept.error());
        if (*kept) co_return outcome{};
    }
    const auto added = co_await at.api.call(
        std::string(method),
        {{"channel_id", of.channel},
         {"title", std::move(title)},
         {"type", "link"},
         {"link", std::move(url)}}
    );
    co_return end_of(at, method, of.channel, added);
}

// Each change of a topic is a line in the channel for all to read: the same one again is none.
asio::awaitable<outcome> carry(desk at, delivery what, set_topic wished) {
    const auto key = memo_key("topic", what.what.incident, what.channel);
    const auto kept = co_await recall(at, {key});
    if (!kept) co_return not_now(kept.error().detail);
    auto words = shorten(plain_of_markdown(wished.text), topic_limit);
    if (kept->front() == words) co_return outcome{};
    auto end = co_await write_topic(at, {what.channel, what.what.id, what.attempt}, words);
    if (end.is == outcome::verdict::delivered)
        end.receipts.push_back(noted(at, {{key, std::move(words)}}));
    co_return end;
}

asio::awaitable<outcome> carry(desk at, delivery what, pin_link wished) {
    auto end = co_await keep_link(
        at,
        {what.channel, what.what.id, what.attempt},
        plain_of_markdown(wished.title),
        std::move(wished.url)
    );
    co_return end;
}

asio::awaitable<outcome> carry(desk at, delivery what, react_back wished) {
    const std::string method = wished.add ? "reactions.add" : "reactions.remove";
    const auto made = co_await at.api.call(
        method,
        {{"channel", what.channel},
         {"timestamp", wished.message},
         {"name", emoji_name_of(wished.emoji)}}
    );
    co_return end_of(at, method, what.channel, made);
}

}  // namespace bot::slack
