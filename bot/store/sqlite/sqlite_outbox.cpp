#include "bot/store/documents.hpp"
#include "bot/store/sqlite/sqlite_tables.hpp"

namespace bot {

result<void> sqlite_store::queue(const effect& what) {
    const auto last = last_effect();
    if (!last) return tl::unexpected(last.error());
    if (what.id <= *last)
        return fail(
            errc::conflict,
            "effect " + std::to_string(what.id) + " cannot be queued: " + std::to_string(*last) +
                " was used already, so its id has to be higher"
        );
    if (!what.collapse.empty()) {
        auto replaced = write(
            "DELETE FROM effect WHERE incident = ?1 AND platform = ?2 AND collapse = ?3 "
            "AND collapse <> '' AND attempts = 0 AND dead = 0",
            number_of(what.incident),
            std::string_view(what.platform),
            std::string_view(what.collapse)
        );
        if (!replaced) return replaced;
    }
    return write(
        "INSERT INTO effect (id, incident, platform, collapse, attempts, not_before, dead, "
        "reason, document) VALUES (?1, ?2, ?3, ?4, 0, 0, 0, '', ?5)",
        what.id,
        number_of(what.incident),
        std::string_view(what.platform),
        std::string_view(what.collapse),
        std::string_view(encode_effect(what))
    );
}

result<std::vector<waiting_effect>> sqlite_store::effects() {
    auto asked =
        db_->prepare("SELECT document, attempts, not_before, dead, reason FROM effect ORDER BY id");
    if (!asked) return tl::unexpected(std::move(asked).error());
    std::vector<waiting_effect> made;
    while (true) {
        const auto row = asked->step();
        if (!row) return tl::unexpected(row.error());
        if (!*row) return made;
        auto what = decode_effect(asked->text(0));
        if (!what) return tl::unexpected(std::move(what).error());
        made.push_back(
            {*std::move(what),
             static_cast<int>(asked->number(1)),
             to_instant(asked->number(2)),
             asked->number(3) != 0,
             std::string(asked->text(4))}
        );
    }
}

template <class... Values>
result<void> sqlite_store::write_effect(
    std::int64_t effect, std::string_view sql, const Values&... values
) {
    auto written = write(sql, effect, values...);
    if (written && db_->changes() == 0)
        return fail(
            errc::not_found, "no effect " + std::to_string(effect) + " waits in the outbox"
        );
    return written;
}

result<void> sqlite_store::delivered(std::int64_t effect) {
    return write_effect(effect, "DELETE FROM effect WHERE id = ?1");
}

result<void> sqlite_store::postpone(
    std::int64_t effect, int attempts, instant not_before, std::string_view reason
) {
    return write_effect(
        effect,
        "UPDATE effect SET attempts = ?2, not_before = ?3, reason = ?4 WHERE id = ?1",
        attempts,
        to_milliseconds(not_before),
        reason
    );
}

result<void> sqlite_store::give_up(std::int64_t effect, std::string_view reason) {
    return write_effect(effect, "UPDATE effect SET dead = 1, reason = ?2 WHERE id = ?1", reason);
}

result<std::int64_t> sqlite_store::last_effect() {
    return db_->number("SELECT seq FROM sqlite_sequence WHERE name = 'effect'");
}

}  // namespace bot
