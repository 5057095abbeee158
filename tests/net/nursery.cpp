#include "bot/net/nursery.hpp"

#include "bot/net/deadline.hpp"
#include "tests/net/support.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <catch2/catch.hpp>

#include <stdexcept>

namespace {

using namespace bot;
using namespace std::chrono_literals;
namespace asio = boost::asio;

asio::awaitable<void> wait_for_ever(int* ended) {
    struct on_end {
        int* count;
        ~on_end() { ++*count; }
    };
    const on_end counted{ended};
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, asio::steady_timer::time_point::max());
    co_await timer.async_wait(asio::use_awaitable);
}

asio::awaitable<void> throw_later() {
    co_await asio::post(asio::use_awaitable);
    throw std::runtime_error("boom");
}

asio::awaitable<result<int>> give(int n) {
    co_return n;
}

asio::awaitable<result<int>> never() {
    int ignored = 0;
    co_await wait_for_ever(&ignored);
    co_return 0;
}

asio::awaitable<result<int>> throw_instead() {
    co_await throw_later();
    co_return 0;
}

}  // namespace

TEST_CASE("stop cancels every task and waits for the last", "[net]") {
    bot::test::loop world;
    int ended = 0;
    nursery tasks(world.executor());
    world.run([&]() -> asio::awaitable<void> {
        for (int n = 0; n < 10; ++n) tasks.start("sleeper", wait_for_ever(&ended));
        CHECK(tasks.size() == 10);
        CHECK(ended == 0);

        co_await tasks.stop();

        CHECK(ended == 10);
        CHECK(tasks.size() == 0);
        tasks.start("late", wait_for_ever(&ended));
        CHECK(tasks.size() == 0);
    });
}

TEST_CASE("an exception that escapes a task is told under its name", "[net]") {
    bot::test::loop world;
    std::string told;
    nursery tasks(world.executor(), [&](std::string_view task, std::string_view what) {
        told += std::string(task) + ": " + std::string(what) + ";";
    });
    int ended = 0;
    world.run([&]() -> asio::awaitable<void> {
        tasks.start("sleeper", wait_for_ever(&ended));
        tasks.start("bomb", throw_later());
        while (tasks.size() > 1) co_await asio::post(asio::use_awaitable);
        co_await tasks.stop();
    });
    CHECK(told == "bomb: boom;");
}

TEST_CASE("a nursery may go before its tasks", "[net]") {
    int ended = 0;
    {
        bot::test::loop world;
        auto tasks = std::make_unique<nursery>(world.executor());
        world.run([&]() -> asio::awaitable<void> {
            tasks->start("sleeper", wait_for_ever(&ended));
            tasks.reset();
            while (ended == 0) co_await asio::post(asio::use_awaitable);
        });
        CHECK(ended == 1);
    }
}

TEST_CASE("a context that ends takes suspended tasks with it", "[net]") {
    int ended = 0;
    {
        bot::test::loop world;
        nursery tasks(world.executor());
        world.run([&]() -> asio::awaitable<void> {
            tasks.start("sleeper", wait_for_ever(&ended));
            co_return;
        });
    }
    CHECK(ended == 1);
}

TEST_CASE("within gives what came in time, says what did not, and keeps the cause", "[net]") {
    bot::test::loop world;
    world.run([]() -> asio::awaitable<void> {
        const auto quick = co_await within(5s, "counting", give(7));
        CHECK(quick == 7);

        const auto late = co_await within(5ms, "waiting for it", never());
        REQUIRE_FALSE(late);
        CHECK(late.error().code == errc::timed_out);
        CHECK(late.error().detail == "waiting for it took longer than 5 ms; try again later");

        const auto thrown = co_await within(5s, "trying", throw_instead());
        REQUIRE_FALSE(thrown);
        CHECK(thrown.error().code == errc::internal);
        CHECK(thrown.error().detail == "trying failed: boom");
    });
}

TEST_CASE("what runs under a deadline is cancelled with its task", "[net]") {
    bot::test::loop world;
    nursery tasks(world.executor());
    errc seen = errc::internal;
    const auto task = [](errc* out) -> asio::awaitable<void> {
        const auto outcome = co_await within(1h, "waiting", never());
        *out = outcome ? errc::internal : outcome.error().code;
    };
    world.run([&]() -> asio::awaitable<void> {
        tasks.start("patient", task(&seen));
        co_await tasks.stop();
    });
    CHECK(seen == errc::unavailable);
}

TEST_CASE("tasks that end while their cancellation is on its way are no trouble", "[net]") {
    for (int steps = 0; steps < 60; ++steps) {
        asio::io_context context;
        int ended = 0;
        const auto wait_a_moment = [&]() -> asio::awaitable<void> {
            co_await asio::post(asio::use_awaitable);
            ++ended;
        };
        {
            nursery tasks(context.get_executor());
            for (int n = 0; n < 10; ++n) tasks.start("short", wait_a_moment());
            // Off the loop cancelling can only be asked for; some are about to end just now.
            for (int n = 0; n < steps; ++n) context.poll_one();
        }
        context.run();
        CHECK(ended == 10);
    }
}
