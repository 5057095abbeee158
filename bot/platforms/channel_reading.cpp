#include "bot/platforms/channel_reading.hpp"

#include "bot/platforms/awaiting.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace bot {

namespace asio = boost::asio;

void channel_readings::heard_mark(std::string_view channel, std::string_view message) {
    for (auto* one : going_on_)
        if (one->channel_ == channel) one->marked_live_.emplace(message);
}

void channel_readings::hurry(std::string_view channel) {
    for (auto* one : going_on_)
        if (one->channel_ == channel && one->is_thorough_) one->gives_way = true;
}

channel_reading::channel_reading(
    inbox& in,
    std::string_view platform,
    const watched_room& room,
    std::shared_ptr<channel_readings> all
)
    : inbox_(in),
      platform_(platform),
      channel_(room.channel),
      is_thorough_(room.is_thorough),
      all_(std::move(all)) {
    all_->going_on_.push_back(this);
}

channel_reading::~channel_reading() {
    std::erase(all_->going_on_, this);
}

asio::awaitable<bool> channel_reading::hand_in(std::vector<inbound> what) {
    if (what.empty()) co_return true;
    told.messages += what.size();
    const auto done = co_await submit_all(inbox_, std::move(what));
    if (!done) co_return stop(done.error().detail);
    // What is none of ours, as words from before the channel followed, changes nothing each time.
    told.changes += static_cast<std::size_t>(std::ranges::count_if(*done, [](const handled& one) {
        return !one.duplicate && one.seq != 0;
    }));
    co_return true;
}

asio::awaitable<bool> channel_reading::compare(std::vector<standing_marks> with) {
    using kept_list = std::vector<std::optional<kept_message>>;
    std::vector<std::string> ids;
    for (const auto& one : with) ids.push_back(one.message);
    const std::function<kept_list(archive&)> question =
        [ids = std::move(ids), platform = platform_, channel = channel_](archive& from) {
            kept_list kept;
            for (const auto& id : ids) kept.push_back(from.look().message(platform, channel, id));
            return kept;
        };
    const auto kept = co_await ask(inbox_, question);
    if (!kept) co_return stop("the house is closing");
    std::vector<inbound> changes;
    for (std::size_t i = 0; i < with.size(); ++i) {
        // Even when it looks the same: a mark on what was not yet recorded went by.
        if (marked_live_.contains(with[i].message)) {
            told.again = true;
            continue;
        }
        for (auto& one : differences(with[i], (*kept)[i])) changes.push_back(std::move(one));
    }
    const bool is_in = co_await hand_in(std::move(changes));
    co_return is_in;
}

bool channel_reading::stop(std::string why) {
    stopped = std::move(why);
    return false;
}

inbound channel_reading::about(std::string key, std::string_view message) const {
    inbound in;
    // When it was done nobody knows any more: now is when it was found.
    in.at = inbox_.now();
    in.key = "found:" + key + ":" + platform_ + ":" + channel_ + ":" + std::string(message) + ":" +
             std::to_string(in.at.time_since_epoch().count()) + ":" +
             std::to_string(++all_->found_);
    in.platform = platform_;
    in.channel = channel_;
    return in;
}

std::vector<inbound> channel_reading::differences(
    const standing_marks& now, const std::optional<kept_message>& kept
) const {
    std::vector<inbound> changes;
    if (!kept || kept->deleted) return changes;
    const auto is = [](const kept_message::reaction& one) {
        return [&one](const kept_message::reaction& other) {
            return other.by == one.by && other.emoji == one.emoji;
        };
    };
    const auto react = [&](const kept_message::reaction& one, bool added) {
        auto in = about(one.emoji + ":" + one.by.id, now.message);
        in.who = one.by;
        in.what = in_reaction{now.message, one.emoji, added};
        changes.push_back(std::move(in));
    };
    // What was done to it in other rooms is not to be seen here.
    const message_spot here{platform_, channel_, now.message};
    auto marks = kept->reactions;
    std::erase_if(marks, [&](const auto& one) { return one.on != here; });
    for (const auto& [one, given_at] : now.reactions) {
        if (std::ranges::any_of(marks, is(one))) continue;
        react(one, true);
        if (given_at) changes.back().at = *given_at;
    }
    for (const auto& one : marks) {
        if (!now.all_reactions || one.by.id.empty()) continue;
        if (std::ranges::none_of(now.reactions, is(one), &standing_marks::reaction::what))
            react(one, false);
    }
    const bool was_pinned = std::ranges::find(kept->pins, here) != kept->pins.end();
    if (now.pinned && *now.pinned != was_pinned) {
        auto in = about("pin", now.message);
        in.what = in_pin{now.message, *now.pinned};
        changes.push_back(std::move(in));
    }
    return changes;
}

}  // namespace bot
