// One transaction in the making: carries out what is decided, and remembers what
// memory has to learn once it is committed.
#pragma once

#include "bot/engine/ledger.hpp"
#include "bot/engine/outbox.hpp"
#include "bot/engine/salt_pool.hpp"
#include "bot/engine/timetable.hpp"
#include "bot/engine/work.hpp"

#include <map>
#include <set>

namespace bot {

class batch {
public:
    // What it works with; all of it outlives the batch.
    struct tools {
        const engine_parts& parts;
        ledger& look;
        timetable& timers;
        const outbox& out;  // changed after the commit only
        salt_pool& salts;
        std::int64_t& last_effect;
        // By log, when last: a fault of ours, and words that could not be said.
        const std::map<incident_id, instant>&troubles_told, &silences_told;
    };
    struct room_found {
        std::string platform;
        incident_id incident = incident_id::none;
        std::string channel;
    };
    struct put_off {
        std::int64_t effect = 0;
        int attempts = 0;
        instant not_before;
        bool is_held = false;  // the platform asked for it
    };
    struct settled {
        std::int64_t effect = 0;
    };
    using outbox_change = std::variant<effect, room_found, put_off, settled>;

    batch(const tools& with, instant now) : with_(with), now_(now) {}

    // An error means that the batch is lost.
    result<processed> take(const inbound& in);
    result<processed> take(const settlement& of);
    // The last step before the commit.
    result<void> close();

    commit_notice notice;
    std::vector<outbox_change> changes;  // in the order they happened
    std::map<incident_id, instant> troubles_told, silences_told;

private:
    result<processed> keep(const in_memo& told);
    result<std::optional<processed>> done_before(const inbound& in);
    bool is_stale_timer(const inbound& in) const;
    bool is_outdated_edit(const inbound& in) const;
    result<std::optional<decision>> decide(const inbound& in);
    static void complete(const inbound& in, decision& d);
    static void complete(const inbound& in, incident_id log, effect& wanted);
    result<std::string> nonsense_in(const decision& d);
    decision trouble_with(const inbound& in);
    using told_when = std::map<incident_id, instant>;
    bool was_told_lately(const told_when& now, const told_when& before, incident_id log) const;
    void keep_raw_line(const inbound& in, decision& d);

    result<processed> carry_out(const inbound& in, decision d, bool failed);
    result<void> consume_timer(const inbound& in);
    result<void> let_go(const decision& d);
    result<void> bind(const decision& d);
    result<std::int64_t> write_facts(const inbound& in, decision& d, bool keep_facts);
    result<void> erase(const decision& d);
    result<void> keep_alerts(const decision& d);
    result<void> follow_up(const inbound& in, decision& d);
    result<void> queue(decision& d, std::int64_t first);
    result<void> join_words(effect& wanted);
    outbox::backlog words_waiting(const effect& like) const;
    result<void> set_timers(const decision& d);
    result<void> journal(const inbound& in, const decision& d, std::int64_t seq, bool failed);
    result<void> note_room(const std::string& platform, incident_id log);
    void note_change(incident_id log);

    result<void> end_delivery(const outbox::standing& item, const outcome& how);
    result<void> give_up(const effect& what, const std::string& reason);

    tools with_;
    instant now_;
    std::set<std::int64_t> ended_, joined_;
    std::set<incident_id> changed_;
};

}  // namespace bot
