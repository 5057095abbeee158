#include "bot/platforms/slack/ears/watched_rooms.hpp"

#include "bot/net/backoff.hpp"
#include "bot/net/rest.hpp"
#include "bot/platforms/awaiting.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace bot::slack {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

// A resolved incident's channel is still read for this long: the talk afterwards belongs to it.
constexpr auto lively = std::chrono::hours(24 * 14);

std::string ts_of(instant at) {
    const auto ms = at.time_since_epoch().count();
    auto part = std::to_string(ms % 1000);
    part.insert(0, 3 - part.size(), '0');
    return std::to_string(ms / 1000) + "." + part + "000";
}

std::string cursor_key(std::string_view channel) {
    return "slack:cursor:" + std::string(channel);
}

}  // namespace

// What was said before people let us follow is none of ours, whatever was read there once.
void watched_rooms::begin_at(room& one, std::optional<instant> since) {
    one.since = since ? ts_of(*since) : std::string();
    if (since && (one.cursor.empty() || compare_ts(one.cursor, one.since) < 0))
        one.cursor = one.saved = one.since;
}

asio::awaitable<void> watched_rooms::load() {
    struct kept_room {
        room made;
        std::string name;
    };
    using kept_rooms = std::map<std::string, kept_room>;
    const std::function<kept_rooms(archive&)> question = [](archive& from) {
        kept_rooms kept;
        for (const auto& one : from.rooms()) {
            if (one.platform != platform || !is_incident(one.log)) continue;
            kept_room found{{}, one.name};
            found.made.log = one.log;
            found.made.cursor = from.remembered(cursor_key(one.channel))
                                    .value_or(std::nullopt)
                                    .value_or(std::string());
            found.made.saved = found.made.cursor;
            begin_at(found.made, one.since);
            kept.emplace(one.channel, std::move(found));
        }
        return kept;
    };
    auto kept = co_await ask(parts_.in, question);
    if (kept)
        for (auto& [channel, one] : *kept) {
            parts_.known.learn_channel(channel, one.name);
            rooms_.emplace(channel, std::move(one.made));
        }
}

asio::awaitable<void> watched_rooms::keep_cursors(std::chrono::milliseconds every) {
    for (;;) {
        co_await rest(every);
        in_memo kept;
        for (auto& [channel, one] : rooms_) {
            const bool is_behind = one.is_missing || (one.is_reading && !one.reads_old);
            if (is_behind || one.cursor == one.saved) continue;
            kept.notes.push_back({cursor_key(channel), one.cursor});
            one.saved = one.cursor;
        }
        if (kept.notes.empty()) continue;
        inbound note;
        note.what = std::move(kept);
        parts_.in.submit(std::move(note), [](const result<handled>&) {});
    }
}

void watched_rooms::heard(std::string_view channel, std::string_view ts) {
    const auto found = rooms_.find(channel);
    if (found == rooms_.end()) return;
    auto& cursor = found->second.cursor;
    if (cursor.empty() || compare_ts(cursor, ts) < 0) cursor = ts;
}

void watched_rooms::add(
    const std::string& channel, incident_id log, std::optional<instant> since
) {
    const auto [place, is_new] = rooms_.try_emplace(channel);
    if (!is_new && !since) return;
    place->second.log = log;
    begin_at(place->second, since);
    catch_up_with(channel);
}

void watched_rooms::catch_up_with_all() {
    std::vector<std::pair<incident_id, std::string>> in_order;
    for (auto& [channel, one] : rooms_) {
        one.is_missing = true;
        in_order.emplace_back(one.log, channel);
    }
    std::ranges::sort(in_order, std::greater<>());
    for (const auto& [log, channel] : in_order) catch_up_with(channel);
}

void watched_rooms::catch_up_with(const std::string& channel) {
    const auto found = rooms_.find(channel);
    if (found == rooms_.end()) return;
    auto& one = found->second;
    one.is_missing = true;
    if (one.is_reading) return parts_.reader.hurry(channel);
    one.is_reading = true;
    if (parts_.on_reading) parts_.on_reading(channel, true);
    parts_.tasks.start("catching up in " + channel, read_back(channel));
}

asio::awaitable<bool> watched_rooms::is_live(incident_id log) {
    const std::function<bool(archive&)> question = [log](archive& from) {
        const auto* of = from.look().find(log);
        if (!of || of->state == lifecycle::open) return true;
        const auto& end = of->reached(milestone::resolved);
        return !end || from.now() - end->at < lively;
    };
    const auto told = co_await ask(parts_.in, question);
    co_return told.value_or(true);
}

// Until nothing is missing, however long Slack is away.
asio::awaitable<void> watched_rooms::read_back(std::string channel) {
    auto& one = rooms_.find(channel)->second;
    bool is_thorough = false;
    if (!one.since.empty()) co_await parts_.reader.enter(channel);
    for (unsigned attempt = 0;; ++attempt) {
        one.is_missing = false;
        one.reads_old = is_thorough;
        watched_room wanted{one.log, channel, one.saved, true, is_thorough, one.since};
        wanted.is_live = co_await is_live(wanted.log);
        auto done = co_await parts_.reader.catch_up(std::move(wanted));
        if (done) {
            if (one.cursor.empty() || compare_ts(one.cursor, done->cursor) < 0)
                one.cursor = done->cursor;
            if (done->changes > 0)
                spdlog::info("slack: found {} things missed in {}", done->changes, channel);
            attempt = 0;
            one.is_missing = one.is_missing || done->again;
            if (!one.is_missing && !done->is_partial) break;
            is_thorough = !one.is_missing;
            continue;
        }
        one.is_missing = true;
        const auto& why = done.error();
        spdlog::warn("slack: could not catch up in {}: {}", channel, why.detail);
        // The channel is gone, or not ours to read any more: nothing to wait for.
        if (why.is == api_failure::kind::refused && !why.is_about_us()) break;
        const backoff_policy policy{1s, 60s, 50ms};
        co_await rest(std::max(why.after, backoff_delay(policy, attempt, parts_.random())));
    }
    one.is_reading = false;
    if (parts_.on_reading) parts_.on_reading(channel, false);
}

}  // namespace bot::slack
