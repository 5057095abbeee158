// Words to a room, a channel or one person.
#include "bot/platforms/slack/api/refusal.hpp"
#include "bot/platforms/slack/api/speaking.hpp"
#include "bot/platforms/slack/errands/history.hpp"

namespace bot::slack {
namespace {

asio::awaitable<outcome> tell(desk at, delivery what, to_person whom, std::string markdown) {
    const bool again = what.attempt > 1;
    const auto person =
        co_await at.known.find_person(whom.who.id.empty() ? whom.who.name : whom.who.id);
    if (!person) co_return failed(at, "users.list", {}, person.error());
    if (!*person)
        co_return refused(
            "nobody in Slack is called " + whom.who.name + "; check the name in the configuration"
        );
    if (!whom.channel.empty()) {
        const auto words = again ? markdown + std::string(may_be_repeated) : markdown;
        auto messages = messages_for(whom.channel, words, at.known);
        const auto told = co_await whisper(at.api, std::move(messages), **person);
        if (told) co_return outcome{};
        // Not a member there, or the channel is gone: then between the two of us.
        if (told.error().is != api_failure::kind::refused || told.error().is_about_us())
            co_return failed(at, "chat.postEphemeral", whom.channel, told.error());
    }
    auto channel = co_await open_direct(at, **person);
    if (!channel) co_return failed(at, "conversations.open", {}, channel.error());
    const auto said = co_await say(at, *channel, {what.what.id, what.attempt, std::move(markdown)});
    if (!said) co_return failed(at, "chat.postMessage", {}, said.error());
    co_return outcome{};
}

}  // namespace

asio::awaitable<outcome> carry(desk at, delivery what, post wished) {
    if (const auto* whom = std::get_if<to_person>(&what.what.where)) {
        auto told = co_await tell(at, what, *whom, std::move(wished.text));
        co_return told;
    }
    const auto& channel = what.channel;
    const auto said = co_await say(at, channel, {what.what.id, what.attempt, wished.text});
    if (!said) co_return failed(at, "chat.postMessage", channel, said.error());
    outcome done;
    if (!said->empty())
        done.receipts.push_back(posted(at, what, channel, said->front(), std::move(wished.text)));
    co_return done;
}

}  // namespace bot::slack
