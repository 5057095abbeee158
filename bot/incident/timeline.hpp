// The timeline as it is read: which rows stand in it, in what order, how each one reads.
#pragma once

#include "bot/incident/incident.hpp"
#include "bot/incident/settings.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

using row_refs = std::vector<const timeline_row*>;

// The RCA's table: milestones, alerts, pages, updates and promoted rows by time. Rows that
// were hidden, taken back or erased are left out, administrative and assumed ones too.
// The pointers live as long as the incident and until it changes.
row_refs table_rows(const incident& of);
// The same with administrative and assumed rows.
row_refs log_rows(const incident& of);
bool stands_in_table(const incident& of, const timeline_row& row);

// The row says when a milestone was reached, and nobody told that time.
bool is_assumed(const incident& of, const timeline_row& row);

std::string_view phrase_of(const settings& with, milestone m);

// How the row reads in a table, as text that is still to be escaped.
std::string reading_of(const timeline_row& row, const settings& with);

// From a day on, a clock time alone does not say when: every row shows its date.
bool needs_dates(const incident& of, std::span<const timeline_row* const> shown);

// Labels of moments that mostly follow each other: a minute is spelled once.
class time_labels {
public:
    explicit time_labels(bool with_dates) : with_dates_(with_dates) {}

    const std::string& short_label(instant at);  // "19:03", or "2025-09-27 19:03" with dates
    std::string full_label(instant at);          // "2025-09-27 19:03:20"

private:
    void turn_to(instant at);

    bool with_dates_;
    bool turned_ = false;
    std::chrono::sys_time<std::chrono::minutes> minute_;
    std::string short_, dated_;
};

}  // namespace bot
