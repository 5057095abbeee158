// The channels of incidents: up to where each is known, and that it is read again whenever
// something may have been missed in it.
#pragma once

#include "bot/net/nursery.hpp"
#include "bot/platforms/slack/ears/backfill.hpp"
#include "bot/ports/inbox.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace bot::slack {

struct watched_rooms_parts {
    inbox& in;
    directory& known;
    backfill& reader;
    nursery& tasks;
    std::function<double()> random;  // [0, 1)
    // A channel is read back from here on, and no more. May be empty.
    std::function<void(std::string_view channel, bool begins)> on_reading;
};

class watched_rooms {
public:
    explicit watched_rooms(watched_rooms_parts parts) : parts_(std::move(parts)) {}
    watched_rooms(const watched_rooms&) = delete;
    watched_rooms& operator=(const watched_rooms&) = delete;

    // Those the record knows, with their cursors.
    boost::asio::awaitable<void> load();
    // Writes the cursors down every so often, for ever. Not with every message: after a crash what
    // came since is read again, and changes nothing.
    boost::asio::awaitable<void> keep_cursors(std::chrono::milliseconds every);

    // A new one may have had a word in it before we knew that it was ours.
    // People's own is ours from `since` on.
    void add(const std::string& channel, incident_id log, std::optional<instant> since);
    void heard(std::string_view channel, std::string_view ts);

    // The newest incident first: Slack lets us read so much a minute, and people work in that one.
    void catch_up_with_all();
    void catch_up_with(const std::string& channel);  // nothing for one that is not watched

private:
    struct room {
        incident_id log = incident_id::none;
        std::string since;          // ts; empty unless the channel is people's own
        std::string cursor, saved;  // of what was heard, and of what is remembered of it
        bool is_missing = true;     // something may have been missed
        bool is_reading = false;
        bool reads_old = false;  // nothing new is missing; it looks at what is old, for hours
    };

    static void begin_at(room& one, std::optional<instant> since);
    boost::asio::awaitable<void> read_back(std::string channel);
    boost::asio::awaitable<bool> is_live(incident_id log);

    watched_rooms_parts parts_;
    std::map<std::string, room, std::less<>> rooms_;  // by channel; none is ever taken out
};

}  // namespace bot::slack
