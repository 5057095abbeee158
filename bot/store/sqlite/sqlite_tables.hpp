// The SQLite store's class: one connection, a transaction for each batch.
#pragma once

#include "bot/ports/store.hpp"
#include "bot/store/sqlite/file_lock.hpp"
#include "bot/store/sqlite/sqlite.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace bot {

// Of every connection to a record. What is written next stands at the end of each tree: a megabyte
// holds those and the ways to them.
inline constexpr std::string_view common_settings =
    "PRAGMA cache_size = -1024;"
    "PRAGMA temp_store = MEMORY;"
    "PRAGMA mmap_size = 0;"
    "PRAGMA cell_size_check = ON;"
    "PRAGMA trusted_schema = OFF;";

class sqlite_store final : public store {
public:
    // `lock` is empty for a store that only reads.
    sqlite_store(std::unique_ptr<sqlite_database> db, std::optional<file_lock> lock);

    result<void> begin() override;
    result<void> commit() override;
    void rollback() override;
    result<void> tidy() override;

    result<std::optional<journal_entry>> journaled(std::string_view key) override;
    result<void> journal(const journal_entry& entry) override;

    result<digest> append(const record& line, const digest& previous, std::string_view salt)
        override;
    result<std::optional<chain_head>> head(incident_id log) override;
    result<void> read(
        incident_id log, std::int64_t from, which kinds, const std::function<bool(record&&)>& each
    ) override;
    result<std::vector<record>> read_back(incident_id log, std::int64_t before, std::size_t limit)
        override;
    result<std::optional<record>> read_one(incident_id log, std::int64_t seq) override;
    result<std::vector<record>> read_derived(incident_id log, std::int64_t origin) override;
    result<std::int64_t> count_messages(incident_id log, std::int64_t after) override;
    result<void> erase(incident_id log, std::int64_t seq) override;
    result<verification> verify(incident_id log) override;

    result<void> save_brief(const incident_brief& brief) override;
    result<std::vector<incident_brief>> briefs(bool open_only) override;
    result<std::vector<search_hit>> search(std::string_view words, std::size_t limit) override;
    result<std::vector<incident_id>> logs() override;

    result<void> bind_room(const room_binding& room) override;
    result<void> release_room(std::string_view platform, std::string_view channel) override;
    result<std::vector<room_binding>> rooms() override;

    result<void> queue(const effect& what) override;
    result<std::vector<waiting_effect>> effects() override;
    result<void> delivered(std::int64_t effect) override;
    result<void> postpone(
        std::int64_t effect, int attempts, instant not_before, std::string_view reason
    ) override;
    result<void> give_up(std::int64_t effect, std::string_view reason) override;
    result<std::int64_t> last_effect() override;

    result<void> set_timer(const waiting_timer& timer) override;
    result<void> cancel_timer(incident_id incident, std::string_view name) override;
    result<std::vector<waiting_timer>> timers() override;

    result<void> remember(std::string_view key, std::string_view value) override;
    result<std::optional<std::string>> remembered(std::string_view key) override;

    result<void> keep_alert(const alert_notice& alert) override;
    result<void> take_alert(const alert_notice& alert) override;
    result<std::vector<alert_notice>> waiting_alerts(std::string_view service) override;

private:
    result<void> may_write() const;
    template <class... Values>
    result<void> write(std::string_view sql, const Values&... values) {
        if (auto may = may_write(); !may) return may;
        return db_->run(sql, values...);
    }
    template <class... Values>
    result<void> write_effect(std::int64_t effect, std::string_view sql, const Values&... values);
    result<void> write_heads();
    result<void> checkpoint();
    result<verification> verify_now(incident_id log);

    // The lock goes last: the connection's own files are in order before another process comes.
    std::optional<file_lock> lock_;
    std::unique_ptr<sqlite_database> db_;
    std::map<incident_id, chain_head> new_heads_;  // of this batch
    bool erased_now_ = false;                      // in this batch
    bool scrub_due_ = false;                       // erased words may still stand in the WAL
    int pages_in_wal_ = 0;
    int checkpoint_at_;
    std::optional<error> broken_;  // after a failed write nothing that follows can be trusted
};

// Fills in what the SELECT of `record_columns` gives.
inline constexpr std::string_view record_columns =
    "log, seq, at, recorded_at, platform, channel, actor, actor_name, message, parent, origin, "
    "kind, erased, payload";
record record_head(const sqlite_statement& row);
result<record> record_of(const sqlite_statement& row);

inline std::int64_t to_milliseconds(instant at) {
    return at.time_since_epoch().count();
}
inline instant to_instant(std::int64_t count) {
    return instant(milliseconds(count));
}

}  // namespace bot
