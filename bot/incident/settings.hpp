// What the team has decided: read from the configuration, handed to every handler
// and to the RCA. Plain data with the defaults a team without a file lives by.
#pragma once

#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace bot {

struct severity_level {
    std::string name;     // "P1"
    std::string meaning;  // "Critical: most users cannot work"
    int action_due_days =
        0;  // an action of this priority is due that long after the incident's date
};

struct service_entry {
    std::string name;
    std::string team;
    std::vector<std::string> on_call;  // invited when an incident of it is declared
    std::string owner{};               // a person; signs its RCAs where no team does
    // As `/incident link` takes them: a URL or a note of the vault, then perhaps words for it.
    std::vector<std::string> runbooks{}, dashboards{};
    std::vector<std::string> dependencies{};  // services of the catalogue it needs
};

struct team_entry {
    std::string name;
    std::vector<std::string> members;  // invited with the on-call of the team's services
};

// Reactions that promote a message, each set apart from the others. Names without colons.
struct emoji_sets {
    std::vector<std::string> timeline{"pushpin", "📌"};
    std::vector<std::string> decision{"scales", "balance_scale", "⚖️", "⚖"};
    std::vector<std::string> cause{"mag", "mag_right", "🔍", "🔎"};
    std::vector<std::string> fix{"hammer_and_wrench", "🛠️", "🛠"};
    std::vector<std::string> action{"ballot_box_with_check", "☑️", "☑"};
};

// How the milestones read in the RCA's table, by milestone name.
struct milestone_phrases {
    std::string started = "Incident started";
    std::string detected = "Monitoring alert triggered";
    std::string paged = "On-call engineer paged";
    std::string investigating = "Initial investigation started";
    std::string identified = "Root cause identified";
    std::string mitigated = "Mitigation applied";
    std::string recovered = "Service recovery observed";
    std::string resolved = "Incident resolved";
};

struct settings {
    std::vector<severity_level> severities{
        {"P1", "Critical: most users cannot work", 7},
        {"P2", "Major: many users are hurt or a core feature is down", 14},
        {"P3", "Minor: some users are hurt, a way round exists", 30},
        {"P4", "Low: hardly anybody notices", 60},
    };
    std::string default_severity = "P3";
    std::vector<std::string> roles{"lead", "comms", "scribe", "ops"};
    emoji_sets emoji;
    milestone_phrases phrases;
    std::string broadcast_channel = "incidents";  // empty: announce nowhere
    std::string channel_prefix = "inc";           // inc-7-cache-invalidation-bug
    std::vector<std::string> follow_on;           // platforms where `declare` opens a room as well
    std::chrono::minutes update_every{30};        // 0: never remind
    std::string console_url;  // where the rows of an RCA link to; empty: they link nowhere
    std::string default_template = "default";
    // Where an RCA goes besides its rooms and its folder; each has a lane of its own ("git").
    std::vector<std::string> rca_destinations;
    std::optional<std::string> display_zone;  // shown beside UTC, "Europe/Berlin"
    std::vector<service_entry> services;      // the catalogue
    std::vector<team_entry> teams;            // every team a service names is among them
    // Who may do what beyond the defaults; empty means everybody in the chat.
    std::vector<std::string> may_declare, may_resolve, may_change_severity, may_read_private;

    const service_entry* find_service(std::string_view name) const {
        for (const auto& entry : services)
            if (entry.name == name) return &entry;
        return nullptr;
    }
    const team_entry* find_team(std::string_view name) const {
        for (const auto& entry : teams)
            if (entry.name == name) return &entry;
        return nullptr;
    }
    const severity_level* find_severity(std::string_view name) const {
        for (const auto& level : severities)
            if (level.name == name) return &level;
        return nullptr;
    }
};

}  // namespace bot
