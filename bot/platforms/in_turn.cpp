#include "bot/platforms/in_turn.hpp"

#include <spdlog/spdlog.h>

#include <exception>

namespace bot {

namespace asio = boost::asio;
using steady = std::chrono::steady_clock;
using std::chrono::milliseconds;

bool in_turn::take(const std::string& channel, json what, handling how) {
    const bool lacks = parts_.lacks_names(what);
    if (!lacks && (waiting_.empty() || !waiting_.contains(channel))) {
        how(what);
        return true;
    }
    auto words = to_text(what);
    if (!has_room_for(channel, words.size())) {
        if (!is_full_ && parts_.on_full) {
            is_full_ = true;
            parts_.on_full(true);
        }
        if (!parts_.takes_when_full) return false;
    }
    auto& queue = waiting_[channel];
    ++count_;
    bytes_ += words.size();
    queue.push_back({std::move(words), std::move(how), steady::now()});
    if (queue.size() == 1)
        parts_.tasks.start("names in " + channel, name_and_handle(channel));
    else if (lacks)
        parts_.ask_ahead(what);
    return true;
}

// One that is alone is always taken, whatever its size.
bool in_turn::has_room_for(const std::string& channel, std::size_t bytes) const {
    const auto& limits = parts_.limits;
    const auto found = waiting_.find(channel);
    const auto here = found == waiting_.end() ? 0 : found->second.size();
    return count_ == 0 ||
           (here < limits.in_channel && count_ < limits.in_all && bytes_ + bytes <= limits.bytes);
}

asio::awaitable<void> in_turn::name_and_handle(std::string channel) {
    document parser;
    for (;;) {
        const auto found = waiting_.find(channel);
        if (found->second.empty()) {
            let_go(channel);
            co_return;
        }
        // Stays at the front until it is handled, so that who comes now queues up behind it.
        const auto one = found->second.front();
        const auto what = parser.parse(one.words);
        if (what) {
            const auto left =
                parts_.naming_limit - std::chrono::floor<milliseconds>(steady::now() - one.since);
            if (left > milliseconds(0) && parts_.lacks_names(*what))
                co_await parts_.look_up(*what, left);
            // Whatever happens to one of them, those behind it have their turn.
            try {
                one.how(*what);
            } catch (const std::exception& thrown) {
                spdlog::error("handling an event in {} failed: {}", channel, thrown.what());
            }
        }
        --count_;
        bytes_ -= one.words.size();
        waiting_[channel].pop_front();
    }
}

// Only here, where nobody walks through the channel any more: what is told next may queue up in it.
void in_turn::let_go(const std::string& channel) {
    waiting_.erase(channel);
    const auto& limits = parts_.limits;
    if (!is_full_ || count_ * 2 > limits.in_all || bytes_ * 2 > limits.bytes) return;
    is_full_ = false;
    parts_.on_full(false);
}

}  // namespace bot
