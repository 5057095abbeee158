// Where long-lived coroutines live: each started under a name, all of them cancelled and awaited
// together. Nothing in the house runs detached.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace bot {

class nursery {
public:
    // Called for a task that ended by an exception, after it was logged. An exception that only
    // says "cancelled" is a normal end.
    using failure = std::function<void(std::string_view task, std::string_view what)>;

    explicit nursery(boost::asio::any_io_executor executor, failure on_failure = {});
    nursery(const nursery&) = delete;
    nursery& operator=(const nursery&) = delete;
    // Cancels what still runs, without waiting for it.
    ~nursery();

    // Runs until it first waits, when called on the executor's thread. After stop() nothing
    // starts any more: the task is dropped.
    void start(std::string name, boost::asio::awaitable<void> task);

    // Cancels every task for good and returns when the last has ended. Never awaited from one of
    // the tasks: it would wait for itself.
    boost::asio::awaitable<void> stop();
    // The first half of stop(): cancels, does not wait.
    void cancel();

    std::size_t size() const;

private:
    struct state;
    std::shared_ptr<state> state_;
};

}  // namespace bot
