// One reading of one channel: what stands there goes into the record under the keys of its live
// events, and what hangs on a message, reactions and pins, is compared with what is recorded of it.
#pragma once

#include "bot/platforms/watched_rooms.hpp"
#include "bot/ports/inbox.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace bot {

// What hangs on a message now.
struct standing_marks {
    struct reaction {
        kept_message::reaction what;
        std::optional<instant> given_at{};  // where the platform says so
    };
    std::string message;
    std::vector<reaction> reactions;
    bool all_reactions = true;     // of a crowd only some may be named
    std::optional<bool> pinned{};  // nothing: nobody could say
};

class channel_reading;

// Those that go on. Shared with them: one that was cut off may be taken down after its owner.
class channel_readings {
public:
    // A reaction or a pin was told live: what was read of that message may be older.
    void heard_mark(std::string_view channel, std::string_view message);
    // Something new is missing in the channel: a thorough reading, which takes long, gives way.
    void hurry(std::string_view channel);

private:
    friend class channel_reading;
    std::vector<channel_reading*> going_on_;
    std::int64_t found_ = 0;  // so that what is found twice within a tick of the clock is two
};

class channel_reading {
public:
    channel_reading(
        inbox& in,
        std::string_view platform,
        const watched_room& room,
        std::shared_ptr<channel_readings> all
    );
    ~channel_reading();
    channel_reading(const channel_reading&) = delete;
    channel_reading& operator=(const channel_reading&) = delete;

    // False when it cannot go on, because of our own house: `stopped` says why.
    boost::asio::awaitable<bool> hand_in(std::vector<inbound> what);
    boost::asio::awaitable<bool> compare(std::vector<standing_marks> with);
    bool stop(std::string why);  // false, for those who stop
    // Something that was found, under a key of its own: a second finding is another.
    inbound about(std::string key, std::string_view message) const;

    caught_up_with told{};
    std::optional<std::string> stopped{};
    bool gives_way = false;  // to a reading of what is new

private:
    friend class channel_readings;
    std::vector<inbound> differences(
        const standing_marks& now, const std::optional<kept_message>& kept
    ) const;

    inbox& inbox_;
    std::string platform_, channel_;
    bool is_thorough_;
    std::shared_ptr<channel_readings> all_;
    std::unordered_set<std::string> marked_live_;  // meanwhile
};

}  // namespace bot
