#include "bot/engine/timetable.hpp"

namespace bot {

void timetable::load(std::vector<waiting_timer> kept) {
    due_.clear();
    order_.clear();
    for (const auto& timer : kept) set(timer);
}

void timetable::set(const waiting_timer& timer) {
    cancel(timer.incident, timer.name);
    name key{timer.incident, timer.name};
    order_.emplace(timer.due, key);
    due_.emplace(std::move(key), timer.due);
}

void timetable::cancel(incident_id incident, const std::string& called) {
    const auto found = due_.find({incident, called});
    if (found == due_.end()) return;
    order_.erase({found->second, found->first});
    due_.erase(found);
}

std::optional<instant> timetable::due_of(incident_id incident, const std::string& called) const {
    const auto found = due_.find({incident, called});
    if (found == due_.end()) return std::nullopt;
    return found->second;
}

std::vector<inbound> timetable::due(instant now) const {
    std::vector<inbound> fired;
    for (const auto& [at, which] : order_) {
        if (at > now) break;
        inbound in;
        in.key = timer_key(which.first, which.second, at);
        in.at = at;
        in.what = in_timer{which.first, which.second};
        fired.push_back(std::move(in));
    }
    return fired;
}

std::optional<instant> timetable::next() const {
    if (order_.empty()) return std::nullopt;
    return order_.begin()->first;
}

std::string timer_key(incident_id incident, std::string_view name, instant due) {
    return "timer:" + std::to_string(number_of(incident)) + ":" + std::string(name) + ":" +
           std::to_string(due.time_since_epoch().count());
}

}  // namespace bot
