// A thread for the engine and a bounded queue in front of it. What waits when the
// engine turns to its queue is one batch; when it is quiet nobody waits.
#pragma once

#include "bot/engine/engine.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace bot {

// Called once for each inbound that was let in, unless the engine had to die: with an error
// nothing of it happened, so it must not be acknowledged.
using done_callback = std::function<void(result<processed>)>;

struct submission {
    inbound what;
    done_callback then;
};

struct thread_parts {
    std::function<instant()> clock;
    // Runs a function on the thread that talks to the world.
    std::function<void(std::function<void()>)> post_back;
    // On the engine's thread, after the callbacks of the batch were posted; may be empty.
    std::function<void(commit_notice)> on_commit;
    std::function<void(std::vector<delivery>)> on_deliveries;
    std::function<void(error)> on_fatal;  // the process has to end; nothing is acknowledged
    std::size_t capacity = 4096;
    std::size_t batch_limit = 1024;
    std::chrono::milliseconds retry_after = std::chrono::seconds(1);  // after a lost batch
    // Where it is given there is no thread: what is to be done is done in a later turn of the
    // caller's loop, not before this moment. For a house whose time is played.
    std::function<void(std::chrono::steady_clock::time_point, std::function<void()>)> turn_at{};
};

class engine_thread {
public:
    engine_thread(std::unique_ptr<engine> run, thread_parts parts);
    ~engine_thread();
    engine_thread(const engine_thread&) = delete;
    engine_thread& operator=(const engine_thread&) = delete;

    // False when it is full or stopping: both are then left as they were, and the caller holds
    // back.
    bool submit(inbound&& what, done_callback&& then);
    // Lets in the first so many, moved from; the rest is left as it was.
    std::size_t submit_many(std::vector<submission>& items);
    // Posts it once less than three quarters are taken, at once when it is so already; never when
    // it is stopping.
    void when_room(std::function<void()> callback);

    void settle(settlement how);  // never refused
    // On the engine's thread, between batches. False once it is stopping.
    bool ask(std::function<void(engine&)> question);

    // Nothing new is let in; what was, is finished; then it returns. No deliveries from then on.
    void stop();

private:
    struct taken {
        std::vector<submission> arrivals;
        std::vector<settlement> settlements;
        std::vector<std::function<void(engine&)>> questions;
        bool is_stopping = false;
    };
    using steady = std::chrono::steady_clock;
    // One batch with its callers; settlements and timers stand in front of what they gave.
    struct round {
        std::vector<work_item> items;
        std::vector<done_callback> callers;  // of the last so many items
        std::vector<result<processed>> results;
        std::vector<commit_notice> notices;
    };

    void run();
    void wake();
    void plan_turn(steady::time_point at);
    void turn();
    taken wait();
    taken take();
    bool has_news() const;
    std::optional<steady::time_point> wake_at() const;
    bool is_finished();

    bool serve(taken& next);
    round gather(std::vector<settlement> settlements, instant now);
    bool run_round(round one, instant now);
    bool try_all(round& one, instant now);
    bool try_each(round& one, instant now);
    void lose(work_item& item);
    void answer_callers(round& one);
    void release(std::size_t count);
    void die(error why);

    std::unique_ptr<engine> engine_;
    thread_parts parts_;

    // The engine's thread only.
    std::vector<submission> backlog_;  // taken from the queue
    std::size_t backlog_used_ = 0;     // and put into a batch, of it
    std::vector<settlement> lost_;     // of lost batches: nobody gives them again
    std::optional<steady::time_point> holds_until_;

    std::mutex mutex_;
    std::condition_variable wake_;
    taken queue_;
    std::size_t held_ = 0;  // let in and not yet answered
    std::vector<std::function<void()>> wait_for_room_;
    bool is_dead_ = false;

    // Without a thread.
    std::optional<steady::time_point> planned_;
    std::shared_ptr<bool> is_here_ = std::make_shared<bool>(true);

    std::thread thread_;  // last: it uses all of the above
};

}  // namespace bot
