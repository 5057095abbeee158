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
    // `held_at`: when it was the platform that asked for it.
    void postpone(
        std::int64_t id, int attempts, instant not_before, std::optional<instant> held_at = {}
    );
    // Lanes learn their room once; what waits for it may go.
    void room_is(const std::string& platform, incident_id incident, const std::string& channel);

    // The next of each lane that may go now, round the lanes in turn, those with something urgent
    // first; they are on their way from here on.
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
        std::optional<instant> held_since{};  // the platform asked to wait
    };
    const standing* find(std::int64_t id) const;
    // Words that wait untried for the same place as these would: how many, and the last of them,
    // if these could join it. The last so many of a lane are looked at.
    struct backlog {
        std::size_t count = 0;
        const effect* last = nullptr;
    };
    backlog words_waiting(const effect& like) const;
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
        bool queued = false;                                     // stands in ready_ or urgent_
        std::size_t urgent = 0;                                  // of its items
        std::optional<std::pair<instant, std::int64_t>> sleeps;  // until, and for which
    };

    lane& lane_for(const effect& what);
    std::deque<standing>::iterator pick(lane& of);
    void consider(lane& of);
    void make_ready(lane& of);
    lane* next_ready();
    void wake(lane& of);
    void put(lane& into, standing item);
    static void drop(lane& from, std::deque<standing>::iterator which);
    void drop_if_done(lane& of);
    delivery hand_out(lane& from, standing& item);

    std::size_t most_in_flight_, in_flight_ = 0;
    std::map<lane_name, lane> lanes_;
    std::unordered_map<std::int64_t, lane*> lane_of_;
    std::deque<lane*> ready_, urgent_;
    std::map<std::pair<instant, std::int64_t>, lane*> asleep_;
};

// What people wait for most: a room, who is called into it, the end and its RCA, what is said
// outside the room. Goes before talk where not everything can go at once.
bool is_urgent(const effect& what);
// Our words to the incident's own room, which may be read together with others.
bool is_talk(const effect& what);
// Shown in one place and changed there: nobody reads it as said before or after something.
bool is_display(const effect& what);
// Both go to the same room, of whatever platform and incident.
bool is_of_one_place(const effect& a, const effect& b);

}  // namespace bot
