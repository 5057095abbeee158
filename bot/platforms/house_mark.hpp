// What this installation draws once and keeps: the mark by which it knows its own messages again,
// the keys it seals with.
#pragma once

#include "bot/ports/inbox.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <span>
#include <string>

namespace bot {

// Waits until the record can be read: a new mark in place of one that could not be read would make
// our messages strangers. `random` outlives the call.
boost::asio::awaitable<std::string> find_house_mark(
    inbox& in, std::string platform, const std::function<void(std::span<char>)>& random
);
// The same for any other memo: so many random bytes, in hex.
boost::asio::awaitable<std::string> find_or_draw(
    inbox& in,
    std::string key,
    std::size_t bytes,
    const std::function<void(std::span<char>)>& random
);

}  // namespace bot
