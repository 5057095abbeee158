// What came and has to wait for names: each channel keeps its order, and no more waits than there
// is room for.
#pragma once

#include "bot/net/nursery.hpp"
#include "bot/platforms/json.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <string>

namespace bot {

struct turn_limits {
    std::size_t in_channel = 500, in_all = 2'000;
    std::size_t bytes = 8 * 1024 * 1024;
};

struct in_turn_parts {
    nursery& tasks;
    std::function<bool(json)> lacks_names;
    // Returns at the latest after `limit`. What it is given is valid until it returns.
    std::function<boost::asio::awaitable<void>(json, std::chrono::milliseconds limit)> look_up;
    // The same without waiting: when its turn comes they are known, or it goes without.
    std::function<void(json)> ask_ahead;
    // So long may a name hold up what needs it; the time it stood behind others counts.
    std::chrono::milliseconds naming_limit;
    // From here on there is no room, until there is. What comes all the same is taken where
    // nobody tells it again.
    std::function<void(bool)> on_full;
    bool takes_when_full = false;
    turn_limits limits{};
};

class in_turn {
public:
    using handling = std::function<void(json)>;

    explicit in_turn(in_turn_parts parts) : parts_(std::move(parts)) {}
    in_turn(const in_turn&) = delete;
    in_turn& operator=(const in_turn&) = delete;

    // Handles it now, or when its turn has come. False: there is no room, and it was not taken.
    bool take(const std::string& channel, json what, handling how);

private:
    struct held {
        std::string words;
        handling how;
        std::chrono::steady_clock::time_point since;
    };

    bool has_room_for(const std::string& channel, std::size_t bytes) const;
    boost::asio::awaitable<void> name_and_handle(std::string channel);
    void let_go(const std::string& channel);

    in_turn_parts parts_;
    std::map<std::string, std::deque<held>> waiting_;  // by channel
    std::size_t count_ = 0, bytes_ = 0;                // of all that waits
    bool is_full_ = false;
};

}  // namespace bot
