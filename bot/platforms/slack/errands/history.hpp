// What of ours stands in a channel already, and how something is said there once.
#pragma once

#include "bot/platforms/slack/errands/errand.hpp"

#include <functional>
#include <map>

namespace bot::slack {

// Goes through the newest messages until `each` returns false. False: too little could be read to
// say that something is not there.
asio::awaitable<bool> scan_history(desk at, std::string channel, std::function<bool(json)> each);
// The same for a thread, its root among its messages; oldest first.
asio::awaitable<bool> scan_thread(
    desk at, std::string channel, std::string root, std::function<bool(json)> each
);

// Whether this message is ours; what is not wanted of its mark is 0.
struct mark {
    std::int64_t effect = 0;
    incident_id card = incident_id::none;
    int part = 0;
    // The message it is a copy of: by it a copy is found whichever effect brought it.
    incident_id copied_from = incident_id::none;
    std::int64_t copied = 0;
};
std::string metadata_of(const desk& at, const mark& of);
std::optional<mark> mark_in(const desk& at, json message);

// Words for a channel we can read: as many messages as they take, each sent once however often
// this is tried. The ids, in order.
struct saying {
    std::int64_t effect = 0;
    bool maybe_said = false;
    std::string markdown;
};
asio::awaitable<tl::expected<std::vector<std::string>, api_failure>> say(
    desk at, std::string channel, saying what
);

// chat.postMessage; where only members may speak, we become one first.
asio::awaitable<api_result> post_message(desk at, api_arguments arguments);
// The direct messages with somebody.
asio::awaitable<tl::expected<std::string, api_failure>> open_direct(desk at, std::string person);

}  // namespace bot::slack
