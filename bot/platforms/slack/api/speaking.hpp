// Words on their way into Slack, whoever says them: rooms are links, nobody is called.
#pragma once

#include "bot/platforms/slack/api/directory.hpp"
#include "bot/platforms/slack/api/web_api.hpp"
#include "bot/platforms/slack/show/blocks.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace bot::slack {

// Arguments every message of ours goes out with: nothing is looked up in it, nobody is called.
api_arguments message_arguments(std::string channel);

// As many messages as the words take, each with its `text` and `blocks`.
std::vector<api_arguments> messages_for(
    const std::string& channel, std::string_view markdown, const directory& known
);

// What is known of `mrkdwn` (also inside JSON) as links.
std::string with_links(std::string_view mrkdwn, const directory& known);

// Messages in the channel that only this person sees: the failure of the first that failed.
boost::asio::awaitable<tl::expected<void, api_failure>> whisper(
    web_api& api, std::vector<api_arguments> messages, std::string person
);

}  // namespace bot::slack
