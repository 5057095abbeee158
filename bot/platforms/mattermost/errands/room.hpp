// What is done to a room that exists, by itself or as part of opening it.
#pragma once

#include "bot/platforms/mattermost/errands/errand.hpp"

namespace bot::mattermost {

// "ops" and everything a person may write as the name of a channel, as Mattermost lets it be: 2 to
// 64 characters, the first a letter or a digit. With a suffix from 2 on.
std::string channel_name(std::string_view wished, int suffix = 1);

struct room {
    std::string channel;
    std::int64_t effect = 0;
    int attempt = 1;
};
// What became of it, without receipts; tells the room whom it could not let in.
asio::awaitable<outcome> let_in(desk at, room of, std::vector<person> people);

// A channel's header, always in sight above it: the topic, then links. There are no bookmarks.
struct room_header {
    std::string topic;  // as it is shown
    std::string links;  // "[console](https://…)", one a line
};
std::string shown_topic(std::string_view markdown);
std::string link_of(std::string_view title, std::string_view url);
// At most as long as Mattermost takes: rather no link than half a one, rather half a topic than no
// link to the console.
std::string header_text(const room_header& of);
// To know, at the next change, what stands there.
std::vector<memo> header_memos(
    incident_id incident, std::string_view channel, const room_header& of
);

}  // namespace bot::mattermost
