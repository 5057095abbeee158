// The channels of incidents on one platform: up to where each is known, and that it is read again
// whenever something may have been missed in it.
#pragma once

#include "bot/net/nursery.hpp"
#include "bot/ports/inbox.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace bot {

struct watched_room {
    incident_id log = incident_id::none;
    std::string channel;
    std::string cursor;   // the place up to which nothing is missing; empty: from the beginning
    // People still work in it: what is old may have changed as well, and pins.
    bool is_live = true;
    // Whatever it takes: where little may be read at a time only what is new is read otherwise.
    bool is_thorough = false;
    std::string since{};  // the place before which nothing there is ours; empty: all of it is
    // What was recorded when the reading began. Only of that can it be said that it is not there
    // any more: what was said meanwhile a page that was asked for before does not have.
    std::int64_t recorded = 0;
};

struct caught_up_with {
    std::string cursor;
    std::size_t messages = 0, changes = 0;  // handed in, and new to the record
    bool again = false;       // marks changed while they were read: only another reading tells
    bool is_partial = false;  // what is old was left out: a thorough reading looks there, too
};

// Why a channel could not be read.
struct unread_room {
    std::string why;
    std::chrono::milliseconds after{0};  // not before that long
    bool is_final = false;               // the channel is gone, or not ours to read any more
};

// Reads what stands in a channel and hands in what is missing in the record.
class room_reader {
public:
    virtual ~room_reader() = default;
    // When it fails, what was handed in until then stays, and the cursor where it was.
    virtual boost::asio::awaitable<tl::expected<caught_up_with, unread_room>> read_back(
        watched_room room
    ) = 0;
    // Into a channel of people's own, to hear what is said there; those who did not let us in know.
    virtual boost::asio::awaitable<void> enter(std::string channel) = 0;
    // Something new is missing in the channel: a thorough reading gives way.
    virtual void hurry(std::string_view channel) = 0;
};

struct watched_rooms_parts {
    std::string_view platform;
    inbox& in;
    room_reader& reader;
    nursery& tasks;
    int (*compare)(std::string_view a, std::string_view b);  // two places in a channel: -1, 0, 1
    std::string (*place_at)(instant at);                     // where that moment is
    std::function<double()> random;                          // [0, 1)
    // A room the record knows, before any is read. May be empty.
    std::function<void(const room_binding&)> on_known;
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

    // A new one may have had a word in it before we knew that it was ours. People's own is ours
    // from `since` on.
    void add(const std::string& channel, incident_id log, std::optional<instant> since);
    void heard(std::string_view channel, std::string_view place);

    // The newest incident first: so much may be read a minute, and people work in that one. That of
    // an incident long over costs nothing until something happens in it or to it.
    void catch_up_with_all();
    void catch_up_with(const std::string& channel);  // nothing for one that is not watched
    void stir(std::string_view channel);
    void stir(incident_id log);

    // Of what is new in the rooms of open incidents, `most` of them, how much nobody had told.
    boost::asio::awaitable<std::size_t> glance(std::size_t most);

private:
    struct room {
        incident_id log = incident_id::none;
        std::string since;          // a place; empty unless the channel is people's own
        std::string cursor, saved;  // of what was heard, and of what is remembered of it
        bool is_missing = true;     // something may have been missed
        bool is_reading = false;
        bool reads_old = false;  // nothing new is missing; it looks at what is old, for hours
        bool is_asleep = false;  // until something happens
    };

    std::string cursor_key(std::string_view channel) const;
    void begin_at(room& one, std::optional<instant> since) const;
    boost::asio::awaitable<void> wake_the_lively();
    boost::asio::awaitable<void> read_back(std::string channel);
    boost::asio::awaitable<void> look_at_record(watched_room& of);

    watched_rooms_parts parts_;
    std::map<std::string, room, std::less<>> rooms_;  // by channel; none is ever taken out
};

}  // namespace bot
