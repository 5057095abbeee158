#include "bot/engine/engine_thread.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cassert>
#include <utility>

namespace bot {
namespace {

// The clock on the wall can be set: it is looked at again after so long.
constexpr auto longest_sleep = std::chrono::seconds(30);

}  // namespace

engine_thread::engine_thread(std::unique_ptr<engine> run, thread_parts parts)
    : engine_(std::move(run)), parts_(std::move(parts)) {
    assert(parts_.clock && parts_.post_back && "an engine's thread needs a clock and a way back");
    if (parts_.turn_at)
        turn();
    else
        thread_ = std::thread([this] { this->run(); });
}

engine_thread::~engine_thread() {
    stop();
    *is_here_ = false;
}

bool engine_thread::submit(inbound&& what, done_callback&& then) {
    {
        const std::lock_guard lock(mutex_);
        if (queue_.is_stopping || is_dead_ || held_ >= parts_.capacity) return false;
        queue_.arrivals.push_back({std::move(what), std::move(then)});
        ++held_;
    }
    wake();
    return true;
}

std::size_t engine_thread::submit_many(std::vector<submission>& items) {
    std::size_t count = 0;
    {
        const std::lock_guard lock(mutex_);
        if (queue_.is_stopping || is_dead_) return 0;
        count = std::min(items.size(), parts_.capacity - held_);
        std::move(
            items.begin(),
            items.begin() + static_cast<std::ptrdiff_t>(count),
            std::back_inserter(queue_.arrivals)
        );
        held_ += count;
    }
    wake();
    return count;
}

void engine_thread::when_room(std::function<void()> callback) {
    {
        const std::lock_guard lock(mutex_);
        if (queue_.is_stopping || is_dead_) return;
        if (held_ * 4 >= parts_.capacity * 3) {
            wait_for_room_.push_back(std::move(callback));
            return;
        }
    }
    parts_.post_back(std::move(callback));
}

void engine_thread::settle(settlement how) {
    {
        const std::lock_guard lock(mutex_);
        queue_.settlements.push_back(std::move(how));
    }
    wake();
}

bool engine_thread::ask(std::function<void(engine&)> question) {
    {
        const std::lock_guard lock(mutex_);
        if (queue_.is_stopping || is_dead_) return false;
        queue_.questions.push_back(std::move(question));
    }
    wake();
    return true;
}

void engine_thread::stop() {
    {
        const std::lock_guard lock(mutex_);
        queue_.is_stopping = true;
        wait_for_room_.clear();
    }
    wake();
    while (parts_.turn_at && !is_dead_ && !is_finished()) turn();
    if (thread_.joinable() && thread_.get_id() != std::this_thread::get_id()) thread_.join();
}

void engine_thread::wake() {
    if (parts_.turn_at)
        plan_turn(steady::now());
    else
        wake_.notify_one();
}

void engine_thread::plan_turn(steady::time_point at) {
    if (planned_ && *planned_ <= at) return;
    planned_ = at;
    parts_.turn_at(at, [this, at, is_here = is_here_] {
        if (!*is_here || planned_ != at) return;
        planned_.reset();
        turn();
    });
}

void engine_thread::turn() {
    auto next = take();
    if (is_dead_ || !serve(next) || is_finished()) return;
    if (backlog_used_ < backlog_.size() || has_news()) return plan_turn(steady::now());
    if (const auto at = wake_at()) plan_turn(*at);
}

void engine_thread::run() {
    for (;;) {
        auto next = wait();
        if (!serve(next) || is_finished()) return;
    }
}

engine_thread::taken engine_thread::wait() {
    const auto until = wake_at();
    std::unique_lock lock(mutex_);
    const auto is_wanted = [this] { return has_news(); };
    if (backlog_used_ < backlog_.size()) {
        // There is work already.
    } else if (until) {
        wake_.wait_until(lock, *until, is_wanted);
    } else {
        wake_.wait(lock, is_wanted);
    }
    return take();
}

bool engine_thread::has_news() const {
    return queue_.is_stopping || !queue_.arrivals.empty() || !queue_.settlements.empty() ||
           !queue_.questions.empty();
}

engine_thread::taken engine_thread::take() {
    taken next;
    if (backlog_used_ == backlog_.size()) {
        backlog_.clear();
        backlog_used_ = 0;
        backlog_.swap(queue_.arrivals);
    }
    next.settlements.swap(queue_.settlements);
    next.questions.swap(queue_.questions);
    next.is_stopping = queue_.is_stopping;
    return next;
}

std::optional<engine_thread::steady::time_point> engine_thread::wake_at() const {
    std::optional<steady::time_point> at;
    if (const auto due = engine_->next_wake()) {
        // Compared as moments first: the span to a moment long past may not fit.
        const auto now = parts_.clock();
        const auto sleep =
            *due <= now ? milliseconds{0} : std::min<milliseconds>(*due - now, longest_sleep);
        at = steady::now() + sleep;
    }
    if (!holds_until_) return at;
    if (!lost_.empty()) return *holds_until_;
    return at ? std::max(*at, *holds_until_) : at;
}

bool engine_thread::is_finished() {
    const std::lock_guard lock(mutex_);
    return queue_.is_stopping && backlog_used_ == backlog_.size() && queue_.arrivals.empty() &&
           queue_.settlements.empty() && queue_.questions.empty();
}

// False when the engine must not go on.
bool engine_thread::serve(taken& next) {
    const auto now = parts_.clock();
    if (holds_until_ && (next.is_stopping || steady::now() >= *holds_until_)) holds_until_.reset();
    if (!lost_.empty() && !holds_until_) {
        round again;
        for (auto& one : std::exchange(lost_, {})) again.items.emplace_back(std::move(one));
        if (!run_round(std::move(again), now)) return false;
    }
    if (!run_round(gather(std::move(next.settlements), now), now)) return false;
    for (auto& question : next.questions) {
        try {
            question(*engine_);
        } catch (const std::exception& problem) {
            spdlog::error("engine: a question threw: {}", problem.what());
        }
        engine_->look().trim();
    }
    if (next.is_stopping) return true;
    auto going = engine_->take_deliveries(now);
    if (!going.empty() && parts_.on_deliveries) parts_.on_deliveries(std::move(going));
    auto tidied = engine_->tidy();
    if (!tidied) die(std::move(tidied.error()));
    return tidied.has_value();
}

engine_thread::round engine_thread::gather(std::vector<settlement> settlements, instant now) {
    round one;
    for (auto& each : settlements) one.items.emplace_back(std::move(each));
    // While the store is out, timers stay due; asking for them again and again would only spin.
    if (!holds_until_)
        for (auto& timer : engine_->due_timers(now)) one.items.emplace_back(std::move(timer));
    const auto end = std::min(backlog_.size(), backlog_used_ + parts_.batch_limit);
    one.items.reserve(one.items.size() + end - backlog_used_);
    one.callers.reserve(end - backlog_used_);
    for (; backlog_used_ < end; ++backlog_used_) {
        auto& each = backlog_[backlog_used_];
        one.items.emplace_back(std::move(each.what));
        one.callers.push_back(std::move(each.then));
    }
    return one;
}

bool engine_thread::run_round(round one, instant now) {
    if (!try_all(one, now)) return false;
    answer_callers(one);
    for (auto& notice : one.notices)
        if (parts_.on_commit) parts_.on_commit(std::move(notice));
    return true;
}

bool engine_thread::try_all(round& one, instant now) {
    auto done = engine_->process(one.items, now);
    if (done) {
        for (auto& each : *done) one.results.emplace_back(std::move(each));
        if (auto notice = engine_->take_notice(); !notice.empty())
            one.notices.push_back(std::move(notice));
        return true;
    }
    const auto code = done.error().code;
    if (code == errc::internal) {
        die(std::move(done.error()));
        return false;
    }
    holds_until_ = steady::now() + parts_.retry_after;
    // Something in it cannot be recorded; the others must not pay for that for ever.
    const bool may_pass = code == errc::unavailable || code == errc::timed_out;
    if (!may_pass && one.items.size() > 1) return try_each(one, now);
    for (auto& item : one.items) {
        lose(item);
        one.results.emplace_back(tl::unexpected(done.error()));
    }
    return true;
}

bool engine_thread::try_each(round& one, instant now) {
    round alone;
    for (auto& item : one.items) {
        alone.items.clear();
        alone.items.push_back(std::move(item));
        if (!try_all(alone, now)) return false;
    }
    one.results = std::move(alone.results);
    one.notices = std::move(alone.notices);
    return true;
}

// An inbound is given again by its sender, a timer by the engine, a settlement by nobody.
void engine_thread::lose(work_item& item) {
    if (auto* one = std::get_if<settlement>(&item)) lost_.push_back(std::move(*one));
}

void engine_thread::answer_callers(round& one) {
    if (one.callers.empty()) return;
    struct answers {
        std::vector<done_callback> callers;
        std::vector<result<processed>> results;
    };
    // Shared, because a function object has to be copyable; only one copy is ever called.
    auto back = std::make_shared<answers>();
    back->callers = std::move(one.callers);
    const auto others = static_cast<std::ptrdiff_t>(one.results.size() - back->callers.size());
    back->results.assign(
        std::make_move_iterator(one.results.begin() + others),
        std::make_move_iterator(one.results.end())
    );
    const auto count = back->callers.size();
    parts_.post_back([back] {
        for (std::size_t i = 0; i < back->callers.size(); ++i)
            if (back->callers[i]) back->callers[i](std::move(back->results[i]));
    });
    release(count);
}

void engine_thread::release(std::size_t count) {
    std::vector<std::function<void()>> waited;
    {
        const std::lock_guard lock(mutex_);
        held_ -= count;
        if (held_ * 4 < parts_.capacity * 3) waited.swap(wait_for_room_);
    }
    for (auto& callback : waited) parts_.post_back(std::move(callback));
}

void engine_thread::die(error why) {
    {
        const std::lock_guard lock(mutex_);
        is_dead_ = true;
        wait_for_room_.clear();
    }
    spdlog::critical("engine: the record cannot be kept any more: {}", why.detail);
    if (parts_.on_fatal) parts_.on_fatal(std::move(why));
}

}  // namespace bot
