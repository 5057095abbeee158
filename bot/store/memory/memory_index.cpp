#include "bot/store/codec.hpp"
#include "bot/store/memory/memory_tables.hpp"
#include "bot/store/search.hpp"

#include <algorithm>

namespace bot {

result<void> memory_store::save_brief(const incident_brief& brief) {
    if (auto may = may_write(); !may) return may;
    change(undo_, briefs_, brief.id, brief);
    return {};
}

result<std::vector<incident_brief>> memory_store::briefs(bool open_only) {
    std::vector<incident_brief> made;
    for (const auto& [id, brief] : briefs_)
        if (!open_only || brief.state == lifecycle::open) made.push_back(brief);
    std::ranges::sort(made, [](const incident_brief& a, const incident_brief& b) {
        return std::tie(a.declared_at, a.id) > std::tie(b.declared_at, b.id);
    });
    return made;
}

result<std::vector<search_hit>> memory_store::search(std::string_view words, std::size_t limit) {
    word_search found(words, limit);
    if (found.is_idle()) return std::vector<search_hit>{};
    for (const auto& [id, brief] : briefs_) found.offer(brief);
    for (const auto& [log, in] : logs_) {
        if (!is_incident(log)) continue;
        for (const auto& line : in.lines()) {
            const auto kind = event_name(line.kind);
            if (line.head.erased || !word_search::covers(kind) || !found.may_match(line.payload))
                continue;
            record made = line.head;
            if (auto read = decode_payload(made, kind, std::string_view(line.payload)); !read)
                return tl::unexpected(std::move(read).error());
            found.offer(made);
        }
    }
    return found.take();
}

result<std::vector<incident_id>> memory_store::logs() {
    std::vector<incident_id> made;
    for (const auto& [log, in] : logs_)
        if (!in.lines().empty()) made.push_back(log);
    return made;
}

result<void> memory_store::bind_room(const room_binding& room) {
    if (auto may = may_write(); !may) return may;
    const std::pair key(room.platform, room.channel);
    if (const auto found = rooms_.find(key); found != rooms_.end() && found->second.log != room.log)
        return fail(
            errc::conflict,
            "the room " + room.name + " belongs to " + log_label(found->second.log) +
                " already, so it cannot follow " + log_label(room.log)
        );
    change(undo_, rooms_, key, room);
    return {};
}

result<void> memory_store::release_room(std::string_view platform, std::string_view channel) {
    if (auto may = may_write(); !may) return may;
    const std::pair key{std::string(platform), std::string(channel)};
    if (!rooms_.contains(key))
        return fail(errc::not_found, "the room " + key.second + " belongs to nothing");
    change(undo_, rooms_, key, std::nullopt);
    return {};
}

result<std::vector<room_binding>> memory_store::rooms() {
    std::vector<room_binding> made;
    for (const auto& [key, room] : rooms_) made.push_back(room);
    return made;
}

result<void> memory_store::set_timer(const waiting_timer& timer) {
    if (auto may = may_write(); !may) return may;
    change(undo_, timers_, {timer.incident, timer.name}, timer);
    return {};
}

result<void> memory_store::cancel_timer(incident_id incident, std::string_view name) {
    if (auto may = may_write(); !may) return may;
    change(undo_, timers_, {incident, std::string(name)}, std::nullopt);
    return {};
}

result<std::vector<waiting_timer>> memory_store::timers() {
    std::vector<waiting_timer> made;
    for (const auto& [key, timer] : timers_) made.push_back(timer);
    std::ranges::stable_sort(made, {}, &waiting_timer::due);
    return made;
}

result<void> memory_store::remember(std::string_view key, std::string_view value) {
    if (auto may = may_write(); !may) return may;
    std::optional<std::string> kept;
    if (!value.empty()) kept = value;
    change(undo_, memos_, std::string(key), std::move(kept));
    return {};
}

result<std::optional<std::string>> memory_store::remembered(std::string_view key) {
    const auto found = memos_.find(std::string(key));
    if (found == memos_.end()) return std::nullopt;
    return found->second;
}

result<void> memory_store::keep_alert(const alert_notice& alert) {
    if (auto may = may_write(); !may) return may;
    change(undo_, alerts_, {alert.source, alert.name, alert.service}, alert);
    return {};
}

result<void> memory_store::take_alert(const alert_notice& alert) {
    if (auto may = may_write(); !may) return may;
    change(undo_, alerts_, {alert.source, alert.name, alert.service}, std::nullopt);
    return {};
}

result<std::vector<alert_notice>> memory_store::waiting_alerts(std::string_view service) {
    std::vector<alert_notice> made;
    for (const auto& [key, alert] : alerts_)
        if (alert.service == service) made.push_back(alert);
    std::ranges::stable_sort(made, {}, &alert_notice::starts_at);
    return made;
}

}  // namespace bot
