#include "bot/platforms/slack/api/speaking.hpp"

#include "bot/platforms/channel_links.hpp"
#include "bot/platforms/slack/text/text.hpp"

namespace bot::slack {

namespace asio = boost::asio;

api_arguments message_arguments(std::string channel) {
    return {
        {"channel", std::move(channel)},
        {"parse", "none"},
        {"link_names", "false"},
        {"unfurl_links", "false"},
        {"unfurl_media", "false"}};
}

std::string with_links(std::string_view mrkdwn, const directory& known) {
    return link_channels(mrkdwn, [&](std::string_view name) -> std::optional<std::string> {
        const auto id = known.channel_named(name);
        if (!id) return std::nullopt;
        return "<#" + *id + ">";
    });
}

std::vector<api_arguments> messages_for(
    const std::string& channel, std::string_view markdown, const directory& known
) {
    std::vector<api_arguments> messages;
    for (const auto& shown : messages_of(markdown)) {
        auto one = message_arguments(channel);
        one.emplace_back("text", with_links(shown.text, known));
        one.emplace_back("blocks", with_links(shown.blocks, known));
        messages.push_back(std::move(one));
    }
    return messages;
}

asio::awaitable<tl::expected<void, api_failure>> whisper(
    web_api& api, std::vector<api_arguments> messages, std::string person
) {
    for (auto& one : messages) {
        one.emplace_back("user", person);
        const auto told = co_await api.call("chat.postEphemeral", std::move(one));
        if (!told) co_return tl::unexpected(told.error());
    }
    co_return tl::expected<void, api_failure>();
}

}  // namespace bot::slack
