// What happened in a channel while nobody listened: messages, replies, edits, deletions, reactions
// and pins. It reads what stands there now, compares, and hands in what is missing under the keys
// the live events have, so what was heard after all changes nothing.
#pragma once

#include "bot/platforms/slack/api/directory.hpp"
#include "bot/platforms/slack/api/web_api.hpp"
#include "bot/ports/inbox.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bot::slack {

struct watched_room {
    incident_id log = incident_id::none;
    std::string channel;
    std::string cursor;   // ts up to which nothing is missing; empty: from the beginning
    bool is_live = true;  // people still work in it: what is old may have changed as well
    // Whatever it takes: at fifteen messages a minute only what is new is read otherwise.
    bool is_thorough = false;
    std::string since{};  // ts before which nothing there is ours; empty: all of it is
};

struct caught_up_with {
    std::string cursor;
    std::size_t messages = 0, changes = 0;  // handed in, and new to the record
    bool again = false;       // marks changed while they were read: only another reading tells
    bool is_partial = false;  // what is old was left out: a thorough reading looks there, too
};

class backfill {
public:
    backfill(inbox& in, web_api& api, directory& known, const identity& me)
        : inbox_(in), api_(api), known_(known), me_(me) {}

    // A reaction or a pin was told live: what a reading going on saw of that message may be older.
    void heard_mark(std::string_view channel, std::string_view ts);

    // Something new is missing in the channel: a thorough reading, which takes hours, gives way.
    void hurry(std::string_view channel);

    // Into a channel of people's own, to hear what is said there; those who did not let us in know.
    boost::asio::awaitable<void> enter(std::string channel);

    // Fails as the API does; what was handed in until then stays, and the cursor where it was.
    boost::asio::awaitable<tl::expected<caught_up_with, api_failure>> catch_up(watched_room room);

private:
    struct pass;
    struct listed;

    inbox& inbox_;
    web_api& api_;
    directory& known_;
    const identity& me_;
    std::int64_t found_ = 0;  // so that what is found twice within a tick of the clock is two
    // Shared with the readings: one that was cut off may be taken down after us.
    std::shared_ptr<std::vector<pass*>> going_on_ = std::make_shared<std::vector<pass*>>();
};

}  // namespace bot::slack
