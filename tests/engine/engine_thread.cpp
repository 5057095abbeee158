#include "bot/engine/engine_thread.hpp"

#include "bot/store/memory/memory_store.hpp"
#include "tests/engine/failing_store.hpp"
#include "tests/engine/rehearsal.hpp"

#include <catch2/catch.hpp>
#include <spdlog/spdlog.h>

#include <atomic>
#include <deque>
#include <future>

using namespace bot;
using namespace bot::test;
using namespace std::chrono_literals;

namespace {

// Stands for the thread that talks to the world: runs what is posted, in order.
class world {
public:
    world() : thread_([this] { run(); }) {}
    ~world() { finish(); }

    void post(std::function<void()> errand) {
        {
            const std::lock_guard lock(mutex_);
            errands_.push_back(std::move(errand));
        }
        wake_.notify_one();
    }
    // Runs what was posted so far and ends.
    void finish() {
        {
            const std::lock_guard lock(mutex_);
            is_over_ = true;
        }
        wake_.notify_one();
        if (thread_.joinable()) thread_.join();
    }

private:
    void run() {
        for (;;) {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return is_over_ || !errands_.empty(); });
            if (errands_.empty()) return;
            auto errand = std::move(errands_.front());
            errands_.pop_front();
            lock.unlock();
            errand();
        }
    }

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> errands_;
    bool is_over_ = false;
    std::thread thread_;
};

// A list several threads write and one waits for.
template <class T>
class seen {
public:
    void add(T one) {
        const std::lock_guard lock(mutex_);
        all_.push_back(std::move(one));
        // Under the lock: whoever waits may be gone right after it.
        grew_.notify_all();
    }
    std::vector<T> wait_for(std::size_t count) {
        std::unique_lock lock(mutex_);
        grew_.wait_for(lock, 20s, [&] { return all_.size() >= count; });
        return all_;
    }

private:
    std::mutex mutex_;
    std::condition_variable grew_;
    std::vector<T> all_;
};

struct theatre {
    explicit theatre(std::size_t capacity = 4096) {
        spdlog::set_level(spdlog::level::off);
        thread_parts parts;
        parts.clock = [this] { return instant(milliseconds(now.load())); };
        parts.post_back = [this](std::function<void()> errand) { outside.post(std::move(errand)); };
        parts.on_commit = [this](commit_notice notice) {
            for (const auto& line : notice.lines) lines.add(std::string(name_of(line.what)));
        };
        parts.on_deliveries = [this](std::vector<delivery> out) {
            for (auto& one : out) deliveries.add(std::move(one));
        };
        parts.on_fatal = [this](error why) { deaths.add(std::move(why)); };
        parts.capacity = capacity;
        parts.retry_after = 1ms;
        thread.emplace(std::move(play.run), std::move(parts));
    }
    ~theatre() { thread->stop(); }

    void advance_to(std::int64_t second) {
        now = at_second(second).time_since_epoch().count();
        thread->ask([](engine&) {});
    }
    // Submits one and waits for its answer.
    result<processed> say(inbound in) {
        auto promise = std::make_shared<std::promise<result<processed>>>();
        auto answer = promise->get_future();
        REQUIRE(thread->submit(std::move(in), [promise](result<processed> done) {
            promise->set_value(std::move(done));
        }));
        REQUIRE(answer.wait_for(20s) == std::future_status::ready);
        return answer.get();
    }
    // Holds the engine's thread until the returned promise is set.
    std::shared_ptr<std::promise<void>> hold() {
        auto gate = std::make_shared<std::promise<void>>();
        auto reached = std::make_shared<std::promise<void>>();
        thread->ask([gate, reached](engine&) {
            reached->set_value();
            gate->get_future().wait();
        });
        reached->get_future().wait();
        return gate;
    }

    std::unique_ptr<store> under = make_memory_store();
    failing_store keep{*under};
    rehearsal play{keep};
    std::atomic<std::int64_t> now{at_second(0).time_since_epoch().count()};
    seen<std::string> lines;
    seen<delivery> deliveries;
    seen<error> deaths;
    world outside;
    std::optional<engine_thread> thread;
};

}  // namespace

