// Connections that wait for their next request, a few to each place. Nothing runs while they
// wait: what has grown too old goes when somebody comes for one or leaves one.
#pragma once

#include "bot/net/any_stream.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace bot {

class connection_pool {
public:
    using moment = std::chrono::steady_clock::time_point;

    connection_pool(std::size_t most_to_a_place, std::chrono::milliseconds quiet_limit)
        : most_(most_to_a_place), quiet_limit_(quiet_limit) {}

    bool keeps_any() const { return most_ > 0; }
    // The one used last. Those the peer has closed meanwhile, or said something on that nobody
    // asked for, are dropped on the way.
    std::optional<any_stream> take(const std::string& place, moment now);
    // Between two messages, with nothing of the last one unread.
    void keep(const std::string& place, any_stream stream, moment now);
    std::size_t size() const;

private:
    struct waiting {
        any_stream stream;
        moment since;
    };
    void drop_old(moment now);

    std::size_t most_;
    std::chrono::milliseconds quiet_limit_;
    std::map<std::string, std::vector<waiting>> by_place_;  // the one used last at the end
};

}  // namespace bot
