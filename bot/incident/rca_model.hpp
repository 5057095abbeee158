// What the RCA states about an incident, each statement a pure function of the incident's
// events and the options. Templates get them through rca_variables.hpp.
#pragma once

#include "bot/base/value.hpp"
#include "bot/incident/incident.hpp"
#include "bot/incident/settings.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

struct rca_options {
    std::string template_name;
    std::optional<instant> asked_at;  // when this RCA is asked for, if no event says so
};

// Everything a template may name: a map with one entry for each row of the table of variables.
value rca_data(const incident& of, const settings& with, const rca_options& options);

// "2025-09-27-cache-invalidation-bug-in-user-service.md": safe as a file name whatever the title.
std::string rca_file_name(const incident& of, const settings& with);

// What nobody told yet: the question, and the command that answers it (empty when none does).
struct open_question {
    std::string key, prompt, command;
};
std::vector<open_question> open_questions(const incident& of, const settings& with);
// How a labelled blank begins.
inline constexpr std::string_view blank_mark = "_To fill in:";
// "_To fill in: What …?_ `/incident …`" of every key there is, open or not.
struct labelled_blank {
    std::string_view key;
    std::string markdown;
};
std::vector<labelled_blank> labelled_blanks();

// The day `started` if somebody told it, else `detected`, else the day it was declared.
std::chrono::sys_days incident_date(const incident& of);
std::string incident_title(const incident& of);  // "Cache Invalidation Bug", without the service
std::string rca_title(const incident& of);       // "2025-09-27 - Cache … in user-service"
std::string rca_status(const incident& of);      // "resolved", a milestone's name, or "open"
std::vector<std::string> rca_tags(const incident& of);
std::optional<std::string> rca_author(const incident& of, const settings& with);
std::optional<std::string> signed_on(const incident& of, const rca_options& options);
// Whole minutes from detected to resolved; unknown when either is missing or assumed.
std::optional<std::int64_t> duration_minutes(const incident& of);
// What it is related to: what was told, then what the catalogue knows of its services.
struct related {
    std::string target, text;  // text: empty when nobody gave any
    std::string_view from;     // "told", "runbook", "dashboard", "dependency": the runbook of one
};
std::vector<related> related_to(const incident& of, const settings& with);
// The affected services, or the primary one when no others were told.
std::vector<std::string> affected_services(const incident& of);
// What was told as that section, without the blank lines around it: those are the document's.
std::vector<std::string> told_texts(const incident& of, section which);
// The sentence that stands in for a summary nobody wrote.
std::string default_summary(const incident& of);
// When an action is due: as given, else by its priority's policy.
std::optional<std::chrono::sys_days> due_of(
    const action_item& action, const incident& of, const settings& with
);
// What a reader of the record should know about it: assumed, missing and disordered times, rows
// that were changed. In words of our own; people's words are not in it.
std::vector<std::string> data_quality_notes(const incident& of);

}  // namespace bot