TEST_CASE("what several threads submit is answered once each, and stop finishes it") {
    constexpr int producers = 4, each = 5'000;
    theatre on(256);
    on.say(command("d1", "declare Cache"));
    on.thread->settle(delivered(on.deliveries.wait_for(1)[0]));
    std::vector<std::atomic<int>> answered(producers * each);
    std::vector<std::thread> threads;
    for (int who = 0; who < producers; ++who)
        threads.emplace_back([&, who] {
            for (int i = 0; i < each; ++i) {
                const auto number = static_cast<std::size_t>(who * each + i);
                auto in = message("m" + std::to_string(number), "hello");
                done_callback then = [&answered, number](result<processed> done) {
                    if (done && done->is == processed::verdict::done) ++answered[number];
                };
                while (!on.thread->submit(std::move(in), std::move(then))) {
                    std::promise<void> room;
                    on.thread->when_room([&room] { room.set_value(); });
                    room.get_future().wait();
                }
            }
        });
    for (auto& thread : threads) thread.join();

    on.thread->stop();
    on.outside.finish();

    const auto once = std::count(answered.begin(), answered.end(), 1);
    CHECK(once == producers * each);
    CHECK(on.under->count_messages(incident_id{1}, 0) == producers * each);
    CHECK(on.keep.commits < producers * each);
}

TEST_CASE("callbacks are posted before the notice is given, and the notice before deliveries") {
    theatre on;
    seen<std::string> order;
    {
        auto keep = make_memory_store();
        rehearsal play(*keep);
        thread_parts parts;
        parts.clock = [] { return at_second(0); };
        parts.post_back = [&](const std::function<void()>& errand) { errand(); };
        parts.on_commit = [&](const commit_notice&) { order.add("notice"); };
        parts.on_deliveries = [&](const std::vector<delivery>&) { order.add("deliveries"); };
        engine_thread thread(std::move(play.run), std::move(parts));
        thread.submit(command("d1", "declare T"), [&](const result<processed>&) {
            order.add("callback");
        });
        order.wait_for(3);
    }

    CHECK(order.wait_for(3) == std::vector<std::string>{"callback", "notice", "deliveries"});
}

TEST_CASE("a full queue says so, leaves the inbound as it was, and tells when there is room") {
    theatre on(4);
    auto gate = on.hold();
    seen<int> answers;
    for (int i = 0; i < 4; ++i)
        REQUIRE(on.thread->submit(message(std::to_string(i), "x"), [&, i](const auto&) {
            answers.add(i);
        }));

    auto fifth = message("5", "kept");
    CHECK_FALSE(on.thread->submit(std::move(fifth), nullptr));
    CHECK(std::get<in_message>(fifth.what).text == "kept");
    std::vector<submission> many(2);
    CHECK(on.thread->submit_many(many) == 0);
    seen<int> room;
    on.thread->when_room([&] { room.add(1); });
    gate->set_value();

    CHECK(room.wait_for(1).size() == 1);
    CHECK(answers.wait_for(4) == std::vector<int>{0, 1, 2, 3});
}

TEST_CASE("of many, as many are let in as there is room for") {
    theatre on(4);
    auto gate = on.hold();
    std::vector<submission> many;
    seen<int> answers;
    for (int i = 0; i < 6; ++i)
        many.push_back({message(std::to_string(i), "text"), [&](const auto&) { answers.add(1); }});

    CHECK(on.thread->submit_many(many) == 4);
    CHECK(std::get<in_message>(many[4].what.what).text == "text");
    gate->set_value();
    CHECK(answers.wait_for(4).size() == 4);
}

TEST_CASE("what waits while the engine is busy is one batch") {
    theatre on;
    on.say(command("d1", "declare Cache"));
    on.thread->settle(delivered(on.deliveries.wait_for(1)[0]));
    on.deliveries.wait_for(2);
    auto gate = on.hold();
    const auto before = on.keep.commits;
    for (int i = 0; i < 50; ++i)
        REQUIRE(on.thread->submit(message(std::to_string(i), "note x"), nullptr));
    gate->set_value();

    on.thread->stop();

    CHECK(on.keep.commits == before + 1);
}

TEST_CASE("after stop nothing is let in") {
    theatre on;
    on.thread->stop();

    auto late = message("m", "kept");
    CHECK_FALSE(on.thread->submit(std::move(late), nullptr));
    CHECK(std::get<in_message>(late.what).text == "kept");
    CHECK_FALSE(on.thread->ask([](engine&) {}));
}

TEST_CASE("while the store is out nothing is acknowledged, and it goes on when it is back") {
    theatre on;
    on.say(command("d1", "declare Cache"));
    const auto out = on.deliveries.wait_for(1)[0];
    auto gate = on.hold();
    on.keep.be_out(true);
    gate->set_value();

    on.thread->settle(delivered(out));
    const auto failed = on.say(command("d2", "declare Db"));
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code == errc::unavailable);
    gate = on.hold();
    on.keep.be_out(false);
    gate->set_value();

    CHECK(on.say(command("d2", "declare Db"))->is == processed::verdict::done);
    // The settlement was not lost: the room is there and spoken in.
    const auto all = on.deliveries.wait_for(3);
    CHECK(std::ranges::any_of(all, [](const delivery& one) {
        return text_of(one.what) == "welcome Cache" && one.channel == "c1";
    }));
}

