// From Mattermost's events to the record: names are looked up, each channel keeps its order, and
// an event counts as heard once it is durable. A command that was said in a channel is answered.
#pragma once

#include "bot/net/nursery.hpp"
#include "bot/platforms/in_turn.hpp"
#include "bot/platforms/mattermost/api/directory.hpp"
#include "bot/platforms/mattermost/decode/decode.hpp"
#include "bot/platforms/mattermost/ears/event_stream.hpp"
#include "bot/ports/inbox.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace bot::mattermost {

struct listener_parts {
    inbox& in;
    directory& known;
    const identity& me;
    nursery& tasks;
    std::function<void(const notice&)> on_notice{};  // what is no matter of the record
    // Something happened in the channel at this moment of the server's.
    std::function<void(std::string_view channel, std::string_view moment)> on_heard{};
    // A reaction or a pin on the post came or went.
    std::function<void(std::string_view channel, std::string_view post)> on_mark{};
    // What was told could not be recorded, and is not told again.
    std::function<void(const std::string& channel)> on_lost{};
    // Somebody wrote a command, and this is what is to be said to them.
    std::function<void(caller, answer)> on_reply{};
    std::function<void()> on_crowded{};   // much is waiting: read no more for now
    std::function<void(bool)> on_full{};  // the same of what waits for names, until it is over
    turn_limits limits{};
};

class listener {
public:
    explicit listener(listener_parts parts);
    listener(const listener&) = delete;
    listener& operator=(const listener&) = delete;

    void take(const stream_event& told, recorded done);

private:
    boost::asio::awaitable<void> ask_ahead();
    void record(json event, const std::string& delivery, recorded done);
    void submit(inbound what, std::function<void(result<handled>)> done);

    listener_parts parts_;
    in_turn line_;
    unnamed ahead_;  // of those that stand behind others
    bool is_asking_ = false;
};

}  // namespace bot::mattermost
