// What the errands of Mattermost's courier share: whom they ask, what they remember, and how they
// say what went wrong. Each errand carries one delivery and returns what became of it.
#pragma once

#include "bot/platforms/carrying.hpp"
#include "bot/platforms/mattermost/couriers.hpp"
#include "bot/platforms/rooms.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace bot::mattermost {

namespace asio = boost::asio;

// All of it outlives every errand.
struct desk {
    inbox& in;
    rest_api& api;
    directory& known;
    const identity& me;
    const seal& by;
    const courier_options& options;
};

// --- the errands, one for each kind of wish ---
asio::awaitable<outcome> carry(desk at, delivery what, open_room wished);
asio::awaitable<outcome> carry(desk at, delivery what, post wished);
asio::awaitable<outcome> carry(desk at, delivery what, show_card wished);
asio::awaitable<outcome> carry(desk at, delivery what, set_topic wished);
asio::awaitable<outcome> carry(desk at, delivery what, invite wished);
asio::awaitable<outcome> carry(desk at, delivery what, react_back wished);
asio::awaitable<outcome> carry(desk at, delivery what, publish_rca wished);
asio::awaitable<outcome> carry(desk at, delivery what, pin_link wished);
asio::awaitable<outcome> carry(desk at, delivery what, show_copy wished);

// --- how they end ---
// `doing` in words: "post".
outcome failed(
    const desk& at, std::string_view doing, std::string_view channel, const api_failure& why
);
// "~inc-7" where the name is known.
std::string shown_channel(const desk& at, std::string_view channel);
// Where what goes to one person goes: the direct messages with them.
asio::awaitable<tl::expected<std::string, outcome>> direct_channel(desk at, person who);

// --- receipts and memos ---
inbound noted(const desk& at, std::vector<memo> notes);
// "mattermost:card:7:4xp9…"
std::string memo_key(std::string_view of, incident_id incident, std::string_view channel);

}  // namespace bot::mattermost
