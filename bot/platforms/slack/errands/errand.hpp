// What the errands of Slack's courier share: whom they ask, what they remember, and how they say
// what went wrong. Each errand carries one delivery and returns what became of it.
#pragma once

#include "bot/platforms/carrying.hpp"
#include "bot/platforms/rooms.hpp"
#include "bot/platforms/slack/couriers.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace bot::slack {

namespace asio = boost::asio;

// All of it outlives every errand.
struct desk {
    inbox& in;
    web_api& api;
    directory& known;
    const identity& me;
    const courier_options& options;
    std::string& canvas_trouble;  // why there is no canvas, as last said in the log
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
// What the failure of this method means, with the place in the sentence.
outcome failed(
    const desk& at, std::string_view method, std::string_view channel, const api_failure& why
);
// "#inc-7" where the name is known.
std::string shown_channel(const desk& at, std::string_view channel);

// --- receipts ---
inbound receipt(const desk& at, std::int64_t effect, std::string channel);
// Our words under the id they have there; the moment is the message's own.
inbound posted(
    const desk& at, const delivery& what, std::string channel, std::string ts, std::string text
);
inbound noted(const desk& at, std::vector<memo> notes);

// What was noted under these keys, in order; "" where nothing is.
asio::awaitable<result<std::vector<std::string>>> recall(desk at, std::vector<std::string> keys);
// "slack:card:7:C123"
std::string memo_key(std::string_view of, incident_id incident, std::string_view channel);

}  // namespace bot::slack
