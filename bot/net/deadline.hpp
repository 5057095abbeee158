// One way to say "not longer than this" about anything awaited.
#pragma once

#include "bot/base/result.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <exception>
#include <string>
#include <utility>

namespace bot {

namespace detail {

// `a || timer` waits for the timer when `a` throws, and the cause is lost. So nothing throws.
template <class T>
boost::asio::awaitable<result<T>> without_throwing(
    boost::asio::awaitable<result<T>> op, std::string what
) {
    try {
        auto answer = co_await std::move(op);
        co_return answer;
    } catch (const boost::system::system_error& e) {
        if (e.code() == boost::asio::error::operation_aborted)
            co_return fail(errc::unavailable, what + " was cancelled");
        co_return fail(errc::internal, what + " failed: " + e.what());
    } catch (const std::exception& e) {
        co_return fail(errc::internal, what + " failed: " + e.what());
    }
}

}  // namespace detail

// The outcome of `op`, or timed_out once `limit` is over on the monotonic clock; then `op` is
// cancelled for good and has ended before this returns. `what` begins the error's sentence
// ("reading https://example.org/x").
template <class T>
boost::asio::awaitable<result<T>> within(
    std::chrono::steady_clock::duration limit,
    std::string what,
    boost::asio::awaitable<result<T>> op
) {
    using namespace boost::asio::experimental::awaitable_operators;
    const auto executor = co_await boost::asio::this_coro::executor;
    boost::asio::steady_timer timer(executor, limit);
    auto raced = co_await (
        detail::without_throwing(std::move(op), what) ||
        timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable))
    );
    if (raced.index() == 0) co_return std::move(std::get<0>(raced));

    const auto [ec] = std::get<1>(raced);
    if (ec) co_return fail(errc::unavailable, what + " was cancelled");
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(limit).count();
    co_return fail(
        errc::timed_out, what + " took longer than " + std::to_string(ms) + " ms; try again later"
    );
}

}  // namespace bot
