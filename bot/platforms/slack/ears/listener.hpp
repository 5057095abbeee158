// From Slack's envelopes to the record, and from there back to whoever asked. An event is
// acknowledged once it is durable, never before; a command with its answer.
#pragma once

#include "bot/net/nursery.hpp"
#include "bot/platforms/slack/api/directory.hpp"
#include "bot/platforms/slack/decode/decode.hpp"
#include "bot/platforms/slack/ears/socket_mode.hpp"
#include "bot/ports/inbox.hpp"

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <string>

namespace bot::slack {

// What may wait for names. One event more is not taken, and so not acknowledged: Slack tells it
// again. What people ask for goes without names then.
struct listener_limits {
    std::size_t in_channel = 500, in_all = 2'000;
    std::size_t bytes = 8 * 1024 * 1024;
};

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
    // One was told again: it may be older than what was read of the channel since.
    std::function<void(const std::string& channel)> on_retold_mark;
    std::function<void(std::string_view channel)> on_stir;  // anything at all happened in it
    // From here on too much waits for names: tell no more until it is no longer so.
    std::function<void(bool)> on_full;
    listener_limits limits{};
};

class listener {
public:
    explicit listener(listener_parts parts) : parts_(std::move(parts)) {}
    listener(const listener&) = delete;
    listener& operator=(const listener&) = delete;

    void take(const envelope& told, acknowledge ack);

private:
    // An envelope that waits for names, or behind one of its channel that does.
    struct held {
        std::string type, payload;
        bool takes_answer = false;
        acknowledge ack;
        std::chrono::steady_clock::time_point since;
    };
    struct asked {
        caller from;
        bool takes_answer = false, from_form = false;
        std::chrono::steady_clock::time_point at;
        acknowledge ack;
    };

    bool has_room_for(const std::string& channel, std::size_t bytes) const;
    void refuse(const std::string& channel);
    void hold(std::string channel, held one, unnamed wanted);
    void let_go(std::string channel);
    boost::asio::awaitable<void> name_and_handle(std::string channel);
    void handle(std::string_view type, json payload, bool takes_answer, acknowledge ack);
    void record(json payload, acknowledge ack);
    void submit(inbound what, std::function<void(result<handled>)> done);
    void run(interaction what, asked how);
    void answer_to(asked how, result<handled> done);
    void answer_form(asked how, const answer& told);
    boost::asio::awaitable<void> show_form(caller whom, std::string view, answer otherwise);
    boost::asio::awaitable<void> tell(caller whom, answer what);

    listener_parts parts_;
    std::map<std::string, std::deque<held>> waiting_;  // by channel
    std::size_t count_ = 0, bytes_ = 0;                // of all that waits
    bool is_full_ = false;
};

}  // namespace bot::slack
