#include "bot/store/codec.hpp"
#include "bot/store/documents.hpp"
#include "bot/store/sqlite/sqlite_tables.hpp"

#include <algorithm>

namespace bot {
namespace {

// Every row of `asked`, made into a T by `read` (a result<T>).
template <class T, class Read>
result<std::vector<T>> collect(result<sqlite_statement> asked, const Read& read) {
    if (!asked) return tl::unexpected(std::move(asked).error());
    std::vector<T> made;
    while (true) {
        const auto row = asked->step();
        if (!row) return tl::unexpected(row.error());
        if (!*row) return made;
        result<T> one = read(*asked);
        if (!one) return tl::unexpected(std::move(one).error());
        made.push_back(*std::move(one));
    }
}

}  // namespace

result<void> sqlite_store::save_brief(const incident_brief& brief) {
    return write(
        "INSERT INTO brief (id, open, declared_at, document) VALUES (?1, ?2, ?3, ?4) "
        "ON CONFLICT (id) DO UPDATE SET open = excluded.open, "
        "declared_at = excluded.declared_at, document = excluded.document",
        number_of(brief.id),
        brief.state == lifecycle::open,
        to_milliseconds(brief.declared_at),
        std::string_view(encode_brief(brief))
    );
}

result<std::vector<incident_brief>> sqlite_store::briefs(bool open_only) {
    return collect<incident_brief>(
        db_->prepare(
            open_only
                ? "SELECT document FROM brief WHERE open = 1 ORDER BY declared_at DESC, id DESC"
                : "SELECT document FROM brief ORDER BY declared_at DESC, id DESC"
        ),
        [](const sqlite_statement& row) { return decode_brief(row.text(0)); }
    );
}

result<std::vector<incident_id>> sqlite_store::logs() {
    auto made = collect<incident_id>(
        db_->prepare("SELECT id FROM log ORDER BY id"),
        [](const sqlite_statement& row) -> result<incident_id> {
            return static_cast<incident_id>(row.number(0));
        }
    );
    if (!made) return made;
    for (const auto& [log, head] : new_heads_) {
        const auto place = std::ranges::lower_bound(*made, log);
        if (place == made->end() || *place != log) made->insert(place, log);
    }
    return made;
}

result<void> sqlite_store::bind_room(const room_binding& room) {
    if (auto may = may_write(); !may) return may;
    auto asked = db_->prepare_with(
        "SELECT log FROM room WHERE platform = ?1 AND channel = ?2",
        std::string_view(room.platform),
        std::string_view(room.channel)
    );
    if (!asked) return tl::unexpected(std::move(asked).error());
    const auto row = asked->step();
    if (!row) return tl::unexpected(row.error());
    if (const auto holder = static_cast<incident_id>(asked->number(0)); *row && holder != room.log)
        return fail(
            errc::conflict,
            "the room " + room.name + " belongs to " + log_label(holder) +
                " already, so it cannot follow " + log_label(room.log)
        );
    auto bound = write(
        "INSERT INTO room (platform, channel, log, name) VALUES (?1, ?2, ?3, ?4) "
        "ON CONFLICT (platform, channel) DO UPDATE SET name = excluded.name, since = 0",
        std::string_view(room.platform),
        std::string_view(room.channel),
        number_of(room.log),
        std::string_view(room.name)
    );
    if (!bound || !room.since) return bound;
    return write(
        "UPDATE room SET since = ?3 WHERE platform = ?1 AND channel = ?2",
        std::string_view(room.platform),
        std::string_view(room.channel),
        to_milliseconds(*room.since)
    );
}

result<void> sqlite_store::release_room(std::string_view platform, std::string_view channel) {
    auto released =
        write("DELETE FROM room WHERE platform = ?1 AND channel = ?2", platform, channel);
    if (released && db_->changes() == 0)
        return fail(errc::not_found, "the room " + std::string(channel) + " belongs to nothing");
    return released;
}

result<std::vector<room_binding>> sqlite_store::rooms() {
    return collect<room_binding>(
        db_->prepare(
            "SELECT platform, channel, log, name, since FROM room ORDER BY platform, channel"
        ),
        [](const sqlite_statement& row) -> result<room_binding> {
            room_binding room{
                std::string(row.text(0)),
                std::string(row.text(1)),
                static_cast<incident_id>(row.number(2)),
                std::string(row.text(3))};
            if (row.number(4) != 0) room.since = to_instant(row.number(4));
            return room;
        }
    );
}

result<void> sqlite_store::set_timer(const waiting_timer& timer) {
    return write(
        "INSERT INTO timer (incident, name, due) VALUES (?1, ?2, ?3) "
        "ON CONFLICT (incident, name) DO UPDATE SET due = excluded.due",
        number_of(timer.incident),
        std::string_view(timer.name),
        to_milliseconds(timer.due)
    );
}

result<void> sqlite_store::cancel_timer(incident_id incident, std::string_view name) {
    return write("DELETE FROM timer WHERE incident = ?1 AND name = ?2", number_of(incident), name);
}

result<std::vector<waiting_timer>> sqlite_store::timers() {
    return collect<waiting_timer>(
        db_->prepare("SELECT incident, name, due FROM timer ORDER BY due, incident, name"),
        [](const sqlite_statement& row) -> result<waiting_timer> {
            return waiting_timer{
                static_cast<incident_id>(row.number(0)),
                std::string(row.text(1)),
                to_instant(row.number(2))};
        }
    );
}

result<void> sqlite_store::remember(std::string_view key, std::string_view value) {
    if (value.empty()) return write("DELETE FROM memo WHERE key = ?1", key);
    return write(
        "INSERT INTO memo (key, value) VALUES (?1, ?2) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        key,
        value
    );
}

result<std::optional<std::string>> sqlite_store::remembered(std::string_view key) {
    auto asked = db_->prepare_with("SELECT value FROM memo WHERE key = ?1", key);
    if (!asked) return tl::unexpected(std::move(asked).error());
    const auto row = asked->step();
    if (!row) return tl::unexpected(row.error());
    if (!*row) return std::nullopt;
    return std::string(asked->text(0));
}

result<void> sqlite_store::keep_alert(const alert_notice& alert) {
    return write(
        "INSERT INTO alert (source, name, service, starts_at, document) "
        "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (source, name, service) "
        "DO UPDATE SET starts_at = excluded.starts_at, document = excluded.document",
        std::string_view(alert.source),
        std::string_view(alert.name),
        std::string_view(alert.service),
        to_milliseconds(alert.starts_at),
        std::string_view(encode_alert(alert))
    );
}

result<void> sqlite_store::take_alert(const alert_notice& alert) {
    return write(
        "DELETE FROM alert WHERE source = ?1 AND name = ?2 AND service = ?3",
        std::string_view(alert.source),
        std::string_view(alert.name),
        std::string_view(alert.service)
    );
}

result<std::vector<alert_notice>> sqlite_store::waiting_alerts(std::string_view service) {
    return collect<alert_notice>(
        db_->prepare_with(
            "SELECT document FROM alert WHERE service = ?1 ORDER BY starts_at, source, name",
            service
        ),
        [](const sqlite_statement& row) { return decode_alert(row.text(0)); }
    );
}

}  // namespace bot
