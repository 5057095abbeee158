// The inbox for coroutines: what its callbacks bring, awaited. Cancelled with the task that waits.
#pragma once

#include "bot/ports/inbox.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace bot {

namespace detail {

// Something on its way to another thread and back; whoever gives up waiting leaves it its place.
template <class T>
struct errand {
    explicit errand(boost::asio::any_io_executor executor)
        : back(std::move(executor), boost::asio::steady_timer::time_point::max()) {}

    boost::asio::awaitable<void> wait() {
        if (!done) co_await back.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
    void finish() {
        done = true;
        back.cancel();
    }

    boost::asio::steady_timer back;
    bool done = false;
    std::optional<T> brought;
};

}  // namespace detail

// What `question` finds in the record; nothing when the house is closing.
template <class T>
boost::asio::awaitable<std::optional<T>> ask(inbox& of, std::function<T(archive&)> question) {
    const auto executor = co_await boost::asio::this_coro::executor;
    const auto errand = std::make_shared<detail::errand<T>>(executor);
    of.ask([errand, question = std::move(question)](archive& from) -> std::function<void()> {
        // Both run one after the other: the second only once the first has returned.
        errand->brought = question(from);
        return [errand] { errand->finish(); };
    });
    co_await errand->wait();
    if (!errand->done) co_return std::nullopt;
    co_return std::move(errand->brought);
}

// Durable when it returns well; the first error otherwise, and what became of the others is
// unknown. They may all be handed in again.
inline boost::asio::awaitable<result<std::vector<handled>>> submit_all(
    inbox& to, std::vector<inbound> what
) {
    using answers = std::vector<handled>;
    const auto executor = co_await boost::asio::this_coro::executor;
    const auto errand = std::make_shared<detail::errand<result<answers>>>(executor);
    errand->brought = answers(what.size());
    const auto left = std::make_shared<std::size_t>(what.size());
    if (what.empty()) errand->finish();
    for (std::size_t i = 0; i < what.size(); ++i)
        to.submit(std::move(what[i]), [errand, left, i](result<handled> done) {
            auto& all = *errand->brought;
            if (!done && all) all = tl::unexpected(done.error());
            if (done && all) (*all)[i] = std::move(*done);
            if (--*left == 0) errand->finish();
        });
    co_await errand->wait();
    if (!errand->done) co_return fail(errc::unavailable, "the house is closing");
    co_return std::move(*errand->brought);
}

}  // namespace bot
