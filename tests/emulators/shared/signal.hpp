// "Something has changed": everybody who waits looks again.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <utility>
#include <vector>

namespace emulator {

class signal {
public:
    using time_point = std::chrono::steady_clock::time_point;

    explicit signal(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}
    void raise() {
        for (auto* timer : waiting_) timer->cancel();
    }
    // Until raised, and not longer than that. Who looked before waiting has missed nothing: all
    // of it is one thread.
    boost::asio::awaitable<void> wait(time_point limit = time_point::max()) {
        boost::asio::steady_timer timer(executor_, limit);
        const entry listed(waiting_, timer);
        co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }

private:
    using list = std::vector<boost::asio::steady_timer*>;
    struct entry {
        entry(list& all, boost::asio::steady_timer& timer) : all_(all), timer_(&timer) {
            all_.push_back(timer_);
        }
        ~entry() { std::erase(all_, timer_); }
        entry(const entry&) = delete;
        entry& operator=(const entry&) = delete;

    private:
        list& all_;
        boost::asio::steady_timer* timer_;
    };

    boost::asio::any_io_executor executor_;
    list waiting_;
};

}  // namespace emulator
