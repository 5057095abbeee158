#include "bot/engine/engine.hpp"

#include "bot/base/failpoint.hpp"
#include "bot/engine/copying.hpp"
#include "bot/engine/steps.hpp"
#include "bot/incident/rooms.hpp"

#include <spdlog/spdlog.h>

#include <cassert>
#include <new>
#include <utility>

namespace bot {
namespace {

// The platform's own wish to wait, when it took so long that readers would wonder.
constexpr auto worth_telling = std::chrono::seconds(10);

}  // namespace

engine::engine(engine_parts parts)
    : parts_(std::move(parts)),
      look_(parts_.keep, parts_.incidents_in_memory),
      out_(parts_.most_in_flight),
      salts_(parts_.random) {
    assert(parts_.decide && parts_.random && "an engine needs to decide and to draw salts");
}

result<std::unique_ptr<engine>> engine::open(engine_parts parts) {
    std::unique_ptr<engine> made(new engine(std::move(parts)));
    if (auto loaded = made->load(true); !loaded) return lost(loaded);
    return made;
}

result<void> engine::load(bool after_restart) {
    if (auto ok = look_.refresh(); !ok) return ok;
    auto timers = parts_.keep.timers();
    if (!timers) return lost(timers);
    auto last = parts_.keep.last_effect();
    if (!last) return lost(last);
    auto effects = parts_.keep.effects();
    if (!effects) return lost(effects);
    timers_.load(std::move(*timers));
    last_effect_ = *last;
    out_.load(*effects, after_restart);
    for (const auto& [platform, incident] : out_.roomless())
        if (const auto channel = look_.room_of(platform, incident))
            out_.room_is(platform, incident, *channel);
    if (auto fault = look_.take_fault()) return tl::unexpected(std::move(*fault));
    look_.trim();
    is_stale_ = false;
    return {};
}

result<std::vector<processed>> engine::process(const std::vector<work_item>& items, instant now) {
    notice_ = {};
    if (items.empty() && own_.empty()) return {};
    if (is_stale_)
        if (auto loaded = load(false); !loaded) return lost(loaded);
    SCRIBE_FAILPOINT("before-begin");
    if (auto begun = parts_.keep.begin(); !begun) return lost(begun);
    auto done = attempt(items, now);
    if (done) return done;
    spdlog::error("engine: a batch of {} was lost: {}", items.size(), done.error().detail);
    parts_.keep.rollback();
    look_.forget_everything();
    is_stale_ = true;
    return done;
}

result<std::vector<processed>> engine::attempt(const std::vector<work_item>& items, instant now) {
    bool is_committed = false;
    try {
        batch next(
            {parts_, look_, timers_, out_, salts_, last_effect_, troubles_told_, silences_told_},
            now
        );
        auto done = fill(next, items);
        if (!done) return done;
        SCRIBE_FAILPOINT("before-close");
        if (auto closed = next.close(); !closed) return lost(closed);
        SCRIBE_FAILPOINT("before-commit");
        if (auto committed = parts_.keep.commit(); !committed) return lost(committed);
        SCRIBE_FAILPOINT("after-commit");
        is_committed = true;
        learn(std::move(next), now);
        return done;
    } catch (const std::bad_alloc&) {
        const auto code = is_committed ? errc::internal : errc::unavailable;
        return fail(code, "out of memory while recording a batch; give the process more");
    } catch (const std::exception& problem) {
        return fail(errc::internal, std::string("recording a batch threw: ") + problem.what());
    }
}

result<std::vector<processed>> engine::fill(batch& into, const std::vector<work_item>& items) {
    for (const auto& own : own_)
        if (auto ok = into.take(own); !ok) return lost(ok);
    std::vector<processed> done;
    done.reserve(items.size());
    for (const auto& item : items) {
        auto one = std::visit([&](const auto& what) { return into.take(what); }, item);
        if (!one) return lost(one);
        done.push_back(std::move(*one));
    }
    return done;
}

void engine::learn(batch&& committed, instant now) {
    own_.clear();
    for (auto& change : committed.changes) {
        if (auto* queued = std::get_if<effect>(&change)) out_.add(std::move(*queued));
        if (const auto* room = std::get_if<batch::room_found>(&change))
            out_.room_is(room->platform, room->incident, room->channel);
        if (const auto* later = std::get_if<batch::put_off>(&change))
            out_.postpone(
                later->effect,
                later->attempts,
                later->not_before,
                later->is_held ? std::optional(now) : std::nullopt
            );
        if (const auto* ended = std::get_if<batch::settled>(&change)) out_.remove(ended->effect);
    }
    for (const auto& [log, when] : committed.troubles_told) troubles_told_[log] = when;
    for (const auto& [log, when] : committed.silences_told) silences_told_[log] = when;
    notice_ = std::move(committed.notice);
    look_.trim();
}

commit_notice engine::take_notice() {
    return std::exchange(notice_, {});
}

std::optional<instant> engine::next_wake() const {
    if (!own_.empty()) return instant{};
    const auto timer = timers_.next();
    const auto lane = out_.next_wake();
    if (timer && lane) return std::min(*timer, *lane);
    return timer ? timer : lane;
}

std::vector<delivery> engine::take_deliveries(instant now) {
    auto going = out_.take(now);
    std::erase_if(going, [&](delivery& out) {
        const auto is_ready = make_ready(out, now);
        if (is_ready && *is_ready) return false;
        own_.push_back({out.what.id, is_ready ? outcome{} : failure_of(is_ready.error())});
        return true;
    });
    return going;
}

result<bool> engine::make_ready(delivery& out, instant now) {
    if (std::holds_alternative<show_copy>(out.what.what)) {
        auto copy = copy_for(look_, out, parts_.rules);
        if (auto fault = look_.take_fault()) return tl::unexpected(std::move(*fault));
        out.copy = std::move(copy);
        return out.copy.has_value();
    }
    if (const auto* wanted = std::get_if<publish_rca>(&out.what.what)) {
        auto rca = render(out.what, *wanted, now);
        if (!rca) return lost(rca);
        out.rca = std::move(*rca);
    }
    say_how_late(out, now);
    return still_follows(out);
}

// Who reads it has to know that it is not from now.
void engine::say_how_late(delivery& out, instant now) const {
    auto* const words = std::get_if<post>(&out.what.what);
    const auto* item = words ? out_.find(out.what.id) : nullptr;
    if (!item || !item->held_since) return;
    const auto late = std::chrono::floor<std::chrono::seconds>(now - *item->held_since);
    if (late < worth_telling) return;
    words->text += "\n\n_" + shown_platform(out.what.platform) + " kept this waiting for " +
                   format_duration(late) + "._";
}

// A channel that was let go meanwhile is told no more.
result<bool> engine::still_follows(const delivery& out) {
    const auto* room = std::get_if<to_incident_room>(&out.what.where);
    if (!room || room->channel.empty()) return true;
    const auto* held = look_.find(out.what.incident);
    if (auto fault = look_.take_fault()) return tl::unexpected(std::move(*fault));
    return held && held->room_at(out.what.platform, room->channel);
}

result<rendered_rca> engine::render(const effect& wanted, const publish_rca& how, instant now) {
    if (!parts_.render) return fail(errc::refused, "no RCA can be rendered here");
    const auto* held = look_.find(wanted.incident);
    if (auto fault = look_.take_fault()) return tl::unexpected(std::move(*fault));
    if (!held) return fail(errc::not_found, "there is no " + to_label(wanted.incident));
    try {
        return parts_.render(*held, how.template_name, now);
    } catch (const std::exception& problem) {
        return fail(errc::internal, std::string("rendering the RCA failed: ") + problem.what());
    }
}

outcome engine::failure_of(const error& why) {
    const bool may_pass = why.code == errc::unavailable || why.code == errc::timed_out;
    return {may_pass ? outcome::verdict::retry : outcome::verdict::refused, why.detail, {}, {}};
}

}  // namespace bot
