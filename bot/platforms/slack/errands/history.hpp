// What of ours stands in a channel already, and how something is said there once.
#pragma once

#include "bot/platforms/slack/errands/errand.hpp"

#include <functional>
#include <map>

namespace bot::slack {

// False: too little can be read to say that something is not there, now or ever. A failure: it may
// be looked for later, and nothing should be sent before.
using looked = tl::expected<bool, api_failure>;

// Goes through the newest messages until `each` returns false. `attempt` is that of the delivery:
// after many nobody waits for a look any more.
asio::awaitable<looked> scan_history(
    desk at, std::string channel, int attempt, std::function<bool(json)> each
);
// The same for a thread, its root among its messages; oldest first.
asio::awaitable<looked> scan_thread(
    desk at, std::string channel, std::string root, int attempt, std::function<bool(json)> each
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
    int attempt = 1;  // above 1: it may stand there already
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
