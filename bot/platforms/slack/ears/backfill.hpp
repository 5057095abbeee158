// What happened in a channel while nobody listened: messages, replies, edits, deletions, reactions
// and pins. It reads what stands there now, compares, and hands in what is missing under the keys
// the live events have, so what was heard after all changes nothing.
#pragma once

#include "bot/platforms/channel_reading.hpp"
#include "bot/platforms/slack/api/directory.hpp"
#include "bot/platforms/slack/api/web_api.hpp"
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
    void heard_mark(std::string_view channel, std::string_view ts) {
        all_->heard_mark(channel, ts);
    }
    void hurry(std::string_view channel) override { all_->hurry(channel); }

    boost::asio::awaitable<tl::expected<caught_up_with, unread_room>> read_back(
        watched_room room
    ) override;
    boost::asio::awaitable<void> enter(std::string channel) override;

private:
    struct pass;

    inbox& inbox_;
    web_api& api_;
    directory& known_;
    const identity& me_;
    std::shared_ptr<channel_readings> all_ = std::make_shared<channel_readings>();
};

}  // namespace bot::slack
