// The rooms an incident is followed from, and how what goes out to each of them is addressed.
#pragma once

#include "bot/incident/effect.hpp"
#include "bot/incident/incident.hpp"
#include "bot/incident/settings.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bot {

struct room_address {
    std::string platform;
    to_incident_room where;
    std::string channel;  // empty while it is on its way
    bool is_own = true;   // opened for the incident: its topic is ours as well

    bool is_at(std::string_view on, std::string_view in) const {
        return platform == on && channel == in;
    }
};

// The room of the platform it was declared on first, always; then those on their way and those
// that follow it.
std::vector<room_address> all_rooms(const incident& of);

// One wish to one room. What collapses there does so within the room.
effect to_room(const incident& of, const room_address& room, wish what, std::string collapse = {});

// The RCA to the rooms (when it is announced all of them, else the first, which keeps the folder up
// to date) and to each destination. A private incident's goes to its rooms alone: who reads in a
// destination, or in the folder, is not for us to know.
std::vector<effect> rca_effects(
    const incident& of, const settings& rules, publish_rca how, const std::string& collapse
);
// The one asked for, else the incident's own, else the team's.
std::string template_of(const incident& of, const settings& rules, std::string_view asked_for = {});

// "Slack", "Console": a platform as people call it.
std::string shown_platform(std::string_view name);

}  // namespace bot
