// From Slack's envelopes to the record, and from there back to whoever asked. An event is
// acknowledged once it is durable, never before; a command with its answer.
#pragma once

#include "bot/net/nursery.hpp"
#include "bot/platforms/in_turn.hpp"
#include "bot/platforms/slack/api/directory.hpp"
#include "bot/platforms/slack/decode/decode.hpp"
#include "bot/platforms/slack/ears/socket_mode.hpp"
#include "bot/ports/inbox.hpp"

#include <chrono>
#include <deque>
#include <functional>
#include <string>

namespace bot::slack {

struct listener_parts {
    inbox& in;
    web_api& api;
    directory& known;
    const identity& me;
    nursery& tasks;
    std::function<void(const notice&)> on_notice;  // what is no matter of the record
    std::function<void(std::string_view channel, std::string_view ts)> on_message;
    std::function<void()> on_crowded;  // much is waiting: read no more for now
    // A reaction or a pin on the message came or went.
    std::function<void(std::string_view channel, std::string_view ts)> on_mark;
    // One was told again, and may be older than what was read of the channel since; or before the
    // message it is on, which another connection carries.
    std::function<void(const std::string& channel)> on_doubtful_mark;
    std::function<void(std::string_view channel)> on_stir;  // anything at all happened in it
    // From here on too much waits for names: tell no more until it is no longer so. An event that
    // comes all the same is not taken, and so not acknowledged: Slack tells it again.
    std::function<void(bool)> on_full;
    turn_limits limits{};
};

class listener {
public:
    explicit listener(listener_parts parts);
    listener(const listener&) = delete;
    listener& operator=(const listener&) = delete;

    void take(const envelope& told, acknowledge ack);

private:
    struct asked {
        caller from;
        bool takes_answer = false, from_form = false;
        std::chrono::steady_clock::time_point at;
        acknowledge ack;
    };

    void handle(std::string_view type, json payload, bool takes_answer, acknowledge ack);
    void record(json payload, acknowledge ack);
    void doubt_early_mark(const std::string& channel, const std::string& ts, const handled& done);
    void submit(inbound what, std::function<void(result<handled>)> done);
    void run(interaction what, asked how);
    void answer_to(asked how, result<handled> done);
    void answer_form(asked how, const answer& told);
    boost::asio::awaitable<void> show_form(caller whom, std::string view, answer otherwise);
    boost::asio::awaitable<void> tell(caller whom, answer what);

    listener_parts parts_;
    in_turn line_;
    std::deque<std::string> doubted_;  // of late: "CHANNEL TS"
};

}  // namespace bot::slack
