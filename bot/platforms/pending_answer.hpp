// An HTTP request that waits for what the house makes of it, but not for ever. All of it happens
// on the thread of whoever waits.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <utility>

namespace bot {

template <class T>
struct pending_answer {
    enum class verdict { none, told, dropped };

    verdict is = verdict::none;
    T value{};
    // What comes when nobody waits any more; may be empty.
    std::function<void(T)> when_late{};
    boost::asio::steady_timer* waiting = nullptr;  // of who waits, as long as it does
    bool is_given_up = false;

    void settle(verdict now, T answer) {
        if (is != verdict::none) return;
        is = now;
        value = std::move(answer);
        if (waiting) waiting->cancel();
        if (is_given_up && is == verdict::told && when_late) when_late(std::move(value));
    }
};

// Tells it once; when the last copy goes without having been called, nobody will.
template <class T>
std::function<void(T)> answer_into(const std::shared_ptr<pending_answer<T>>& told) {
    struct promise {
        explicit promise(std::shared_ptr<pending_answer<T>> to) : told(std::move(to)) {}
        promise(const promise&) = delete;
        promise& operator=(const promise&) = delete;
        ~promise() { told->settle(pending_answer<T>::verdict::dropped, T{}); }
        std::shared_ptr<pending_answer<T>> told;
    };
    return [kept = std::make_shared<promise>(told)](T answer) {
        kept->told->settle(pending_answer<T>::verdict::told, std::move(answer));
    };
}

// Until it is told or dropped, or so long: then it is given up.
template <class T>
boost::asio::awaitable<void> wait_for(
    std::shared_ptr<pending_answer<T>> told, std::chrono::milliseconds limit
) {
    if (told->is != pending_answer<T>::verdict::none) co_return;
    const auto executor = co_await boost::asio::this_coro::executor;
    boost::asio::steady_timer timer(executor, limit);
    // Forgets the timer also when the coroutine is destroyed where it waits.
    struct place {
        explicit place(pending_answer<T>& of, boost::asio::steady_timer& until) : told(of) {
            told.waiting = &until;
        }
        place(const place&) = delete;
        place& operator=(const place&) = delete;
        ~place() { told.waiting = nullptr; }
        pending_answer<T>& told;
    };
    const place here(*told, timer);
    const auto waited =
        co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    (void)waited;
    told->is_given_up = told->is == pending_answer<T>::verdict::none;
}

}  // namespace bot
