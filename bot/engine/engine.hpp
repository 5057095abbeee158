// The durable shell round the pure handlers: one transaction for each batch of
// what came in, and what is to go out, only once it is committed. Passive and for
// one thread; engine_thread gives it one.
#pragma once

#include "bot/engine/batch.hpp"
#include "bot/engine/ledger.hpp"
#include "bot/engine/outbox.hpp"
#include "bot/engine/salt_pool.hpp"
#include "bot/engine/timetable.hpp"
#include "bot/engine/work.hpp"

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace bot {

class engine {
public:
    // Loads rooms, numbers, what waits to go out, and timers.
    static result<std::unique_ptr<engine>> open(engine_parts parts);

    // One transaction. Answers item by item. An error means that nothing of the batch happened:
    // acknowledge nothing; settlements have to be given again. Code internal: the process must
    // not go on.
    result<std::vector<processed>> process(const std::vector<work_item>& items, instant now);
    // For the time after its callers were answered. After a failure the process must not go on.
    result<void> tidy() { return parts_.keep.tidy(); }
    // What the last batch changed; empty after a failed one, and the second time.
    commit_notice take_notice();

    // To be processed like what comes from outside; they come again until they were.
    std::vector<inbound> due_timers(instant now) const { return timers_.due(now); }
    // When there is something to do though nothing comes in: a timer, a delivery put off, or
    // (a moment long past) a batch of the engine's own, for which process({}, now) is enough.
    std::optional<instant> next_wake() const;
    // What may go now. Each is on its way until its settlement is processed.
    std::vector<delivery> take_deliveries(instant now);

    // For questions between batches; call trim() after many.
    ledger& look() { return look_; }
    const outbox& out() const { return out_; }

private:
    explicit engine(engine_parts parts);
    result<void> load(bool after_restart);
    result<std::vector<processed>> attempt(const std::vector<work_item>& items, instant now);
    result<std::vector<processed>> fill(batch& into, const std::vector<work_item>& items);
    void learn(batch&& committed, instant now);
    // What is only known when its turn has come. Nothing: nothing has to go out any more.
    result<bool> make_ready(delivery& out, instant now);
    result<rendered_rca> render(const effect& wanted, const publish_rca& how, instant now);
    result<bool> still_follows(const delivery& out);
    void say_how_late(delivery& out, instant now) const;
    static outcome failure_of(const error& why);

    engine_parts parts_;
    ledger look_;
    outbox out_;
    timetable timers_;
    salt_pool salts_;
    std::int64_t last_effect_ = 0;
    std::map<incident_id, instant> troubles_told_, silences_told_;
    std::vector<settlement> own_;  // ends of deliveries that never left
    commit_notice notice_;
    bool is_stale_ = true;  // memory may differ from the store
};

}  // namespace bot
