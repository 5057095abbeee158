// What waits to go out, in lanes. A lane is one incident on one platform: in order,
// one delivery on its way at a time; lanes do not wait for each other.
#pragma once

#include "bot/ports/courier.hpp"
#include "bot/ports/store.hpp"

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

namespace bot {

class outbox {
public:
    explicit outbox(std::size_t most_in_flight = 64) : most_in_flight_(most_in_flight) {}

    // Replaces what waits by what the store keeps. Deliveries on their way stay so until they
    // are settled. `after_restart`: any of it may have gone out already, so all are handed out
    // as repetitions.
    void load(const std::vector<waiting_effect>& kept, bool after_restart);

    // Behind the others of its lane; a collapsible one that waits untried gives way to it.
    void add(effect what);
    // Tried and settled: delivered or given up.
    void remove(std::int64_t id);
    void postpone(std::int64_t id, int attempts, instant not_before);
    // Lanes learn their room once; what waits for it may go.
    void room_is(const std::string& platform, incident_id incident, const std::string& channel);

    // The next of each lane that may go now, round the lanes in turn; they are on their way from
    // here on.
    std::vector<delivery> take(instant now);
    // When a postponed one may go. Only after `take`.
    std::optional<instant> next_wake() const;

    struct standing {
        effect what;
        int attempts = 0;  // failures the store knows of
        instant not_before;
        bool maybe_tried = false;  // before a restart, so nobody knows
        bool in_flight = false;
        bool gone = false;  // the store has dropped it, its courier has not answered yet
    };
    const standing* find(std::int64_t id) const;
    // Lanes in which something waits for a room, with what they lack.
    std::vector<std::pair<std::string, incident_id>> roomless() const;
    std::size_t waiting() const;  // as the store counts: without those it has dropped
    std::size_t in_flight() const { return in_flight_; }

private:
    using lane_name = std::pair<std::string, incident_id>;
    struct lane {
        lane_name name;
        std::deque<standing> items;
        std::optional<std::string> room;
        bool busy = false;                                       // one is on its way
        bool queued = false;                                     // stands in ready_
        std::optional<std::pair<instant, std::int64_t>> sleeps;  // until, and for which
    };

    lane& lane_for(const effect& what);
    std::deque<standing>::iterator pick(lane& of);
    void consider(lane& of);
    void wake(lane& of);
    void drop_if_done(lane& of);
    delivery hand_out(lane& from, standing& item);

    std::size_t most_in_flight_, in_flight_ = 0;
    std::map<lane_name, lane> lanes_;
    std::unordered_map<std::int64_t, lane*> lane_of_;
    std::deque<lane*> ready_;
    std::map<std::pair<instant, std::int64_t>, lane*> asleep_;
};

}  // namespace bot
