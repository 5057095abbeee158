#include "bot/net/nursery.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <spdlog/spdlog.h>

#include <list>
#include <vector>

namespace bot {

namespace asio = boost::asio;

namespace {

struct nursed {
    std::string name;
    asio::cancellation_signal cancel;
};

// What the exception says; nothing when it is only the echo of a cancellation.
std::string sentence_of(const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const boost::system::system_error& e) {
        return e.code() == asio::error::operation_aborted ? "" : e.what();
    } catch (const std::exception& e) {
        return e.what();
    } catch (...) {
        return "something that is no std::exception";
    }
}

}  // namespace

// Shared with the completion of each task, which may come after the nursery itself is gone.
struct nursery::state {
    state(asio::any_io_executor on, failure report)
        : executor(std::move(on)), on_failure(std::move(report)), empty(executor) {
        empty.expires_at(asio::steady_timer::time_point::max());
    }

    void cancel_all() {
        stopping = true;
        // A copy: a task that ends at once takes itself off the list.
        const std::vector<std::shared_ptr<nursed>> all(tasks.begin(), tasks.end());
        for (const auto& task : all) task->cancel.emit(asio::cancellation_type::terminal);
        // Off the loop's thread a cancellation is only posted; it must find its task when it comes.
        asio::post(executor, [all] {});
    }

    void ended(const std::shared_ptr<nursed>& task, const std::exception_ptr& thrown) {
        tasks.remove(task);
        if (tasks.empty()) empty.cancel();
        const auto what = thrown ? sentence_of(thrown) : std::string();
        if (what.empty()) return;
        spdlog::error("{} ended by an exception: {}", task->name, what);
        if (on_failure) on_failure(task->name, what);
    }

    asio::any_io_executor executor;
    failure on_failure;
    asio::steady_timer empty;
    std::list<std::shared_ptr<nursed>> tasks;
    bool stopping = false;
};

nursery::nursery(asio::any_io_executor executor, failure on_failure)
    : state_(std::make_shared<state>(std::move(executor), std::move(on_failure))) {}

nursery::~nursery() {
    // Who is told of failures may be gone by the time the last task ends.
    state_->on_failure = {};
    state_->cancel_all();
}

void nursery::start(std::string name, asio::awaitable<void> task) {
    if (state_->stopping) return;
    auto one = std::make_shared<nursed>();
    one->name = std::move(name);
    state_->tasks.push_back(one);
    auto end = [state = state_, one](std::exception_ptr thrown) { state->ended(one, thrown); };
    asio::co_spawn(
        state_->executor,
        std::move(task),
        asio::bind_cancellation_slot(one->cancel.slot(), std::move(end))
    );
}

asio::awaitable<void> nursery::stop() {
    // By value: the nursery may be destroyed by who waits for the same end.
    const auto state = state_;
    state->cancel_all();
    while (!state->tasks.empty())
        co_await state->empty.async_wait(asio::as_tuple(asio::use_awaitable));
}

void nursery::cancel() {
    state_->cancel_all();
}

std::size_t nursery::size() const {
    return state_->tasks.size();
}

}  // namespace bot
