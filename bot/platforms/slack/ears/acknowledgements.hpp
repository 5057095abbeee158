// Envelopes that were handed out and not yet acknowledged: each is answered once, by whoever has
// it or, when a person waits and it takes too long, by us.
#pragma once

#include "bot/platforms/slack/ears/frame.hpp"
#include "bot/platforms/slack/ears/socket_mode.hpp"

#include <boost/asio/steady_timer.hpp>

#include <deque>

namespace bot::slack {

class acknowledgements : public std::enable_shared_from_this<acknowledgements> {
public:
    using clock = std::chrono::steady_clock;
    // Puts the text on this connection, or on any other; false when there is none.
    using sending = std::function<bool(int connection, const std::string& text)>;

    acknowledgements(
        boost::asio::any_io_executor executor, std::chrono::milliseconds anyway_after, sending send
    );

    // What is to be called for this envelope, once.
    acknowledge expect(int connection, const frame& told, clock::time_point now);
    // From here on nothing is sent.
    void end();

    std::size_t open() const { return open_; }
    std::int64_t sent() const { return sent_; }
    std::int64_t late() const { return late_; }
    std::function<void()> when_none_open;

private:
    struct expected;
    void answer(expected& one, std::string_view payload);
    void watch();
    void answer_late();

    std::chrono::milliseconds anyway_after_;
    sending send_;
    boost::asio::steady_timer lateness_;  // one for all: they become late in the order they came
    bool watching_ = false;
    std::deque<std::shared_ptr<expected>> waiting_;
    std::size_t open_ = 0;
    std::int64_t sent_ = 0, late_ = 0;
};

}  // namespace bot::slack
