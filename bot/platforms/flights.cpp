#include "bot/platforms/flights.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace bot {

namespace asio = boost::asio;

void flight::land() {
    landed = true;
    for (const auto& go_on : std::exchange(then, {})) go_on();
}

std::shared_ptr<flight> flights::ask(
    asio::any_io_executor on, const std::string& what, question how
) {
    if (const auto flying = going_.find(what); flying != going_.end()) return flying->second;
    if (!tasks_) tasks_.emplace(std::move(on));
    const auto one = going_[what] = std::make_shared<flight>();
    tasks_->start(whose_ + ": " + what, fly(shared_from_this(), what, std::move(how)));
    return one;
}

void flights::cancel() {
    if (tasks_) tasks_->cancel();
}

asio::awaitable<void> flights::fly(std::shared_ptr<flights> self, std::string what, question how) {
    std::exception_ptr thrown;
    try {
        co_await how();
    } catch (...) {
        thrown = std::current_exception();
    }
    const auto one = self->going_.extract(what);
    one.mapped()->land();
    if (thrown) std::rethrow_exception(thrown);
}

asio::awaitable<void> until_landed(std::shared_ptr<flight> one) {
    const auto executor = co_await asio::this_coro::executor;
    const auto landed =
        std::make_shared<asio::steady_timer>(executor, asio::steady_timer::time_point::max());
    one->then.emplace_back([landed] { landed->cancel(); });
    if (!one->landed) co_await landed->async_wait(asio::as_tuple(asio::use_awaitable));
}

asio::awaitable<void> until_landed(
    std::vector<std::shared_ptr<flight>> all, std::chrono::milliseconds limit
) {
    const auto executor = co_await asio::this_coro::executor;
    const auto late = std::make_shared<asio::steady_timer>(executor, limit);
    const auto left = std::make_shared<std::size_t>(0);
    for (const auto& one : all) {
        if (one->landed) continue;
        ++*left;
        one->then.emplace_back([late, left] {
            if (--*left == 0) late->cancel();
        });
    }
    if (*left > 0) co_await late->async_wait(asio::as_tuple(asio::use_awaitable));
}

}  // namespace bot
