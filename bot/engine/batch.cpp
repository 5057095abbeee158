#include "bot/engine/batch.hpp"

#include "bot/engine/drafting.hpp"
#include "bot/engine/patience.hpp"
#include "bot/engine/steps.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <new>
#include <utility>

namespace bot {
namespace {

// A room in trouble hears of it once in this while, not with each message.
constexpr auto trouble_silence = std::chrono::minutes(10);

std::string trouble_text(const inbound& in, bool kept) {
    std::string text = "Scribe could not handle ";
    text += std::holds_alternative<in_command>(in.what) ? "that command" : "that";
    text += kept ? ": a fault of ours. It is kept in the log, nothing else was done."
                 : ": a fault of ours, and nothing was done.";
    return text;
}

}  // namespace

result<processed> batch::take(const inbound& in) {
    if (const auto* kept = std::get_if<in_memo>(&in.what)) return keep(*kept);
    if (in.key.empty()) {
        spdlog::error("engine: refused an inbound of {}: it has no key", in.platform);
        return processed{processed::verdict::refused, {}, {}, 0, {}};
    }
    auto before = done_before(in);
    if (!before) return lost(before);
    if (*before) return std::move(**before);
    if (is_stale_timer(in)) return processed{processed::verdict::duplicate, {}, {}, 0, {}};

    const bool comes_too_late = is_outdated_edit(in);
    if (auto fault = with_.look.take_fault()) return tl::unexpected(std::move(*fault));
    if (comes_too_late) return carry_out(in, {}, false);

    auto decided = decide(in);
    if (!decided) return lost(decided);
    if (!*decided) return carry_out(in, trouble_with(in), true);
    complete(in, **decided);
    auto nonsense = nonsense_in(**decided);
    if (!nonsense) return lost(nonsense);
    if (nonsense->empty()) return carry_out(in, std::move(**decided), false);
    spdlog::error("engine: {} was decided wrongly: {}", in.key, *nonsense);
    return carry_out(in, trouble_with(in), true);
}

result<processed> batch::keep(const in_memo& told) {
    for (const auto& note : told.notes)
        if (auto kept = with_.parts.keep.remember(note.key, note.value); !kept) return lost(kept);
    return processed{processed::verdict::done, {}, {}, 0, {}};
}

result<std::optional<processed>> batch::done_before(const inbound& in) {
    processed again{processed::verdict::duplicate, {}, {}, 0, {}};
    auto entry = with_.parts.keep.journaled(in.key);
    if (!entry) return lost(entry);
    if (!*entry) return std::nullopt;
    again.log = (*entry)->log;
    again.seq = (*entry)->seq;
    if (std::holds_alternative<in_command>(in.what))
        again.reply = answer{"That was done already (delivered twice).", false, true};
    return again;
}

// Cancelled or set anew after it was handed out.
bool batch::is_stale_timer(const inbound& in) const {
    const auto* timer = std::get_if<in_timer>(&in.what);
    return timer && in.key == timer_key(timer->incident, timer->name, in.at) &&
           with_.timers.due_of(timer->incident, timer->name) != in.at;
}

// A platform may tell of edits in any order, and its later words stand already. Where we keep the
// room ourselves they come in order, whatever the clock says.
bool batch::is_outdated_edit(const inbound& in) const {
    const auto* edit = std::get_if<in_edit>(&in.what);
    if (!edit || in.keeps_room) return false;
    const auto last = with_.look.edited_at(in.platform, in.channel, edit->id);
    return last && in.at < *last;
}

result<std::optional<decision>> batch::decide(const inbound& in) {
    std::optional<decision> made;
    try {
        made = with_.parts.decide(situation{with_.parts.rules, with_.look, now_}, in);
    } catch (const std::bad_alloc&) {
        return fail(errc::unavailable, "out of memory while handling " + in.key + "; try again");
    } catch (const std::exception& problem) {
        spdlog::error("engine: the handler threw on {}: {}", in.key, problem.what());
    } catch (...) {
        spdlog::error("engine: the handler threw on {}", in.key);
    }
    if (auto fault = with_.look.take_fault()) return tl::unexpected(std::move(*fault));
    return made;
}

// What is left empty is the decision's or the inbound's.
void batch::complete(const inbound& in, decision& d) {
    if (d.bind && d.bind->log == incident_id::none) d.bind->log = d.log;
    if (d.bind && d.bind->platform.empty()) d.bind->platform = in.platform;
    if (d.let_go && d.let_go->platform.empty()) d.let_go->platform = in.platform;
    for (auto& wanted : d.effects) complete(in, d.log, wanted);
}

void batch::complete(const inbound& in, incident_id log, effect& wanted) {
    if (wanted.incident == incident_id::none) wanted.incident = log;
    if (wanted.platform.empty()) wanted.platform = in.platform;
}

result<std::string> batch::nonsense_in(const decision& d) {
    const bool needs_log = !d.facts.empty() || !d.timers.empty() || !d.erase.empty();
    if (needs_log && d.log == incident_id::none) return std::string("it names no log");
    if (!d.facts.empty() && is_incident(d.log)) {
        auto top = with_.look.head(d.log);
        if (!top) return lost(top);
        const auto declarations = std::ranges::count_if(d.facts, [](const fact& told) {
            return std::holds_alternative<declared>(told.what);
        });
        if (declarations != (top->seq == 0 ? 1 : 0))
            return to_label(d.log) + " has to be declared once, before all else";
    }
    if (d.bind) {
        const auto held = with_.look.log_of_room(d.bind->platform, d.bind->channel);
        if (d.bind->log == incident_id::none) return std::string("a room is bound to no log");
        const bool is_free = !held || *held == d.bind->log ||
                             (d.let_go && d.let_go->platform == d.bind->platform &&
                              d.let_go->channel == d.bind->channel);
        if (!is_free) return std::string("a room is bound to a second log");
    }
    for (const auto& wanted : d.effects) {
        if (std::holds_alternative<to_incident_room>(wanted.where) &&
            wanted.incident == incident_id::none)
            return std::string("an effect goes to the room of no incident");
        const auto* copy = std::get_if<show_copy>(&wanted.what);
        if (copy && copy->of < 0 && d.facts.empty())
            return std::string("a message is to be shown that is not recorded");
    }
    if (auto fault = with_.look.take_fault()) return tl::unexpected(std::move(*fault));
    return std::string();
}

// What is done in place of a decision that could not be made.
decision batch::trouble_with(const inbound& in) {
    decision d;
    d.log = incident_of(in);
    if (d.log == incident_id::none)
        d.log = with_.look.log_of_room(in.platform, in.channel).value_or(incident_id::none);
    if (d.log != incident_id::none) keep_raw_line(in, d);

    const auto text = trouble_text(in, !d.facts.empty());
    if (std::holds_alternative<in_command>(in.what)) d.reply = answer{text, true, true};
    const auto* held = with_.look.find(d.log);
    const bool is_timer = std::holds_alternative<in_timer>(in.what);
    // Never about what our own words caused: the telling would cause it again.
    if (!is_from_people(in) && !(is_timer && held)) return d;
    if (was_told_lately(troubles_told, with_.troubles_told, d.log)) return d;
    effect says{0, d.log, is_timer ? held->platform : in.platform, {}, post{text}, "trouble"};
    if (d.log == incident_id::none) {
        if (in.who.id.empty() || in.platform.empty()) return d;
        says.where = to_person{in.who, in.channel};
    }
    const auto* room = held ? held->room_at(in.platform, in.channel) : nullptr;
    if (room && room->followed) says.where = to_incident_room{in.channel};
    troubles_told[d.log] = now_;
    d.effects.push_back(std::move(says));
    return d;
}

bool batch::was_told_lately(const told_when& now, const told_when& before, incident_id log) const {
    if (now.contains(log)) return true;
    const auto last = before.find(log);
    return last != before.end() && now_ < last->second + trouble_silence;
}

void batch::keep_raw_line(const inbound& in, decision& d) {
    auto line = raw_line_of(in);
    auto top = with_.look.head(d.log);
    if (!line || !top || (is_incident(d.log) && top->seq == 0)) return;
    fact told{std::move(*line), 0, {}, {}, {}, {}};
    const bool is_deletion = std::holds_alternative<in_delete>(in.what);
    if (is_deletion || std::holds_alternative<in_edit>(in.what)) {
        const auto about = with_.look.message(in.platform, in.channel, message_of(in));
        if (!about || about->log != d.log || about->by_copy) return;
        told.origin = about->seq;
        if (is_deletion) d.erase.push_back(about->seq);
    }
    d.facts.push_back(std::move(told));
}

result<processed> batch::take(const settlement& of) {
    processed made{processed::verdict::done, {}, {}, 0, {}};
    const auto* item = ended_.contains(of.effect) ? nullptr : with_.out.find(of.effect);
    if (item) {
        ended_.insert(of.effect);
        made.log = item->what.incident;
        if (auto ok = end_delivery(*item, of.how); !ok) return lost(ok);
    } else {
        made.is = processed::verdict::duplicate;
    }
    for (const auto& receipt : of.how.receipts)
        if (auto ok = take(receipt); !ok) return lost(ok);
    return made;
}

result<void> batch::end_delivery(const outbox::standing& item, const outcome& how) {
    auto& keep = with_.parts.keep;
    const auto id = item.what.id;
    if (how.is == outcome::verdict::delivered) {
        changes.emplace_back(settled{id});
        return unless_missing(keep.delivered(id));
    }
    const auto attempts = item.attempts + 1;
    if (how.is == outcome::verdict::refused || is_hopeless(attempts))
        return give_up(item.what, how.reason);
    const auto not_before = now_ + pause_after(attempts, how.after);
    changes.emplace_back(put_off{id, attempts, not_before, how.after.count() > 0});
    spdlog::debug("outbox: effect {} put off (attempt {}): {}", id, attempts, how.reason);
    return unless_missing(keep.postpone(id, attempts, not_before, how.reason));
}

result<void> batch::give_up(const effect& what, const std::string& reason) {
    changes.emplace_back(settled{what.id});
    auto dead = with_.parts.keep.give_up(what.id, reason);
    // A newer one has taken its place: nothing is missing.
    if (!dead && dead.error().code == errc::not_found) return {};
    if (!dead) return dead;
    const auto kind = kind_of(what.what);
    spdlog::warn("outbox: gave up effect {} ({} on {}): {}", what.id, kind, what.platform, reason);
    inbound told;
    told.key = "gave-up:" + std::to_string(what.id);
    told.at = now_;
    told.platform = what.platform;
    const auto words = words_lost_with(what);
    const bool lately = was_told_lately(silences_told, with_.silences_told, what.incident);
    if (words != in_gave_up::words::none && !lately) silences_told[what.incident] = now_;
    told.what = in_gave_up{what.incident, what.id, std::string(kind), reason, words, lately};
    auto taken = take(told);
    if (!taken) return lost(taken);
    return {};
}

result<void> batch::close() {
    return with_.look.save_briefs();
}

}  // namespace bot
