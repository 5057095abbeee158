#include "bot/engine/batch.hpp"
#include "bot/engine/drafting.hpp"
#include "bot/engine/steps.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <new>
#include <utility>

namespace bot {
namespace {

bool is_durable(const decision& d) {
    return !d.facts.empty() || !d.effects.empty() || !d.timers.empty() || !d.erase.empty() ||
           d.let_go || d.bind || !d.alerts_wait.empty() || !d.alerts_taken.empty();
}

}  // namespace

result<processed> batch::carry_out(const inbound& in, decision d, bool failed) {
    using verdict = processed::verdict;
    processed made{failed ? verdict::failed : verdict::done, {}, d.log, 0, room_named_in(d)};
    const bool folds = is_incident(d.log) && std::ranges::any_of(d.facts, [](const fact& told) {
                           return !is_raw(told.what);
                       });
    const bool follows = folds && with_.parts.follow_up;

    if (auto ok = consume_timer(in); !ok) return lost(ok);
    if (auto ok = let_go(d); !ok) return lost(ok);
    if (auto ok = bind(d); !ok) return lost(ok);
    auto first = write_facts(in, d, follows);
    if (!first) return lost(first);
    made.seq = *first;
    auto rest = erase(d).and_then([&] { return keep_alerts(d); }
    ).and_then([&] {
         return follows ? follow_up(in, d) : result<void>();
     }).and_then([&] {
           return queue(d, made.seq);
       }).and_then([&] {
             return set_timers(d);
         }).and_then([&] { return journal(in, d, made.seq, failed); });
    if (!rest) return lost(rest);
    if (folds) note_change(d.log);
    made.reply = std::move(d.reply);
    return made;
}

// Firing is recorded by cancelling: the decision may set it again.
result<void> batch::consume_timer(const inbound& in) {
    const auto* timer = std::get_if<in_timer>(&in.what);
    if (!timer || !with_.timers.due_of(timer->incident, timer->name)) return {};
    with_.timers.cancel(timer->incident, timer->name);
    return unless_missing(with_.parts.keep.cancel_timer(timer->incident, timer->name));
}

result<void> batch::let_go(const decision& d) {
    if (!d.let_go) return {};
    if (auto released = unless_missing(with_.look.release(*d.let_go)); !released) return released;
    notice.let_go.push_back(*d.let_go);
    return {};
}

result<void> batch::bind(const decision& d) {
    if (!d.bind) return {};
    if (auto bound = with_.look.bind(*d.bind); !bound) return bound;
    notice.rooms.push_back(*d.bind);
    if (d.bind->since) return {};
    return note_room(d.bind->platform, d.bind->log);
}

// Gives the seq of the first record, 0 when there is none.
result<std::int64_t> batch::write_facts(const inbound& in, decision& d, bool keep_facts) {
    if (d.facts.empty()) return 0;
    auto top = with_.look.head(d.log);
    if (!top) return lost(top);
    const auto first = top->seq + 1;
    auto seq = first;
    for (auto& told : d.facts) {
        auto line = draft(keep_facts ? fact(told) : std::move(told), in, now_);
        line.log = d.log;
        line.seq = seq++;
        if (line.origin < 0) line.origin = line.seq == first ? 0 : first;
        if (auto ok = with_.look.append(line, with_.salts.next()); !ok) return lost(ok);
        const bool opens = std::holds_alternative<room_opened>(line.what);
        notice.lines.push_back(std::move(line));
        if (!opens) continue;
        if (auto ok = note_room(notice.lines.back().platform, d.log); !ok) return lost(ok);
    }
    return first;
}

result<void> batch::erase(const decision& d) {
    for (const auto seq : d.erase) {
        if (auto ok = with_.look.erase(d.log, seq); !ok) return ok;
        if (is_incident(d.log)) note_change(d.log);
        for (auto& line : notice.lines) {
            if (line.log != d.log || (line.seq != seq && line.origin != seq)) continue;
            auto now = with_.parts.keep.read_one(d.log, line.seq);
            if (!now) return lost(now);
            if (*now) line = std::move(**now);
        }
    }
    return {};
}

result<void> batch::keep_alerts(const decision& d) {
    for (const auto& alert : d.alerts_wait)
        if (auto ok = with_.parts.keep.keep_alert(alert); !ok) return ok;
    for (const auto& alert : d.alerts_taken)
        if (auto ok = unless_missing(with_.parts.keep.take_alert(alert)); !ok) return ok;
    return {};
}

// The facts stand whatever happens here: a card that is not renewed is no reason to lose them.
result<void> batch::follow_up(const inbound& in, decision& d) {
    const auto* held = with_.look.find(d.log);
    if (held) {
        try {
            const situation now{with_.parts.rules, with_.look, now_};
            auto more = with_.parts.follow_up(now, *held, d);
            for (auto& wanted : more) {
                complete(in, d.log, wanted);
                d.effects.push_back(std::move(wanted));
            }
        } catch (const std::bad_alloc&) {
            return fail(errc::unavailable, "out of memory while renewing a card; try again");
        } catch (const std::exception& problem) {
            spdlog::error("engine: what follows in {} threw: {}", to_label(d.log), problem.what());
        }
    }
    if (auto fault = with_.look.take_fault()) return tl::unexpected(std::move(*fault));
    return {};
}

result<void> batch::queue(decision& d, std::int64_t first) {
    for (auto& wanted : d.effects) {
        if (auto* copy = std::get_if<show_copy>(&wanted.what); copy && copy->of < 0)
            copy->of = first;
        if (is_talk(wanted))
            if (auto ok = join_words(wanted); !ok) return ok;
        wanted.id = ++with_.last_effect;
        if (auto ok = with_.parts.keep.queue(wanted); !ok) return ok;
        const bool to_room = std::holds_alternative<to_incident_room>(wanted.where);
        changes.emplace_back(wanted);
        if (!to_room) continue;
        if (auto ok = note_room(wanted.platform, wanted.incident); !ok) return ok;
    }
    return {};
}

// Where a lane is held up, what is said in it is read together: few messages with all the words
// instead of a flood that comes long after. What may have gone out already is left as it is, and
// so are the first few.
result<void> batch::join_words(effect& wanted) {
    constexpr std::size_t few = 4, longest = 3'000;
    const auto waiting = words_waiting(wanted);
    if (waiting.count < few || !waiting.last) return {};
    auto& words = std::get<post>(wanted.what).text;
    const auto& before = std::get<post>(waiting.last->what).text;
    if (before.size() + words.size() > longest) return {};
    words = before + "\n\n" + words;
    const auto joined = waiting.last->id;
    if (auto gone = with_.parts.keep.delivered(joined); !gone) return gone;
    joined_.insert(joined);
    const auto pending = std::ranges::find_if(changes, [&](const outbox_change& one) {
        const auto* queued = std::get_if<effect>(&one);
        return queued && queued->id == joined;
    });
    if (pending == changes.end())
        changes.emplace_back(settled{joined});
    else
        changes.erase(pending);
    return {};
}

// Of the lane as it will be after this batch.
outbox::backlog batch::words_waiting(const effect& like) const {
    auto found = with_.out.words_waiting(like);
    if (found.last && joined_.contains(found.last->id)) found = {found.count - 1, nullptr};
    for (const auto& one : changes) {
        const auto* queued = std::get_if<effect>(&one);
        if (!queued || queued->platform != like.platform || queued->incident != like.incident)
            continue;
        if (is_talk(*queued) && is_of_one_place(*queued, like)) {
            ++found.count;
            found.last = queued;
        } else if (!is_display(*queued)) {
            found.last = nullptr;
        }
    }
    return found;
}

result<void> batch::set_timers(const decision& d) {
    for (const auto& change : d.timers) {
        auto& keep = with_.parts.keep;
        if (change.due) {
            const waiting_timer timer{d.log, change.name, *change.due};
            if (auto ok = keep.set_timer(timer); !ok) return ok;
            with_.timers.set(timer);
        } else {
            if (auto ok = unless_missing(keep.cancel_timer(d.log, change.name)); !ok) return ok;
            with_.timers.cancel(d.log, change.name);
        }
    }
    return {};
}

result<void> batch::journal(const inbound& in, const decision& d, std::int64_t seq, bool failed) {
    if (!failed && !is_durable(d)) return {};
    return with_.parts.keep.journal({in.key, d.log, seq, now_, failed});
}

result<void> batch::note_room(const std::string& platform, incident_id log) {
    auto channel = with_.look.room_of(platform, log);
    if (auto fault = with_.look.take_fault()) return tl::unexpected(std::move(*fault));
    if (channel) changes.emplace_back(room_found{platform, log, std::move(*channel)});
    return {};
}

void batch::note_change(incident_id log) {
    if (changed_.insert(log).second) notice.changed.push_back(log);
}

}  // namespace bot
