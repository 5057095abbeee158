// What happened in a channel while nobody listened: posts, replies, edits, deletions, reactions and
// pins. It asks for whatever changed since the cursor, compares, and hands in what is missing under
// the keys the live events have, so what was heard after all changes nothing.
#pragma once

#include "bot/platforms/channel_reading.hpp"
#include "bot/platforms/mattermost/api/directory.hpp"
#include "bot/platforms/mattermost/api/rest_api.hpp"
#include "bot/ports/inbox.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string_view>

namespace bot::mattermost {

class backfill final : public room_reader {
public:
    backfill(inbox& in, rest_api& api, directory& known, const identity& me)
        : inbox_(in), api_(api), known_(known), me_(me) {}

    // A reaction or a pin was told live: what a reading going on saw of that post may be older.
    void heard_mark(std::string_view channel, std::string_view post) {
        all_->heard_mark(channel, post);
    }
    void hurry(std::string_view channel) override { all_->hurry(channel); }
    boost::asio::awaitable<void> enter(std::string channel) override;

    boost::asio::awaitable<tl::expected<caught_up_with, unread_room>> read_back(
        watched_room room
    ) override;

private:
    struct pass;

    inbox& inbox_;
    rest_api& api_;
    directory& known_;
    const identity& me_;
    std::shared_ptr<channel_readings> all_ = std::make_shared<channel_readings>();
};

}  // namespace bot::mattermost
