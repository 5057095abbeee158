#include "bot/engine/outbox.hpp"

#include <algorithm>

namespace bot {
namespace {

// An RCA does not wait: where the room was refused it must still reach its destinations.
bool needs_room(const effect& e) {
    const auto* room = std::get_if<to_incident_room>(&e.where);
    const auto* rca = std::get_if<publish_rca>(&e.what);
    return room && room->channel.empty() && !std::holds_alternative<open_room>(e.what) &&
           !(rca && !rca->only_shown);
}

}  // namespace

bool is_urgent(const effect& what) {
    if (std::holds_alternative<post>(what.what))
        return !std::holds_alternative<to_incident_room>(what.where);
    return std::holds_alternative<open_room>(what.what) ||
           std::holds_alternative<invite>(what.what) ||
           std::holds_alternative<publish_rca>(what.what);
}

bool is_talk(const effect& what) {
    return std::holds_alternative<post>(what.what) && what.collapse.empty() &&
           std::holds_alternative<to_incident_room>(what.where);
}

bool is_display(const effect& what) {
    return std::holds_alternative<show_card>(what.what) ||
           std::holds_alternative<set_topic>(what.what);
}

bool is_of_one_place(const effect& a, const effect& b) {
    const auto* one = std::get_if<to_incident_room>(&a.where);
    const auto* other = std::get_if<to_incident_room>(&b.where);
    return one && other && one->channel == other->channel;
}

void outbox::load(const std::vector<waiting_effect>& kept, bool after_restart) {
    std::map<std::int64_t, standing> before;
    for (auto& [name, lane] : lanes_)
        for (auto& item : lane.items) before.emplace(item.what.id, std::move(item));
    lanes_.clear();
    lane_of_.clear();
    ready_.clear();
    urgent_.clear();
    asleep_.clear();
    in_flight_ = 0;

    std::map<std::int64_t, standing> now;
    for (const auto& waiting : kept) {
        if (waiting.dead) continue;
        standing item{waiting.what, waiting.attempts, waiting.not_before, after_restart};
        if (const auto known = before.find(waiting.what.id); known != before.end()) {
            item.maybe_tried = item.maybe_tried || known->second.maybe_tried;
            item.in_flight = known->second.in_flight;
            item.held_since = known->second.held_since;
            before.erase(known);
        }
        now.emplace(waiting.what.id, std::move(item));
    }
    for (auto& [id, item] : before) {
        item.gone = true;
        if (item.in_flight) now.emplace(id, std::move(item));
    }
    for (auto& [id, item] : now) {
        auto& lane = lane_for(item.what);
        lane_of_[id] = &lane;
        lane.busy = lane.busy || item.in_flight;
        in_flight_ += item.in_flight ? 1 : 0;
        put(lane, std::move(item));
    }
    for (const auto& [id, item] : now) consider(*lane_of_[id]);
}

void outbox::add(effect what) {
    auto& lane = lane_for(what);
    if (!what.collapse.empty()) {
        const auto same = std::find_if(lane.items.begin(), lane.items.end(), [&](const auto& old) {
            return old.what.collapse == what.collapse && old.attempts == 0 && !old.gone;
        });
        if (same != lane.items.end() && same->in_flight) {
            same->gone = true;
        } else if (same != lane.items.end()) {
            lane_of_.erase(same->what.id);
            drop(lane, same);
        }
    }
    lane_of_[what.id] = &lane;
    put(lane, {std::move(what), 0, instant{}});
    consider(lane);
}

void outbox::remove(std::int64_t id) {
    const auto found = lane_of_.find(id);
    if (found == lane_of_.end()) return;
    auto& lane = *found->second;
    lane_of_.erase(found);
    const auto item = std::find_if(lane.items.begin(), lane.items.end(), [&](const auto& each) {
        return each.what.id == id;
    });
    if (item->in_flight) {
        lane.busy = false;
        --in_flight_;
    }
    drop(lane, item);
    consider(lane);
}

void outbox::postpone(
    std::int64_t id, int attempts, instant not_before, std::optional<instant> held_at
) {
    const auto* known = find(id);
    if (!known) return;
    if (known->gone) return remove(id);
    auto& lane = *lane_of_.at(id);
    for (auto& item : lane.items) {
        if (item.what.id != id) continue;
        if (item.in_flight) {
            lane.busy = false;
            --in_flight_;
        }
        item.in_flight = false;
        item.attempts = attempts;
        item.not_before = not_before;
        if (!item.held_since) item.held_since = held_at;
    }
    consider(lane);
}

void outbox::room_is(
    const std::string& platform, incident_id incident, const std::string& channel
) {
    const auto found = lanes_.find({platform, incident});
    if (found == lanes_.end() || found->second.room) return;
    found->second.room = channel;
    consider(found->second);
}

std::vector<delivery> outbox::take(instant now) {
    while (!asleep_.empty() && asleep_.begin()->first.first <= now) {
        auto& lane = *asleep_.begin()->second;
        wake(lane);
        make_ready(lane);
    }
    std::vector<delivery> going;
    while (in_flight_ < most_in_flight_) {
        auto* const first = next_ready();
        if (!first) break;
        auto& lane = *first;
        const auto next = pick(lane);
        if (lane.busy || next == lane.items.end() || next->not_before > now) {
            consider(lane);
        } else {
            going.push_back(hand_out(lane, *next));
        }
    }
    return going;
}

void outbox::make_ready(lane& of) {
    of.queued = true;
    (of.urgent > 0 ? urgent_ : ready_).push_back(&of);
}

outbox::lane* outbox::next_ready() {
    auto& from = urgent_.empty() ? ready_ : urgent_;
    if (from.empty()) return nullptr;
    auto* const next = from.front();
    from.pop_front();
    next->queued = false;
    return next;
}

delivery outbox::hand_out(lane& from, standing& item) {
    item.in_flight = true;
    from.busy = true;
    ++in_flight_;
    delivery out;
    out.what = item.what;
    out.attempt = item.attempts + 1 + (item.maybe_tried ? 1 : 0);
    const auto* room = std::get_if<to_incident_room>(&item.what.where);
    if (room && !std::holds_alternative<open_room>(item.what.what))
        out.channel = room->channel.empty() ? from.room.value_or("") : room->channel;
    return out;
}

std::optional<instant> outbox::next_wake() const {
    if (asleep_.empty()) return std::nullopt;
    return asleep_.begin()->first.first;
}

const outbox::standing* outbox::find(std::int64_t id) const {
    const auto found = lane_of_.find(id);
    if (found == lane_of_.end()) return nullptr;
    for (const auto& item : found->second->items)
        if (item.what.id == id) return &item;
    return nullptr;
}

outbox::backlog outbox::words_waiting(const effect& like) const {
    constexpr std::size_t far_enough = 64;
    backlog found;
    const auto lane = lanes_.find({like.platform, like.incident});
    if (lane == lanes_.end()) return found;
    const auto& items = lane->second.items;
    bool is_last = true;
    std::size_t seen = 0;
    for (auto item = items.rbegin(); item != items.rend() && seen < far_enough; ++item, ++seen) {
        if (item->gone || is_display(item->what)) continue;
        const bool is_untried = !item->in_flight && !item->maybe_tried && item->attempts == 0;
        if (is_untried && is_talk(item->what) && is_of_one_place(item->what, like)) {
            ++found.count;
            if (is_last) found.last = &item->what;
        }
        is_last = false;
    }
    return found;
}

std::vector<std::pair<std::string, incident_id>> outbox::roomless() const {
    std::vector<lane_name> lacking;
    for (const auto& [name, lane] : lanes_) {
        if (lane.room) continue;
        const bool wanted = std::any_of(lane.items.begin(), lane.items.end(), [](const auto& item) {
            return std::holds_alternative<to_incident_room>(item.what.where);
        });
        if (wanted) lacking.push_back(name);
    }
    return lacking;
}

std::size_t outbox::waiting() const {
    std::size_t count = 0;
    for (const auto& [name, lane] : lanes_)
        for (const auto& item : lane.items) count += item.gone ? 0 : 1;
    return count;
}

outbox::lane& outbox::lane_for(const effect& what) {
    lane_name name{what.platform, what.incident};
    auto& lane = lanes_[name];
    lane.name = std::move(name);
    return lane;
}

void outbox::put(lane& into, standing item) {
    const bool gets_urgent = into.urgent == 0 && is_urgent(item.what);
    into.urgent += is_urgent(item.what) ? 1 : 0;
    into.items.push_back(std::move(item));
    if (gets_urgent && into.queued && std::erase(ready_, &into) > 0) urgent_.push_back(&into);
}

void outbox::drop(lane& from, std::deque<standing>::iterator which) {
    from.urgent -= is_urgent(which->what) ? 1 : 0;
    from.items.erase(which);
}

// What needs no room does not stand behind what waits for one: the room itself could be behind.
std::deque<outbox::standing>::iterator outbox::pick(lane& of) {
    return std::find_if(of.items.begin(), of.items.end(), [&](const standing& item) {
        return !item.gone && (of.room || !needs_room(item.what));
    });
}

void outbox::consider(lane& of) {
    wake(of);
    if (of.busy || of.queued) return;
    const auto next = pick(of);
    if (next == of.items.end()) return drop_if_done(of);
    if (next->not_before == instant{}) {
        make_ready(of);
    } else {
        of.sleeps = {next->not_before, next->what.id};
        asleep_.emplace(*of.sleeps, &of);
    }
}

void outbox::wake(lane& of) {
    if (of.sleeps) asleep_.erase(*of.sleeps);
    of.sleeps.reset();
}

void outbox::drop_if_done(lane& of) {
    if (!of.items.empty()) return;
    lanes_.erase(lane_name(of.name));
}

}  // namespace bot