TEST_CASE("one that cannot be recorded does not harm those beside it") {
    theatre on;
    on.say(command("d1", "declare Cache"));
    on.thread->settle(delivered(on.deliveries.wait_for(1)[0]));
    on.deliveries.wait_for(2);
    on.say(message("m0", "note start"));
    seen<std::string> answers;
    const auto expect = [&](const std::string& name) {
        return [&, name](const result<processed>& done) {
            answers.add(name + (done ? " done" : " " + std::string(name_of(done.error().code))));
        };
    };
    auto gate = on.hold();
    on.keep.refuses = "poison";
    REQUIRE(on.thread->submit(message("m1", "note one"), expect("m1")));
    REQUIRE(on.thread->submit(message("m2", "poison"), expect("m2")));
    REQUIRE(on.thread->submit(message("m3", "note three"), expect("m3")));
    gate->set_value();

    CHECK(answers.wait_for(3) == std::vector<std::string>{"m1 done", "m2 invalid", "m3 done"});
}

TEST_CASE("when the record cannot be kept any more, the process is told to end and nobody else") {
    theatre on;
    std::atomic<int> answers{0};
    auto gate = on.hold();
    on.keep.fail_at(1, failing_store::way::plainly, errc::internal);
    REQUIRE(on.thread->submit(command("d1", "declare Cache"), [&](const auto&) { ++answers; }));
    gate->set_value();

    const auto deaths = on.deaths.wait_for(1);
    REQUIRE(deaths.size() == 1);
    CHECK(deaths[0].code == errc::internal);
    on.thread->stop();
    on.outside.finish();
    CHECK(answers == 0);
    CHECK_FALSE(on.thread->submit(command("d2", "declare Db"), nullptr));
}

TEST_CASE("timers and put-off deliveries come by the clock") {
    theatre on;
    on.say(command("d1", "declare Cache"));
    on.thread->settle(settled(on.deliveries.wait_for(1)[0], outcome::verdict::retry));
    on.say(command("k", "help"));
    CHECK(on.deliveries.wait_for(1).size() == 1);

    on.advance_to(2);
    const auto again = on.deliveries.wait_for(2);
    REQUIRE(again.size() == 2);
    CHECK(again[1].attempt == 2);

    on.advance_to(601);
    const auto lines = on.lines.wait_for(3);
    REQUIRE(lines.size() == 3);
    CHECK(lines[2] == "row_added");
}

TEST_CASE("the thread wakes by itself when a timer is due") {
    auto keep = make_memory_store();
    rehearsal play(*keep);
    play.give(command("d1", "declare Cache"));
    const auto start = std::chrono::steady_clock::now();
    seen<std::string> lines;
    thread_parts parts;
    // A hundred times as fast as ours.
    parts.clock = [start] {
        const auto passed = std::chrono::steady_clock::now() - start;
        return at_second(590) + std::chrono::duration_cast<milliseconds>(passed) * 100;
    };
    parts.post_back = [](const std::function<void()>& errand) { errand(); };
    parts.on_commit = [&](const commit_notice& notice) {
        for (const auto& line : notice.lines) lines.add(std::string(name_of(line.what)));
    };
    engine_thread thread(std::move(play.run), std::move(parts));

    CHECK(lines.wait_for(1).size() == 1);
}

TEST_CASE("messages through the thread, for measuring", "[.measure]") {
    theatre on;
    on.say(command("d1", "declare Cache"));
    on.thread->settle(delivered(on.deliveries.wait_for(1)[0]));
    on.deliveries.wait_for(2);
    constexpr int count = 400'000;
    std::atomic<int> answers{0};
    const auto start = std::chrono::steady_clock::now();
    std::vector<submission> block;
    for (int i = 0; i < count;) {
        for (; block.size() < 512 && i < count; ++i)
            block.push_back({message("m" + std::to_string(i), "hello"), [&](const auto&) {
                                 ++answers;
                             }});
        while (!block.empty()) {
            const auto taken = on.thread->submit_many(block);
            block.erase(block.begin(), block.begin() + static_cast<std::ptrdiff_t>(taken));
            if (block.empty()) break;
            std::promise<void> room;
            on.thread->when_room([&room] { room.set_value(); });
            room.get_future().wait();
        }
    }
    on.thread->stop();
    on.outside.finish();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    CHECK(answers == count);
    WARN(count / took.count() << " inbounds/s in " << on.keep.commits << " commits");
}
