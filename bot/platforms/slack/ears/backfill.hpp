// What happened in a channel while nobody listened: messages, replies, edits, deletions, reactions
// and pins. It reads what stands there now, compares, and hands in what is missing under the keys
// the live events have, so what was heard after all changes nothing.
#pragma once

#include "bot/platforms/slack/api/directory.hpp"
#include "bot/platforms/slack/api/web_api.hpp"
#include "bot/platforms/watched_rooms.hpp"
#include "bot/ports/inbox.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bot::slack {

class backfill final : public room_reader {
public:
    backfill(inbox& in, web_api& api, directory& known, const identity& me)
        : inbox_(in), api_(api), known_(known), me_(me) {}

    // A reaction or a pin was told live: what a reading going on saw of that message may be older.
    void heard_mark(std::string_view channel, std::string_view ts);

    // Something new is missing in the channel: a thorough reading, which takes hours, gives way.
    void hurry(std::string_view channel) override;

    boost::asio::awaitable<tl::expected<caught_up_with, unread_room>> read_back(
        watched_room room
    ) override;

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
