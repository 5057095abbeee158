#include "handlers/commands/forms.hpp"

#include "bot/incident/lifecycle.hpp"
#include "handlers/commands/commands.hpp"

#include <algorithm>
#include <span>

namespace bot {
namespace {

using part = form_field::part;
using kind = form_field::kind;

// What only the settings or the incident can say: choices, what stands there already.
using fill = void (*)(form_field&, const command_call&);

struct field_row {
    part goes;
    kind is;
    std::string_view name, label, hint;
    bool required = false;
    fill completed_by = nullptr;
};

struct form_row {
    std::string_view word, command, title, submit;
    std::span<const field_row> fields;
};

void severities(form_field& field, const command_call& call) {
    for (const auto& level : call.rules().severities) {
        field.choices.push_back(level.name);
        field.hint += (field.hint.empty() ? "" : "\n") + level.name + " " + level.meaning;
    }
    field.value = call.rules().default_severity;
}

void other_severities(form_field& field, const command_call& call) {
    severities(field, call);
    std::erase(field.choices, call.target->severity);
    field.value.clear();
}

void milestones(form_field& field, const command_call& call) {
    for (const auto name : milestone_names)
        if (name != name_of(milestone::resolved)) field.choices.emplace_back(name);
    const auto status = call.target->status();
    field.hint =
        status ? "It is " + std::string(name_of(*status)) + " now." : "Nothing is set yet.";
    if (const auto next = next_milestone(*call.target)) field.value = name_of(*next);
}

void roles(form_field& field, const command_call& call) {
    field.choices = call.rules().roles;
}

// A team without a catalogue types the name.
void services(form_field& field, const command_call& call) {
    for (const auto& entry : call.rules().services) field.choices.push_back(entry.name);
    if (!field.choices.empty()) field.is = kind::choice;
}

void teams(form_field& field, const command_call& call) {
    for (const auto& entry : call.rules().teams) field.choices.push_back(entry.name);
    if (!field.choices.empty()) field.is = kind::choice;
}

void lessons(form_field& field, const command_call&) {
    for (const auto which : {section::well, section::improve, section::lucky})
        field.choices.emplace_back(name_of(which));
}

void told_before(form_field& field, const command_call& call) {
    const auto& told = call.target->told(*section_named(call.verb_typed));
    if (!told.empty()) field.value = told.back();
}

constexpr std::string_view timed =
    "A time at the end counts: “… at 19:08”, “… 10m ago” (UTC). Without one it is now.";
constexpr std::string_view markdown = "Markdown, as many lines as it takes.";

constexpr field_row text(std::string_view label, std::string_view hint = {}) {
    return {part::words, kind::lines, "", label, hint, true};
}
constexpr field_row figure(std::string_view key, std::string_view label, std::string_view hint) {
    return {part::option, kind::line, key, label, hint};
}

// clang-format off
constexpr field_row declare_fields[] = {
    {part::option, kind::line, "title", "What is wrong?", "One line: “Checkout answers 500”", true},
    {part::words, kind::choice, "", "How bad is it?", "", true, severities},
    {part::option, kind::line, "service", "Which service?", "Blank: not known yet", false, services},
    {part::option, kind::line, "started", "Since when?",
     "19:08, 10m ago, yesterday 23:50 (UTC). Blank: not known yet"},
    {part::flag, kind::flag, "private", "Private",
     "Only those named in it can read it; it is announced nowhere"},
    {part::flag, kind::flag, "drill", "Drill", "An exercise; statistics leave it out"},
};
constexpr field_row status_fields[] = {
    {part::words, kind::choice, "", "Where do things stand?", "", true, milestones},
    {part::words, kind::lines, "", "What happened?", timed},
};
constexpr field_row severity_fields[] = {
    {part::words, kind::choice, "", "How bad is it now?", "", true, other_severities},
    {part::words, kind::lines, "", "Why?", ""},
};
constexpr field_row role_fields[] = {
    {part::words, kind::choice, "", "Which role?", "", true, roles},
    {part::words, kind::person, "", "Who?", "", true},
};
constexpr field_row lesson_fields[] = {
    {part::words, kind::choice, "", "What kind of lesson?",
     "well: it helped\nimprove: it has to get better\nlucky: it could have gone wrong", true, lessons},
    text("What was learned?", markdown),
};
constexpr field_row action_fields[] = {
    {part::option, kind::lines, "text", "What is to be done?", "", true},
    {part::words, kind::choice, "", "Priority", "", true, severities},
    {part::option, kind::person, "owner", "Who does it?", "Blank: nobody yet"},
    {part::option, kind::line, "due", "Until when?", "2025-10-04. Blank: the priority decides"},
};
constexpr field_row link_fields[] = {
    {part::words, kind::line, "", "What is related?",
     "A URL, an incident (#7) or the name of a note", true},
    {part::words, kind::line, "", "What is it?", "“Dashboard of the cache”"},
};
constexpr field_row page_fields[] = {
    {part::words, kind::line, "", "Whom?", "A team", true, teams},
    {part::words, kind::line, "", "What do they need to know?", ""},
};
constexpr field_row impact_fields[] = {
    figure("users", "Users hit", "6126"),
    figure("requests", "Requests hit", "59%"),
    figure("error_rate", "Error rate", "10%"),
    figure("baseline", "Error rate on other days", "<1%"),
    figure("p99", "p99 latency", "161ms..5012ms: before and at worst"),
    figure("errors", "Errors", "1226"),
    figure("tickets", "Support tickets", "77"),
    figure("revenue", "Revenue lost", "$44674"),
};
constexpr field_row take_fields[] = {role_fields[0]};
constexpr field_row handover_fields[] = {
    {part::words, kind::person, "", "Who leads from now on?", "They are briefed privately", true}};
constexpr field_row service_fields[] = {
    {part::words, kind::line, "", "Which service is hit first of all?", "", true, services}};
constexpr field_row services_fields[] = {
    {part::words, kind::line, "", "Which services are hit, too?", "checkout, orders", true}};
constexpr field_row note_fields[] = {text("What happened?", timed)};
constexpr field_row decision_fields[] = {text("What was decided?", timed)};
constexpr field_row hypothesis_fields[] = {text("What might be the cause?", timed)};
constexpr field_row ruled_out_fields[] = {text("What is not the cause?", timed)};
constexpr field_row cause_fields[] = {text("What is the cause?", timed)};
constexpr field_row fix_fields[] = {text("What was done against it?", timed)};
constexpr field_row update_fields[] = {
    text("What should the stakeholders know?", "It goes to the broadcast channel and the timeline.")};
constexpr field_row summary_fields[] = {
    {part::words, kind::lines, "", "What happened, in short?", markdown, true, told_before}};
constexpr field_row rootcause_fields[] = {
    {part::words, kind::lines, "", "Why did it happen?", markdown, true, told_before}};
constexpr field_row resolution_fields[] = {text("What solved it?", "One step; add each by itself.")};
constexpr field_row resolve_fields[] = {
    {part::words, kind::lines, "", "What happened, in short?",
     "The RCA's summary. Blank: what was told before stays"}};
constexpr field_row reopen_fields[] = {text("Why is it open again?")};
constexpr field_row find_fields[] = {
    {part::words, kind::line, "", "Which words?", "Titles, timelines and messages", true}};

// Titles and buttons of 24 characters at most: no platform cuts those.
constexpr form_row table[] = {
    {"declare", "declare", "Declare an incident", "Declare", declare_fields},
    {"resolve", "resolve", "Resolve the incident", "Resolve", resolve_fields},
    {"reopen", "reopen", "Reopen the incident", "Reopen", reopen_fields},
    {"severity", "severity", "Change the severity", "Change", severity_fields},
    {"update", "update", "Update stakeholders", "Send", update_fields},
    {"page", "page", "Page a team", "Page", page_fields},
    {"status", "status", "Set a milestone", "Set", status_fields},
    {"note", "note", "Note", "Write down", note_fields},
    {"decision", "decision", "Decision", "Write down", decision_fields},
    {"hypothesis", "hypothesis", "Hypothesis", "Write down", hypothesis_fields},
    {"ruled-out", "ruled-out", "Ruled out", "Write down", ruled_out_fields},
    {"cause", "cause", "Cause", "Write down", cause_fields},
    {"fix", "fix", "Fix", "Write down", fix_fields},
    {"role", "role", "Give a role", "Give", role_fields},
    {"take", "take", "Take a role", "Take", take_fields},
    {"handover", "handover", "Hand over the lead", "Hand over", handover_fields},
    {"services", "services add", "Affected services", "Add", services_fields},
    {"service", "service", "Primary service", "Set", service_fields},
    {"impact", "impact", "Impact", "Tell", impact_fields},
    {"link", "link", "Related material", "Link", link_fields},
    {"action", "action add", "Action", "Add", action_fields},
    {"summary", "summary", "Summary", "Tell", summary_fields},
    {"rootcause", "rootcause", "Root cause", "Tell", rootcause_fields},
    {"resolution", "resolution", "Step of the resolution", "Tell", resolution_fields},
    {"lesson", "lesson", "Lesson", "Tell", lesson_fields},
    {"find", "find", "Search", "Search", find_fields},
};
// clang-format on

form_field made_of(const field_row& row, const command_call& call) {
    form_field field;
    field.goes = row.goes;
    field.is = row.is;
    field.name = row.name;
    field.label = row.label;
    field.hint = row.hint;
    field.required = row.required;
    if (row.completed_by) row.completed_by(field, call);
    return field;
}

// The incident's number comes first: behind the verb it would be text in another incident's room.
std::string with_label(const command_call& call, std::string_view command) {
    const auto* row = find_command(call.verb_typed);
    const bool needs_none = legality(row->acts_as, lifecycle::none) == legal::yes;
    if (needs_none || !call.target) return std::string(command);
    return "#" + std::to_string(number_of(call.target->id)) + " " + std::string(command);
}

}  // namespace

bool takes_form(const command_call& call) {
    const auto* said = std::get_if<in_command>(&call.in.what);
    return said && said->takes_form;
}

decision with_form(const command_call& call, decision d, std::string_view first) {
    const auto row = std::ranges::find(table, std::string_view(call.verb_typed), &form_row::word);
    if (!takes_form(call) || !d.reply || row == std::end(table)) return d;
    form wanted{
        with_label(call, row->command), std::string(row->title), std::string(row->submit), {}};
    for (const auto& each : row->fields) wanted.fields.push_back(made_of(each, call));
    if (!first.empty()) wanted.fields.front().value = first;
    d.reply->fill_in = std::move(wanted);
    return d;
}

}  // namespace bot
