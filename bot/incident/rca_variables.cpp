#include "bot/incident/rca_variables.hpp"

#include "bot/base/escape.hpp"
#include "bot/incident/rca_values.hpp"
#include "bot/incident/rca_wording.hpp"

#include <array>

namespace bot {
namespace {

using context = rca_context;
using namespace rca_values;

constexpr std::array table{
    rca_variable{
        "title",
        "The document's title: date, title and primary service",
        "2025-09-27 - Cache Invalidation Bug in user-service",
        [](const context& c) { return value::told(rca_title(c.of)); }},
    rca_variable{
        "incident_title",
        "The title as declared, without the service",
        "Cache Invalidation Bug",
        [](const context& c) { return value::told(incident_title(c.of)); }},
    rca_variable{
        "label",
        "The incident's label",
        "INC-7",
        [](const context& c) -> value { return to_label(c.of.id); }},
    rca_variable{
        "number",
        "The incident's number",
        "7",
        [](const context& c) -> value { return number_of(c.of.id); }},
    rca_variable{
        "date",
        "The incident's date: when it started, was detected or declared",
        "2025-09-27",
        [](const context& c) -> value { return format_date(incident_date(c.of)); }},
    rca_variable{
        "severity",
        "The severity at the end",
        "P3",
        [](const context& c) { return value::told(c.of.severity); }},
    rca_variable{
        "category",
        "The category, or none",
        "application",
        [](const context& c) { return told_or_none(c.of.category); }},
    rca_variable{
        "service",
        "The primary service, or none",
        "user-service",
        [](const context& c) { return told_or_none(c.of.service); }},
    rca_variable{
        "services",
        "The affected services; the primary one when no others were told",
        "[user-service, order-service]",
        [](const context& c) { return told_list(affected_services(c.of)); }},
    rca_variable{
        "tags",
        "For the front matter",
        "[rca, p3, application]",
        [](const context& c) { return told_list(rca_tags(c.of)); }},
    rca_variable{
        "status",
        "resolved, the name of the milestone it stands at, or open",
        "resolved",
        [](const context& c) -> value { return rca_status(c.of); }},
    rca_variable{
        "duration_minutes",
        "Whole minutes from detected to resolved, or none",
        "134",
        [](const context& c) { return integer_or_none(duration_minutes(c.of)); }},
    rca_variable{
        "author",
        "Who signs: as told, else the primary service's team, else the lead, or none",
        "Backend Team",
        [](const context& c) { return told_or_none(rca_author(c.of, c.with).value_or("")); }},
    rca_variable{
        "signed_on",
        "The date in the last line: as told, else when the RCA was asked for, else the day of "
        "resolution, or none",
        "2025-09-30",
        [](const context& c) { return told_or_none(signed_on(c.of, c.options).value_or("")); }},
    rca_variable{
        "drill",
        "Whether it was an exercise",
        "false",
        [](const context& c) -> value { return c.of.drill; }},
    rca_variable{
        "template",
        "The name of the template that is rendered",
        "default",
        [](const context& c) -> value { return c.options.template_name; }},
    rca_variable{
        "declared_at",
        "When it was declared, RFC 3339",
        "2025-09-27T19:04:00Z",
        [](const context& c) -> value { return format_rfc3339(c.of.declared_at); }},
    rca_variable{
        "declared_by",
        "Who declared it",
        "dana",
        [](const context& c) { return value::told(c.of.declared_by.name); }},
    rca_variable{
        "summary",
        "The summary people wrote, or none; put it through `section`",
        "The cache served old profiles.",
        [](const context& c) { return told_section(c.of, section::summary); }},
    rca_variable{
        "summary_sentence",
        "The sentence for when nobody wrote a summary",
        "On 2025-09-27, the user-service service experienced …",
        [](const context& c) { return value::told(default_summary(c.of)); }},
    rca_variable{
        "timeline",
        "The table's rows by time, each with `number`, `time` (HH:MM, with its date once the "
        "incident lasts a day), `at` (date and seconds), `kind`, `text`, `who`, `source`, "
        "`external` (fit for customers) and `link`",
        "19:13 Root cause identified",
        [](const context& c) -> value { return c.rows.timeline; }},
    rca_variable{
        "log",
        "The timeline with administrative rows, assumed times and audit lines (`number` none, "
        "`kind` audit); members as in `timeline`",
        "19:04 declared P3 Cache Invalidation Bug",
        [](const context& c) -> value { return c.rows.log; }},
    rca_variable{
        "decisions",
        "The rows of kind decision",
        "Decision: roll back",
        [](const context& c) -> value { return c.rows.decisions; }},
    rca_variable{
        "hypotheses",
        "The rows of kind hypothesis, ruled-out and cause",
        "Ruled out: the network",
        [](const context& c) -> value { return c.rows.hypotheses; }},
    rca_variable{
        "severity_history",
        "The rows that changed the severity",
        "P3 → P2: more regions",
        [](const context& c) -> value { return c.rows.severities; }},
    rca_variable{
        "milestones",
        "By name: `at` (RFC 3339), `time`, `source`, `who`, `set_at`, `note`; none when not "
        "reached",
        "milestones.detected.time",
        [](const context& c) { return milestones(c.of); }},
    rca_variable{
        "root_cause",
        "The root cause people told, or none; put it through `section`",
        "The cache kept entries of deleted users.",
        [](const context& c) { return told_section(c.of, section::root_cause); }},
    rca_variable{
        "impact",
        "The figures as told, each with `key` and `value`",
        "users=6126",
        [](const context& c) { return impact(c.of); }},
    rca_variable{
        "service_impact",
        "The figures about the service, as sentences",
        "[Service degradation: 59% of requests affected]",
        [](const context& c) { return told_list(service_impact(c.of.impact)); }},
    rca_variable{
        "customer_impact",
        "The figures about customers, as sentences",
        "[77 support tickets created]",
        [](const context& c) { return told_list(customer_impact(c.of.impact)); }},
    rca_variable{
        "resolution_text",
        "The resolution, when it was told as one text of several lines, or none; put it through "
        "`section`",
        "The deploy was rolled back. …",
        [](const context& c) { return resolution_text(c.of); }},
    rca_variable{
        "resolution",
        "The steps of the resolution, empty when `resolution_text` is there; put each through "
        "`section`",
        "[Deployed hotfix]",
        [](const context& c) { return resolution_steps(c.of); }},
    rca_variable{
        "lessons_well",
        "What went well; put each through `section`",
        "[Alert fired within 3 minutes]",
        [](const context& c) { return told_items(c.of, section::well); }},
    rca_variable{
        "lessons_improve",
        "What could be improved; put each through `section`",
        "[Need better runbooks]",
        [](const context& c) { return told_items(c.of, section::improve); }},
    rca_variable{
        "lessons_lucky",
        "Where luck helped; put each through `section`",
        "[Traffic was low]",
        [](const context& c) { return told_items(c.of, section::lucky); }},
    rca_variable{
        "actions",
        "The action items, each with `number`, `priority`, `text`, `owner` (or none), `due` (as "
        "given, else by policy, or none) and `done`",
        "P2 Update runbook",
        [](const context& c) { return actions(c.of, c.with); }},
    rca_variable{
        "links",
        "Related material, each with `kind` (url, incident or note), `target`, `text` and `from` "
        "(told; of the catalogue: runbook, dashboard, or dependency, which is the runbook of one)",
        "INC-3",
        [](const context& c) { return links(c.of, c.with); }},
    rca_variable{
        "time_to_detect",
        "detected - started in seconds, or none",
        "180",
        [](const context& c) { return metric_seconds(c.of, metric::to_detect); }},
    rca_variable{
        "time_to_acknowledge",
        "investigating - detected (or paged) in seconds, or none",
        "300",
        [](const context& c) { return metric_seconds(c.of, metric::to_acknowledge); }},
    rca_variable{
        "time_to_mitigate",
        "mitigated - started in seconds, or none",
        "4980",
        [](const context& c) { return metric_seconds(c.of, metric::to_mitigate); }},
    rca_variable{
        "time_to_resolve",
        "resolved - started in seconds, or none",
        "8220",
        [](const context& c) { return metric_seconds(c.of, metric::to_resolve); }},
    rca_variable{
        "metrics",
        "The four of them, each with `name`, `formula`, `seconds` (or none), `from` and `to`, "
        "these with `name`, `time` and `source`",
        "time to resolve: resolved - started",
        [](const context& c) { return metrics_table(c.of); }},
    rca_variable{
        "participants",
        "Who had which role, then who took part, each with `role` and `name`",
        "lead: ana",
        [](const context& c) { return participants(c.of); }},
    rca_variable{
        "intervals",
        "When it was open, each with `from`, `to` (or none) and `reason` of the reopening (or "
        "none)",
        "2025-09-27 19:04 to 2025-09-27 21:17",
        [](const context& c) { return intervals(c.of); }},
    rca_variable{
        "data_quality",
        "What to know about the record: assumed and missing times, changed rows",
        "[Row 5 was reworded.]",
        [](const context& c) -> value {
            value_list notes;
            for (auto& note : data_quality_notes(c.of)) notes.emplace_back(std::move(note));
            return notes;
        }},
    rca_variable{
        "open",
        "What nobody told yet, each with `key`, `prompt` and `command`",
        "What caused the incident?",
        [](const context& c) { return open_list(c.of, c.with); }},
    rca_variable{
        "blanks",
        "By key of `open`: the labelled blank that stands in the document until it is told",
        "blanks.root_cause",
        [](const context&) { return blanks(); }},
};

}  // namespace

std::span<const rca_variable> rca_variables() {
    return table;
}

value rca_data(const incident& of, const settings& with, const rca_options& options) {
    const rca_context read_from{of, with, options, rows_for_templates(of, with)};
    value_map data;
    data.reserve(table.size());
    for (const auto& variable : table) data.emplace_back(variable.name, variable.read(read_from));
    return data;
}

std::string rca_variables_reference() {
    std::string page =
        "# Variables of RCA templates\n\n"
        "Printed from the table in `bot/incident/rca_variables.cpp`. All times are UTC.\n\n"
        "| Variable | Meaning | Example |\n"
        "|----------|---------|---------|\n";
    for (const auto& variable : table)
        page.append("| `")
            .append(variable.name)
            .append("` | ")
            .append(variable.meaning)
            .append(" | ")
            .append(escape_cell(variable.example))
            .append(" |\n");
    return page;
}

}  // namespace bot
