#include "bot/incident/chain.hpp"
#include "bot/store/chain_check.hpp"
#include "bot/store/codec.hpp"
#include "bot/store/sqlite/sqlite_tables.hpp"

#include <algorithm>

namespace bot {

result<std::optional<journal_entry>> sqlite_store::journaled(std::string_view key) {
    auto asked =
        db_->prepare_with("SELECT log, seq, recorded_at, failed FROM journal WHERE key = ?1", key);
    if (!asked) return tl::unexpected(std::move(asked).error());
    const auto row = asked->step();
    if (!row) return tl::unexpected(row.error());
    if (!*row) return std::nullopt;
    return journal_entry{
        std::string(key),
        static_cast<incident_id>(asked->number(0)),
        asked->number(1),
        to_instant(asked->number(2)),
        asked->number(3) != 0};
}

result<void> sqlite_store::journal(const journal_entry& entry) {
    auto written = write(
        "INSERT INTO journal (key, log, seq, recorded_at, failed) VALUES (?1, ?2, ?3, ?4, ?5)",
        std::string_view(entry.key),
        number_of(entry.log),
        entry.seq,
        to_milliseconds(entry.recorded_at),
        entry.failed
    );
    if (!written && written.error().code == errc::conflict)
        return fail(errc::conflict, "the key " + entry.key + " is in the journal already");
    return written;
}

result<digest> sqlite_store::append(
    const record& line, const digest& previous, std::string_view salt
) {
    if (auto may = may_write(); !may) return tl::unexpected(std::move(may).error());
    const auto before = head(line.log);
    if (!before) return tl::unexpected(before.error());
    if (auto follows = check_append(line, before->value_or(chain_head{}), previous); !follows)
        return tl::unexpected(std::move(follows).error());
    const auto payload = encode_payload(line.what);
    const auto words = payload_digest(salt, payload);
    const auto link = chain_link(previous, line, name_of(line.what), words);
    auto put = db_->prepare(
        "INSERT INTO record (log, seq, kind, raw, erased, at, recorded_at, platform, channel, "
        "actor, actor_name, message, parent, origin, payload, salt, digest, hash) "
        "VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)"
    );
    if (!put) return tl::unexpected(std::move(put).error());
    put->bind(1, number_of(line.log));
    put->bind(2, line.seq);
    put->lend(3, name_of(line.what));
    put->bind(4, is_raw(line.what));
    put->bind(5, to_milliseconds(line.at));
    put->bind(6, to_milliseconds(line.recorded_at));
    put->lend(7, std::string_view(line.platform));
    put->lend(8, std::string_view(line.channel));
    put->lend(9, std::string_view(line.actor.id));
    put->lend(10, std::string_view(line.actor.name));
    put->lend(11, std::string_view(line.message));
    put->lend(12, std::string_view(line.parent));
    put->bind(13, line.origin);
    put->lend(14, std::string_view(payload));
    put->lend_bytes(15, salt);
    put->lend_bytes(16, bytes_of(words));
    put->lend_bytes(17, bytes_of(link));
    if (auto ran = put->run(); !ran) return tl::unexpected(std::move(ran).error());
    new_heads_[line.log] = {line.seq, link};
    return link;
}

result<std::optional<chain_head>> sqlite_store::head(incident_id log) {
    if (const auto ours = new_heads_.find(log); ours != new_heads_.end()) return ours->second;
    auto asked = db_->prepare_with("SELECT seq, hash FROM log WHERE id = ?1", number_of(log));
    if (!asked) return tl::unexpected(std::move(asked).error());
    const auto row = asked->step();
    if (!row) return tl::unexpected(row.error());
    if (!*row) return std::nullopt;
    chain_head found{asked->number(0), {}};
    if (const auto hash = asked->bytes(1); hash.size() == found.hash.size())
        std::ranges::copy(hash, found.hash.begin());
    return found;
}

// The new bytes take the place of the old ones: same length, so no row moves and leaves a copy.
result<void> sqlite_store::erase(incident_id log, std::int64_t seq) {
    auto erased = write(
        "UPDATE record SET payload = zeroblob(length(CAST(payload AS BLOB))), "
        "salt = zeroblob(length(salt)), erased = 1 WHERE log = ?1 AND seq = ?2",
        number_of(log),
        seq
    );
    if (!erased) return erased;
    if (db_->changes() == 0)
        return fail(
            errc::not_found, log_label(log) + " has no record " + std::to_string(seq) + " to erase"
        );
    erased_now_ = true;
    return write(
        "UPDATE record SET payload = zeroblob(length(CAST(payload AS BLOB))), "
        "salt = zeroblob(length(salt)), erased = 1 WHERE log = ?1 AND origin = ?2 AND origin > 0",
        number_of(log),
        seq
    );
}

result<verification> sqlite_store::verify(incident_id log) {
    if (db_->in_transaction()) return verify_now(log);
    // One moment for the log and its end, also while another process writes.
    if (auto begun = db_->run("BEGIN"); !begun) return tl::unexpected(std::move(begun).error());
    auto found = verify_now(log);
    if (auto ended = db_->run("ROLLBACK"); !ended) return tl::unexpected(std::move(ended).error());
    return found;
}

result<verification> sqlite_store::verify_now(incident_id log) {
    const auto end = head(log);
    if (!end) return tl::unexpected(end.error());
    auto asked = db_->prepare_with(
        "SELECT log, seq, at, recorded_at, platform, channel, actor, actor_name, message, parent, "
        "origin, kind, erased, payload, raw, salt, digest, hash "
        "FROM record WHERE log = ?1 ORDER BY seq",
        number_of(log)
    );
    if (!asked) return tl::unexpected(std::move(asked).error());
    chain_check check(log);
    while (true) {
        const auto row = asked->step();
        if (!row) return tl::unexpected(row.error());
        if (!*row) return std::move(check).finish(*end);
        check.offer(
            {record_head(*asked),
             asked->text(11),
             asked->number(14) != 0,
             asked->number(12) != 0,
             asked->bytes(13),
             asked->bytes(15),
             asked->bytes(16),
             asked->bytes(17)}
        );
    }
}

}  // namespace bot
