// The seam to whatever keeps the record. One writer; every change happens between
// begin and commit, and commit returns only when it is durable. Any failure other
// than conflict or not_found means the batch is lost: roll back, acknowledge nothing.
// tests/contract/store_contract.hpp says all of this as cases; a backend is one
// that passes it.
#pragma once

#include "bot/base/digest.hpp"
#include "bot/base/result.hpp"
#include "bot/incident/decision.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

// Where an inbound led. Kept for ever: the proof that it was done.
struct journal_entry {
    std::string key;
    incident_id log = incident_id::none;
    std::int64_t seq = 0;  // its first record, 0 when it left none
    instant recorded_at;
    bool failed = false;  // the handler threw: our bug, reported, not repeated
};

struct chain_head {
    std::int64_t seq = 0;
    digest hash{};
};

struct waiting_timer {
    incident_id incident = incident_id::none;
    std::string name;
    instant due;
};

struct waiting_effect {
    effect what;
    int attempts = 0;
    instant not_before;
    bool dead = false;
    std::string reason;  // of the last failure
};

struct verification {
    std::int64_t records = 0, erased = 0;
    std::vector<std::string> faults;  // "INC-7 record 12: …"; empty when the chain holds
};

class store {
public:
    virtual ~store() = default;

    virtual result<void> begin() = 0;
    virtual result<void> commit() = 0;
    virtual void rollback() = 0;
    // What nobody should wait for: between batches, when their callers have been answered. Fails
    // as commit does, but what was committed is kept.
    virtual result<void> tidy() = 0;

    virtual result<std::optional<journal_entry>> journaled(std::string_view key) = 0;
    virtual result<void> journal(const journal_entry& entry) = 0;  // conflict: the key is taken

    // Writes the record and its link in the log's hash chain. `salt` (16 random bytes) keeps the
    // digest of erased words from being guessed; it is erased with them. Returns the new head's
    // hash.
    virtual result<digest> append(
        const record& line, const digest& previous, std::string_view salt
    ) = 0;
    virtual result<std::optional<chain_head>> head(incident_id log) = 0;

    enum class which { everything, folded };  // folded: without the raw log
    // In order of seq from `from` on, until `each` returns false.
    virtual result<void> read(
        incident_id log, std::int64_t from, which kinds, const std::function<bool(record&&)>& each
    ) = 0;
    // The newest `limit` records before `before` (0: the newest), oldest first.
    virtual result<std::vector<record>> read_back(
        incident_id log, std::int64_t before, std::size_t limit
    ) = 0;
    virtual result<std::optional<record>> read_one(incident_id log, std::int64_t seq) = 0;
    // Records whose origin is `origin`, in order: a message's edits, and what was made of its
    // words.
    virtual result<std::vector<record>> read_derived(incident_id log, std::int64_t origin) = 0;
    virtual result<std::int64_t> count_messages(incident_id log, std::int64_t after) = 0;
    // The words (and salt) of this record and of all whose origin it is.
    virtual result<void> erase(incident_id log, std::int64_t seq) = 0;
    virtual result<verification> verify(incident_id log) = 0;

    virtual result<void> save_brief(const incident_brief& brief) = 0;
    virtual result<std::vector<incident_brief>> briefs(bool open_only) = 0;  // newest first
    virtual result<std::vector<search_hit>> search(std::string_view words, std::size_t limit) = 0;
    virtual result<std::vector<incident_id>> logs() = 0;  // every log that has a record, ascending

    virtual result<void> bind_room(const room_binding& room) = 0;  // conflict: bound to another log
    // not_found: bound to none.
    virtual result<void> release_room(std::string_view platform, std::string_view channel) = 0;
    virtual result<std::vector<room_binding>> rooms() = 0;

    virtual result<void> queue(const effect& what
    ) = 0;  // id is set and new; replaces a collapsible one that waits untried
    virtual result<std::vector<waiting_effect>> effects(
    ) = 0;  // in order of id, dead ones included
    virtual result<void> delivered(std::int64_t effect) = 0;
    virtual result<void> postpone(
        std::int64_t effect, int attempts, instant not_before, std::string_view reason
    ) = 0;
    virtual result<void> give_up(std::int64_t effect, std::string_view reason) = 0;
    virtual result<std::int64_t> last_effect() = 0;  // the highest id ever used

    virtual result<void> set_timer(const waiting_timer& timer
    ) = 0;  // replaces one of the same name
    virtual result<void> cancel_timer(incident_id incident, std::string_view name) = 0;
    virtual result<std::vector<waiting_timer>> timers() = 0;  // earliest first

    // Small things a platform keeps for itself. An empty value forgets the key.
    virtual result<void> remember(std::string_view key, std::string_view value) = 0;
    virtual result<std::optional<std::string>> remembered(std::string_view key) = 0;

    virtual result<void> keep_alert(const alert_notice& alert
    ) = 0;  // one for each source, name and service
    virtual result<void> take_alert(const alert_notice& alert) = 0;
    virtual result<std::vector<alert_notice>> waiting_alerts(std::string_view service) = 0;
};

}  // namespace bot
