// What is done to a room that exists, by itself or as part of opening it.
#pragma once

#include "bot/platforms/slack/errands/errand.hpp"

namespace bot::slack {

// "ops" and everything a person may write as the name of a channel, as Slack lets it be; with a
// suffix from 2 on: "inc-7-db-2". At most 80 characters.
std::string channel_name(std::string_view wished, int suffix = 1);

struct room {
    std::string channel;
    std::int64_t effect = 0;
    int attempt = 1;

    bool again() const { return attempt > 1; }  // some of it may be done already
};
// Each says what became of it as an outcome without receipts; `let_in` tells the room whom it
// could not let in.
asio::awaitable<outcome> let_in(desk at, room of, std::vector<person> people);
asio::awaitable<outcome> write_topic(desk at, room of, std::string text);
asio::awaitable<outcome> keep_link(desk at, room of, std::string title, std::string url);

}  // namespace bot::slack
