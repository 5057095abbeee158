// How something is said in a channel once, changed and taken away, and how our own posts are known
// again: by the mark in their props.
#pragma once

#include "bot/platforms/mattermost/errands/errand.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace bot::mattermost {

// In props.scribe, with the mark of the house.
struct mark {
    std::int64_t effect = 0;
    incident_id card = incident_id::none;  // of a room's live card
    int part = 0;
    // The message it is a copy of: by it a copy is found whichever effect brought it.
    incident_id copied_from = incident_id::none;
    std::int64_t copied = 0;
};
// Of a post; nothing when it is not ours.
std::optional<mark> mark_in(const desk& at, json post);

struct there {
    std::string id;
    std::optional<instant> at;
};
using said = tl::expected<there, api_failure>;

struct new_post {
    std::string channel, message;
    mark of;
    std::string root{};         // of a thread; empty: into the channel
    std::string attachments{};  // a JSON array
    std::string file{};         // uploaded by us, attached to nothing yet
    bool is_pinned = false;
};
// Once, however often it is asked for within half a minute; where only members may speak, we become
// one first. `lacks_file`, where it is given: whether Mattermost dropped the file.
asio::awaitable<said> put_post(desk at, new_post what, bool* lacks_file = nullptr);

// Message, buttons and mark of a post of ours; nothing else of it changes but the pin, when wanted.
asio::awaitable<tl::expected<void, api_failure>> edit_post(desk at, std::string id, new_post what);
// One that is gone already is as good.
asio::awaitable<tl::expected<void, api_failure>> remove_post(
    desk at, std::string channel, std::string id
);
// Mattermost says "no right" of a post that was deleted as well: whether this is why.
asio::awaitable<bool> is_gone(desk at, std::string id, api_failure why);

// Words for a channel: as many posts as they take, each said once however often this is tried. The
// first of them stands first.
struct saying {
    std::int64_t effect = 0;
    int attempt = 1;
    std::string markdown;
    std::string root{};
};
asio::awaitable<tl::expected<std::vector<there>, api_failure>> say(
    desk at, std::string channel, saying what
);

// Goes through the newest posts, a thousand of them, until `each` returns false. Fails when that
// is too little to say that something is not there.
asio::awaitable<tl::expected<void, api_failure>> scan_posts(
    desk at, std::string channel, std::function<bool(json)> each
);
// That the channel is not ours to read: asking again brings nothing.
bool is_unreadable(const api_failure& why);

}  // namespace bot::mattermost
