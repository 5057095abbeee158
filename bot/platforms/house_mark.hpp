// The mark of this installation on a platform, made once: by it we know our own messages again.
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

}  // namespace bot
