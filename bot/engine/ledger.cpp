#include "bot/engine/ledger.hpp"

#include "bot/engine/kept_message.hpp"
#include "bot/incident/given_numbers.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace bot {

template <class T>
T ledger::value_of(result<T> asked) {
    if (asked) return std::move(*asked);
    if (!fault_) fault_ = std::move(asked.error());
    return T{};
}

const incident* ledger::find(incident_id id) {
    if (!is_incident(id)) return nullptr;
    const auto* held = value_of(hold(id));
    return held && held->state != lifecycle::none ? held : nullptr;
}

std::optional<incident_id> ledger::log_of_room(
    std::string_view platform, std::string_view channel
) {
    if (auto ready = refresh(); !ready) {
        if (!fault_) fault_ = std::move(ready.error());
        return std::nullopt;
    }
    const auto found = rooms_.find(room_key(platform, channel));
    if (found == rooms_.end()) return std::nullopt;
    return found->second.log;
}

std::vector<incident_brief> ledger::briefs() {
    renew_briefs();
    std::vector<incident_brief> all;
    all.reserve(briefs_.size());
    for (const auto& [id, brief] : briefs_) all.push_back(brief);
    return all;
}

std::vector<incident_brief> ledger::open_briefs() {
    renew_briefs();
    std::vector<incident_brief> open;
    for (const auto& [id, brief] : briefs_)
        if (brief.state == lifecycle::open) open.push_back(brief);
    return open;
}

std::optional<kept_message> ledger::message(
    std::string_view platform, std::string_view channel, std::string_view id
) {
    const auto entry = value_of(keep_.journaled(message_key(platform, channel, id)));
    if (!entry || entry->seq == 0) return std::nullopt;
    const auto line = value_of(keep_.read_one(entry->log, entry->seq));
    if (!line) return std::nullopt;
    if (!std::holds_alternative<copy_shown>(line->what))
        return message_now(*line, value_of(keep_.read_derived(line->log, line->seq)));
    auto original = message_at(line->log, line->origin);
    if (original) original->by_copy = true;
    return original;
}

std::optional<kept_message> ledger::message_at(incident_id log, std::int64_t seq) {
    const auto line = value_of(keep_.read_one(log, seq));
    if (!line) return std::nullopt;
    return message_now(*line, value_of(keep_.read_derived(log, seq)));
}

std::optional<instant> ledger::edited_at(
    std::string_view platform, std::string_view channel, std::string_view id
) {
    const auto entry = value_of(keep_.journaled(message_key(platform, channel, id)));
    if (!entry || entry->seq == 0) return std::nullopt;
    return last_edit(value_of(keep_.read_derived(entry->log, entry->seq)));
}

std::vector<alert_notice> ledger::waiting_alerts(std::string_view service) {
    return value_of(keep_.waiting_alerts(service));
}

std::vector<search_hit> ledger::search(std::string_view words, std::size_t limit) {
    return value_of(keep_.search(words, limit));
}

std::int64_t ledger::messages_since(incident_id id, std::int64_t seq) {
    return value_of(keep_.count_messages(id, seq));
}

incident_id ledger::next_incident() {
    if (auto ready = refresh(); !ready && !fault_) fault_ = std::move(ready.error());
    return static_cast<incident_id>(highest_ + 1);
}

incident_id ledger::next_room_log() {
    if (auto ready = refresh(); !ready && !fault_) fault_ = std::move(ready.error());
    return static_cast<incident_id>(lowest_ - 1);
}

result<void> ledger::refresh() {
    if (loaded_) return {};
    auto rooms = keep_.rooms();
    if (!rooms) return tl::unexpected(std::move(rooms.error()));
    for (auto& room : *rooms) {
        count(room.log);
        if (!room.since) room_of_log_.try_emplace({room.log, room.platform}, room.channel);
        const auto& key = room_key(room.platform, room.channel);
        rooms_.insert_or_assign(key, std::move(room));
    }
    return load_numbers().map([this] { loaded_ = true; });
}

result<void> ledger::load_numbers() {
    auto briefs = keep_.briefs(false);
    if (!briefs) return tl::unexpected(std::move(briefs.error()));
    for (auto& brief : *briefs) {
        count(brief.id);
        keep_brief(std::move(brief));
    }
    auto logs = keep_.logs();
    if (!logs) return tl::unexpected(std::move(logs.error()));
    for (const auto log : *logs) count(log);
    auto given = keep_.remembered(incidents_given_key);
    if (!given) return tl::unexpected(std::move(given.error()));
    if (*given) highest_ = std::max(highest_, incidents_given_in(**given));
    return {};
}

void ledger::count(incident_id log) {
    highest_ = std::max(highest_, number_of(log));
    lowest_ = std::min(lowest_, number_of(log));
}

void ledger::forget_everything() {
    loaded_ = false;
    incidents_.clear();
    recent_.clear();
    heads_.clear();
    rooms_.clear();
    room_of_log_.clear();
    briefs_.clear();
    declared_at_.clear();
    stale_briefs_.clear();
    unsaved_briefs_.clear();
    highest_ = lowest_ = 0;
    fault_.reset();
}

std::optional<error> ledger::take_fault() {
    return std::exchange(fault_, std::nullopt);
}

