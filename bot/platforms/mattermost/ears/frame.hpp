// One text frame of Mattermost's WebSocket, taken apart; and the one action we send. Pure.
#pragma once

#include "bot/platforms/json.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace bot::mattermost {

struct frame {
    enum class kind { hello, event, reply, other } is = kind::other;
    std::string_view type;        // of an event
    std::string_view connection;  // hello: empty where nothing can be resumed
    std::int64_t seq = -1;        // of an event; -1: it has none
    bool denied = false;          // reply: our token is worth nothing any more
    json whole;                   // of an event
};

class frame_reader {
public:
    // Whatever comes: what is no JSON object, or nothing we know, is `other`. Valid until the next.
    frame read(std::string_view text);

private:
    document parsed_;
};

// {"seq":7,"action":"ping"}
std::string ping_text(std::int64_t number);

}  // namespace bot::mattermost
