#include "bot/platforms/watched_rooms.hpp"

#include "bot/net/backoff.hpp"
#include "bot/net/rest.hpp"
#include "bot/platforms/awaiting.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace bot {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

// A resolved incident's channel is still read for this long: the talk afterwards belongs to it.
constexpr auto lively = std::chrono::hours(24 * 14);

bool is_long_over(const incident_brief& one, instant now) {
    const auto& end = one.milestones[static_cast<std::size_t>(milestone::resolved)];
    return one.state == lifecycle::resolved && end && now - *end >= lively;
}

}  // namespace

std::string watched_rooms::cursor_key(std::string_view channel) const {
    return std::string(parts_.platform) + ":cursor:" + std::string(channel);
}

// What was said before people let us follow is none of ours, whatever was read there once.
void watched_rooms::begin_at(room& one, std::optional<instant> since) const {
    one.since = since ? parts_.place_at(*since) : std::string();
    if (since && (one.cursor.empty() || parts_.compare(one.cursor, one.since) < 0))
        one.cursor = one.saved = one.since;
}

asio::awaitable<void> watched_rooms::load() {
    struct kept_room {
        room_binding bound;
        std::string cursor;
    };
    using kept_rooms = std::vector<kept_room>;
    const std::function<kept_rooms(archive&)> question = [this](archive& from) {
        kept_rooms kept;
        for (const auto& one : from.rooms()) {
            if (one.platform != parts_.platform || !is_incident(one.log)) continue;
            auto cursor = from.remembered(cursor_key(one.channel))
                              .value_or(std::nullopt)
                              .value_or(std::string());
            kept.push_back({one, std::move(cursor)});
        }
        return kept;
    };
    const auto kept = co_await ask(parts_.in, question);
    if (!kept) co_return;
    for (const auto& [bound, cursor] : *kept) {
        if (parts_.on_known) parts_.on_known(bound);
        room made;
        made.log = bound.log;
        made.cursor = made.saved = cursor;
        begin_at(made, bound.since);
        rooms_.emplace(bound.channel, std::move(made));
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

void watched_rooms::heard(std::string_view channel, std::string_view place) {
    const auto found = rooms_.find(channel);
    if (found == rooms_.end()) return;
    auto& cursor = found->second.cursor;
    if (cursor.empty() || parts_.compare(cursor, place) < 0) cursor = place;
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
    for (auto& [channel, one] : rooms_) {
        one.is_missing = true;
        one.is_asleep = !one.is_reading;
    }
    if (!rooms_.empty()) parts_.tasks.start("catching up", wake_the_lively());
}

asio::awaitable<void> watched_rooms::wake_the_lively() {
    using logs = std::set<incident_id>;
    const std::function<logs(archive&)> question = [](archive& from) {
        logs over;
        for (const auto& one : from.look().briefs())
            if (is_long_over(one, from.now())) over.insert(one.id);
        return over;
    };
    const auto over = co_await ask(parts_.in, question);
    if (!over) co_return;
    std::vector<std::pair<incident_id, std::string>> in_order;
    for (const auto& [channel, one] : rooms_)
        if (one.is_missing && !over->contains(one.log)) in_order.emplace_back(one.log, channel);
    std::ranges::sort(in_order, std::greater<>());
    for (const auto& [log, channel] : in_order) catch_up_with(channel);
}

void watched_rooms::stir(std::string_view channel) {
    const auto found = rooms_.find(channel);
    if (found != rooms_.end() && found->second.is_asleep) catch_up_with(found->first);
}

void watched_rooms::stir(incident_id log) {
    for (const auto& [channel, one] : rooms_)
        if (one.log == log) stir(channel);
}

asio::awaitable<std::size_t> watched_rooms::glance(std::size_t most) {
    using logs = std::vector<incident_id>;
    const std::function<logs(archive&)> question = [](archive& from) {
        logs open;
        for (const auto& one : from.look().open_briefs()) open.push_back(one.id);
        return open;
    };
    auto open = co_await ask(parts_.in, question);
    if (!open) co_return 0;
    std::ranges::sort(*open, std::greater<>());
    open->resize(std::min(open->size(), most));
    std::vector<watched_room> wanted;
    for (const auto& [channel, one] : rooms_)
        if (!one.is_reading && std::ranges::count(*open, one.log) > 0)
            wanted.push_back({one.log, channel, one.cursor, false, false, one.since});
    std::size_t found = 0;
    for (auto& one : wanted) {
        const auto done = co_await parts_.reader.read_back(std::move(one));
        if (done) found += done->changes;
    }
    co_return found;
}

void watched_rooms::catch_up_with(const std::string& channel) {
    const auto found = rooms_.find(channel);
    if (found == rooms_.end()) return;
    auto& one = found->second;
    one.is_missing = true;
    one.is_asleep = false;
    if (one.is_reading) return parts_.reader.hurry(channel);
    one.is_reading = true;
    if (parts_.on_reading) parts_.on_reading(channel, true);
    parts_.tasks.start("catching up in " + channel, read_back(channel));
}

asio::awaitable<void> watched_rooms::look_at_record(watched_room& of) {
    struct standing {
        bool is_open = true;
        std::int64_t recorded = 0;
    };
    const std::function<standing(archive&)> question = [log = of.log](archive& from) {
        const auto* known = from.look().find(log);
        const auto last = from.read_back(log, 0, 1);
        return standing{
            !known || known->state == lifecycle::open,
            last && !last->empty() ? last->back().seq : 0};
    };
    const auto told = co_await ask(parts_.in, question);
    if (!told) co_return;
    of.is_live = told->is_open;
    of.recorded = told->recorded;
}

// Until nothing is missing, however long the platform is away.
asio::awaitable<void> watched_rooms::read_back(std::string channel) {
    auto& one = rooms_.find(channel)->second;
    bool is_thorough = false;
    if (!one.since.empty()) co_await parts_.reader.enter(channel);
    for (unsigned attempt = 0;; ++attempt) {
        one.is_missing = false;
        one.reads_old = is_thorough;
        watched_room wanted{one.log, channel, one.saved, true, is_thorough, one.since};
        co_await look_at_record(wanted);
        auto done = co_await parts_.reader.read_back(std::move(wanted));
        if (done) {
            if (one.cursor.empty() || parts_.compare(one.cursor, done->cursor) < 0)
                one.cursor = done->cursor;
            if (done->changes > 0)
                spdlog::info(
                    "{}: found {} things missed in {}", parts_.platform, done->changes, channel
                );
            attempt = 0;
            one.is_missing = one.is_missing || done->again;
            if (!one.is_missing && !done->is_partial) break;
            is_thorough = !one.is_missing;
            continue;
        }
        one.is_missing = true;
        const auto& why = done.error();
        spdlog::warn("{}: could not catch up in {}: {}", parts_.platform, channel, why.why);
        if (why.is_final) break;
        const backoff_policy policy{1s, 60s, 50ms};
        co_await rest(std::max(why.after, backoff_delay(policy, attempt, parts_.random())));
    }
    one.is_reading = false;
    if (parts_.on_reading) parts_.on_reading(channel, false);
}

}  // namespace bot