result<chain_head> ledger::head(incident_id log) {
    if (const auto found = heads_.find(log); found != heads_.end()) return found->second;
    auto asked = keep_.head(log);
    if (!asked) return tl::unexpected(std::move(asked.error()));
    return heads_[log] = asked->value_or(chain_head{});
}

std::optional<std::string> ledger::room_of(std::string_view platform, incident_id log) {
    if (const auto* held = find(log))
        if (const auto* room = held->own_room(platform)) return room->channel;
    if (auto ready = refresh(); !ready) {
        if (!fault_) fault_ = std::move(ready.error());
        return std::nullopt;
    }
    const auto found = room_of_log_.find({log, std::string(platform)});
    if (found == room_of_log_.end()) return std::nullopt;
    return found->second;
}

result<incident*> ledger::hold(incident_id id) {
    if (const auto found = incidents_.find(id); found != incidents_.end()) {
        recent_.splice(recent_.begin(), recent_, found->second.place);
        return &found->second.state;
    }
    auto loaded = load(id);
    if (!loaded) return tl::unexpected(std::move(loaded.error()));
    recent_.push_front(id);
    auto& held = incidents_[id];
    held = {std::move(*loaded), recent_.begin()};
    return &held.state;
}

result<incident> ledger::load(incident_id id) {
    auto top = head(id);
    if (!top) return tl::unexpected(std::move(top.error()));
    incident folded;
    if (top->seq == 0) return folded;
    auto read = keep_.read(id, 1, store::which::folded, [&](record&& line) {
        apply(folded, line);
        return true;
    });
    if (!read) return tl::unexpected(std::move(read.error()));
    // The raw lines were not read, but they are behind it.
    folded.last_seq = top->seq;
    return folded;
}

result<void> ledger::append(const record& line, std::string_view salt) {
    auto top = head(line.log);
    if (!top) return tl::unexpected(std::move(top.error()));
    assert(line.seq == top->seq + 1 && "a record is appended at its log's head");
    incident* folded = nullptr;
    if (is_incident(line.log)) {
        auto held = hold(line.log);
        if (!held) return tl::unexpected(std::move(held.error()));
        folded = *held;
    }
    auto hash = keep_.append(line, top->hash, salt);
    if (!hash) return tl::unexpected(std::move(hash.error()));
    heads_[line.log] = {line.seq, *hash};
    count(line.log);
    if (folded) apply(*folded, line);
    if (folded && !is_raw(line.what)) {
        stale_briefs_.insert(line.log);
        unsaved_briefs_.insert(line.log);
    }
    return {};
}

result<void> ledger::erase(incident_id log, std::int64_t seq) {
    auto gone = keep_.erase(log, seq);
    if (!gone && gone.error().code != errc::not_found) return gone;
    // Erased words may stand anywhere in the fold; only folding again is sure to drop them.
    if (const auto found = incidents_.find(log); found != incidents_.end()) {
        recent_.erase(found->second.place);
        incidents_.erase(found);
    }
    if (!is_incident(log)) return {};
    stale_briefs_.insert(log);
    unsaved_briefs_.insert(log);
    return {};
}

result<void> ledger::bind(const room_binding& room) {
    auto bound = keep_.bind_room(room);
    if (!bound) return bound;
    count(room.log);
    if (!room.since) room_of_log_.try_emplace({room.log, room.platform}, room.channel);
    rooms_.insert_or_assign(room_key(room.platform, room.channel), room);
    return {};
}

result<void> ledger::release(const room_binding& room) {
    auto released = keep_.release_room(room.platform, room.channel);
    if (!released) return released;
    if (const auto own = room_of_log_.find({room.log, room.platform});
        own != room_of_log_.end() && own->second == room.channel)
        room_of_log_.erase(own);
    rooms_.erase(room_key(room.platform, room.channel));
    return {};
}

void ledger::renew_briefs() {
    if (auto ready = refresh(); !ready) {
        if (!fault_) fault_ = std::move(ready.error());
        return;
    }
    for (const auto id : stale_briefs_)
        if (const auto* held = find(id)) keep_brief(brief_of(*held));
    stale_briefs_.clear();
}

void ledger::keep_brief(incident_brief brief) {
    const auto [known, is_new] = declared_at_.try_emplace(brief.id, brief.declared_at);
    if (!is_new) briefs_.erase({known->second, brief.id});
    known->second = brief.declared_at;
    const std::pair place{brief.declared_at, brief.id};
    briefs_.insert_or_assign(place, std::move(brief));
}

result<void> ledger::save_briefs() {
    renew_briefs();
    if (auto fault = take_fault()) return tl::unexpected(std::move(*fault));
    for (const auto id : unsaved_briefs_) {
        const auto known = declared_at_.find(id);
        if (known == declared_at_.end()) continue;
        auto saved = keep_.save_brief(briefs_.at({known->second, id}));
        if (!saved) return saved;
    }
    unsaved_briefs_.clear();
    return {};
}

void ledger::trim() {
    while (recent_.size() > capacity_) {
        incidents_.erase(recent_.back());
        recent_.pop_back();
    }
}

const std::string& ledger::room_key(std::string_view platform, std::string_view channel) {
    scratch_.assign(platform);
    scratch_ += '\n';
    return scratch_.append(channel);
}

}  // namespace bot
