// Incidents for tests, made the way the program makes them: by applying records.
#pragma once

#include "bot/incident/incident.hpp"

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bot::test {

class incident_builder {
public:
    explicit incident_builder(std::string day = "2025-09-27") : day_(std::move(day)) {
        person_ = {"U-dana", "dana"};
        at("19:04");
    }

    // "19:04", "19:04:20" on the builder's day, or "2025-09-28T01:00Z".
    instant time(std::string_view words) const {
        const auto read = words.size() > 8 ? parse_rfc3339(words)
                                           : parse_rfc3339(day_ + "T" + std::string(words) + "Z");
        if (!read) throw std::invalid_argument(read.error().detail);
        return *read;
    }
    incident_builder& at(std::string_view words) {
        now_ = time(words);
        return *this;
    }
    incident_builder& by(std::string name) {
        person_ = {"U-" + name, std::move(name)};
        return *this;
    }

    // One command's worth of events: a raw line, then what it led to.
    template <class... Events>
    incident_builder& did(Events... events) {
        add(command_given{"/incident"}, 0, false);
        (add(event(std::move(events)), 0, false), ...);
        return *this;
    }
    // A message, promoted to a row of that kind.
    incident_builder& promoted(row_kind kind, std::string text, std::string by_what = "pin") {
        const auto said = add(message_posted{text}, 0, false);
        add(row_added{kind, now_, std::move(text), person_, std::move(by_what), false}, said, false
        );
        return *this;
    }
    incident_builder& erased(event what) {
        add(std::move(what), 0, true);
        return *this;
    }
    incident_builder& reached(
        milestone which, std::string_view when, source from = source::command, std::string note = {}
    ) {
        return did(milestone_set{which, time(when), from, std::move(note), false});
    }
    incident_builder& told(section which, std::string text) {
        return did(section_told{which, std::move(text)});
    }

    const incident& made() const { return made_; }
    operator const incident&() const { return made_; }

private:
    std::int64_t add(event what, std::int64_t origin, bool is_erased) {
        record line;
        line.log = incident_id{7};
        line.seq = made_.last_seq + 1;
        line.at = line.recorded_at = now_;
        line.platform = "console";
        line.channel = "inc-7";
        line.actor = person_;
        line.origin = origin;
        line.what = std::move(what);
        line.erased = is_erased;
        apply(made_, line);
        return line.seq;
    }

    incident made_;
    std::string day_;
    instant now_;
    person person_;
};

// A declared incident with nothing told about it yet.
inline incident_builder declared_incident(
    std::string title = "Cache Invalidation Bug", std::string service = "user-service"
) {
    incident_builder build;
    declared said;
    said.title = std::move(title);
    said.severity = "P3";
    said.service = std::move(service);
    build.did(std::move(said));
    return build;
}

// The incident of the first golden document, complete: nothing about it is open.
inline incident_builder complete_incident() {
    using enum milestone;
    incident_builder build;
    declared said;
    said.title = "Cache Invalidation Bug";
    said.severity = "P3";
    said.category = "application";
    said.service = "user-service";
    said.services = {
        "user-service", "recommendation-engine", "analytics-pipeline", "order-service"};
    build.did(std::move(said));
    build.at("19:04:20").reached(detected, "19:03");
    for (const auto& [which, when] : std::vector<std::pair<milestone, std::string_view>>{
             {paged, "19:05"},
             {investigating, "19:08"},
             {identified, "19:13"},
             {mitigated, "20:23"},
             {recovered, "20:50"}})
        build.at(when).reached(which, when);
    build.at("20:51:05")
        .did(impact_told{
            {{"users", "6126"},
             {"requests", "59%"},
             {"error_rate", "10%"},
             {"baseline", "<1%"},
             {"p99", "161ms..5012ms"},
             {"errors", "1226"},
             {"tickets", "77"},
             {"revenue", "$44674"}}});
    build.at("21:17").did(
        milestone_set{resolved, build.time("21:17"), source::command, {}, false}, bot::resolved{}
    );
    build.at("21:27:05")
        .told(
            section::root_cause,
            "The incident was caused by cache invalidation bug in the user-service service.\n\n"
            "Investigation revealed multiple contributing factors:\n"
            "1. Recent code changes introduced a regression\n"
            "2. Test coverage did not include edge cases\n"
            "3. Monitoring gaps delayed detection"
        );
    for (const auto* step :
         {"Deployed hotfix to address the immediate issue",
          "Added regression tests for the affected code path",
          "Implemented additional monitoring and alerting",
          "Updated runbook with troubleshooting steps"})
        build.told(section::resolution, step);
    for (const auto* lesson :
         {"Alert fired within 3 minutes of incident start",
          "On-call response was quick (5 minutes)",
          "Cross-team collaboration was effective",
          "Communication to stakeholders was timely"})
        build.told(section::well, lesson);
    for (const auto* lesson :
         {"Need better runbooks for application issues",
          "Monitoring coverage gaps identified",
          "Load testing should cover this scenario",
          "Need automated rollback for faster recovery"})
        build.told(section::improve, lesson);
    const auto due = [](std::string_view day) { return parse_date(day).value(); };
    build.did(action_added{
        "P1",
        "Implement monitoring for cache invalidation bug",
        "Infrastructure",
        due("2025-10-04")});
    build.did(action_added{"P2", "Update runbook", "Database Team", due("2025-10-11")});
    build.did(action_added{"P2", "Add load test scenario", "SRE", due("2025-10-18")});
    build.did(action_added{"P3", "Review similar services", "Backend Team", due("2025-10-27")});
    build.did(linked{"2025-09-27-previous-incident", "Previous application incident"});
    build.did(linked{"runbook-user-service", "user-service Runbook"});
    build.did(linked{"architecture-application", "Application Architecture"});
    build.at("21:28:45").did(rca_told{"Backend Team", "2025-09-30", {}});
    return build;
}

}  // namespace bot::test
