// Waiting for nothing but time.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>

namespace bot {

// On the monotonic clock; ends by an exception when the task is cancelled.
inline boost::asio::awaitable<void> rest(std::chrono::steady_clock::duration span) {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, span);
    co_await timer.async_wait(boost::asio::use_awaitable);
}

}  // namespace bot
