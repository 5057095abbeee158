#include "bot/platforms/slack/ears/acknowledgements.hpp"

#include <spdlog/spdlog.h>

#include <utility>

namespace bot::slack {

// Shared with the function that was given away, which may be kept longer than anything here.
struct acknowledgements::expected {
    std::weak_ptr<acknowledgements> by;
    std::string id;
    int connection = 0;
    bool takes_answer = false;
    bool done = false;
    clock::time_point late_at;
};

acknowledgements::acknowledgements(
    boost::asio::any_io_executor executor, std::chrono::milliseconds anyway_after, sending send
)
    : anyway_after_(anyway_after), send_(std::move(send)), lateness_(std::move(executor)) {}

acknowledge acknowledgements::expect(int connection, const frame& told, clock::time_point now) {
    auto one = std::make_shared<expected>();
    one->by = weak_from_this();
    one->id = told.id;
    one->connection = connection;
    one->takes_answer = told.takes_answer;
    one->late_at = now + anyway_after_;
    ++open_;
    // An event that is not recorded comes again; a person waits three seconds and no longer.
    if (told.type != "events_api") {
        while (!waiting_.empty() && waiting_.front()->done) waiting_.pop_front();
        waiting_.push_back(one);
        if (!watching_) watch();
    }
    return [one = std::move(one)](std::string payload) {
        if (const auto self = one->by.lock()) self->answer(*one, payload);
    };
}

void acknowledgements::answer(expected& one, std::string_view payload) {
    if (std::exchange(one.done, true)) return;
    const auto given = one.takes_answer ? payload : std::string_view();
    if (send_ && send_(one.connection, acknowledgement_of(one.id, given))) ++sent_;
    if (--open_ == 0 && when_none_open) when_none_open();
}

void acknowledgements::watch() {
    watching_ = !waiting_.empty();
    if (!watching_) return;
    lateness_.expires_at(waiting_.front()->late_at);
    lateness_.async_wait([weak = weak_from_this()](boost::system::error_code ec) {
        const auto self = weak.lock();
        if (!ec && self) self->answer_late();
    });
}

void acknowledgements::answer_late() {
    const auto now = clock::now();
    const auto before = late_;
    while (!waiting_.empty() && (waiting_.front()->done || waiting_.front()->late_at <= now)) {
        const auto one = std::move(waiting_.front());
        waiting_.pop_front();
        if (one->done) continue;
        ++late_;
        answer(*one, {});
    }
    if (late_ > before)
        spdlog::warn("slack: {} acknowledged before they were handled", late_ - before);
    watch();
}

void acknowledgements::end() {
    send_ = {};
    when_none_open = {};
    lateness_.cancel();
}

}  // namespace bot::slack
