// The timers that wait, as the store keeps them, and the inbounds they turn into.
#pragma once

#include "bot/incident/inbound.hpp"
#include "bot/ports/store.hpp"

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace bot {

class timetable {
public:
    void load(std::vector<waiting_timer> kept);
    void set(const waiting_timer& timer);
    void cancel(incident_id incident, const std::string& name);
    std::optional<instant> due_of(incident_id incident, const std::string& name) const;

    // Those due at `now`, earliest first. They stay until cancelled: firing is recorded by
    // cancelling, in the transaction that handles them.
    std::vector<inbound> due(instant now) const;
    std::optional<instant> next() const;

private:
    using name = std::pair<incident_id, std::string>;
    std::map<name, instant> due_;
    std::set<std::pair<instant, name>> order_;
};

// The key of one firing: a timer set again to another moment fires under another key.
std::string timer_key(incident_id incident, std::string_view name, instant due);

}  // namespace bot
