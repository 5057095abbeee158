#include "bot/incident/rca_model.hpp"

#include "bot/base/text.hpp"
#include "bot/incident/metrics.hpp"
#include "bot/incident/rca_wording.hpp"

#include <algorithm>
#include <array>

namespace bot {
namespace {

constexpr std::size_t file_name_limit = 100;

struct question {
    std::string_view key, prompt, command;
};

// In the order of the document. Prompts ask how or what: they never suggest an answer.
constexpr std::array<question, 17> questions{{
    {"detected", "What time was it detected, and how?", "/incident detected at HH:MM"},
    {"investigating", "What time did the investigation start?", "/incident investigating at HH:MM"},
    {"identified", "What time was the cause identified?", "/incident identified at HH:MM"},
    {"mitigated", "What time was the mitigation in place?", "/incident mitigated at HH:MM"},
    {"recovered", "What time was recovery observed?", "/incident recovered at HH:MM"},
    {"resolved", "What time was it resolved?", "/incident resolve"},
    {"root_cause", "What caused the incident?", "/incident rootcause TEXT"},
    {"impact",
     "What was degraded, and by how much?",
     "/incident impact requests=X% error_rate=X% p99=A..B"},
    {"services", "What services were affected?", "/incident services add NAME"},
    {"customer_impact",
     "What did customers notice?",
     "/incident impact users=N errors=N tickets=N revenue=AMOUNT"},
    {"resolution", "How was it resolved, step by step?", "/incident resolution TEXT"},
    {"lessons_well", "What went well?", "/incident lesson well TEXT"},
    {"lessons_improve", "What could be improved?", "/incident lesson improve TEXT"},
    {"actions",
     "What will be done so that it does not happen again?",
     "/incident action add P2 TEXT owner=NAME"},
    {"action_owners", "What person or team owns this?", ""},
    {"links", "What is related to it?", "/incident link TARGET TEXT"},
    {"author", "What team or person signs this?", "/incident rca author=NAME"},
}};

constexpr std::array<milestone, 6> asked_for{
    milestone::detected,
    milestone::investigating,
    milestone::identified,
    milestone::mitigated,
    milestone::recovered,
    milestone::resolved};

bool is_told(const incident& of, milestone m) {
    const auto& reached = of.reached(m);
    return reached && reached->from != source::assumed;
}

std::string one_line(std::string_view text) {
    std::string line;
    for (const char c : trim(text)) {
        const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (!space) {
            line += c;
        } else if (line.back() != ' ') {
            line += ' ';
        }
    }
    return line;
}

// As the catalogue has it: TARGET or TARGET TEXT.
related related_in(std::string_view entry, std::string text, std::string_view from) {
    const auto end = entry.find(' ');
    if (end != entry.npos) text = trim(entry.substr(end));
    return {std::string(entry.substr(0, end)), std::move(text), from};
}

std::vector<int> ownerless_actions(const incident& of) {
    std::vector<int> numbers;
    for (const auto& action : of.actions)
        if (!action.removed && trim(action.owner).empty()) numbers.push_back(action.number);
    return numbers;
}

bool is_open(std::string_view key, const incident& of, const settings& with) {
    for (const auto m : asked_for)
        if (name_of(m) == key) return !is_told(of, m);
    const auto untold = [&](section s) { return told_texts(of, s).empty(); };
    const auto removed = [](const auto& item) { return item.removed; };
    if (key == "root_cause") return untold(section::root_cause);
    if (key == "impact") return service_impact(of.impact).empty();
    if (key == "services") return affected_services(of).empty();
    if (key == "customer_impact") return customer_impact(of.impact).empty();
    if (key == "resolution") return untold(section::resolution);
    if (key == "lessons_well") return untold(section::well);
    if (key == "lessons_improve") return untold(section::improve);
    if (key == "actions") return std::all_of(of.actions.begin(), of.actions.end(), removed);
    if (key == "action_owners") return !ownerless_actions(of).empty();
    if (key == "links") return related_to(of, with).empty();
    return !rca_author(of, with);
}

std::string numbered(std::string_view one, std::string_view many, const std::vector<int>& numbers) {
    std::string text(numbers.size() == 1 ? one : many);
    for (std::size_t i = 0; i < numbers.size(); ++i)
        text += (i == 0                    ? " "
                 : i + 1 == numbers.size() ? " and "
                                           : ", ") +
                std::to_string(numbers[i]);
    return text;
}

void note_milestones(const incident& of, std::vector<std::string>& notes) {
    for (std::size_t i = 0; i < milestone_count; ++i) {
        const auto& reached = of.milestones[i];
        const std::string name(milestone_names[i]);
        if (!reached) {
            notes.push_back("The time of `" + name + "` is missing.");
        } else if (reached->from == source::assumed) {
            notes.push_back(
                "The time of `" + name + "` (" + format_date_hhmm(reached->at) +
                ") is assumed, nobody told it."
            );
        }
    }
    for (const auto& measured : measure(of)) {
        if (!measured.backward) continue;
        notes.push_back(
            "The " + std::string(name_of(measured.what)) + " is unknown: `" +
            std::string(name_of(measured.to)) + "` stands before `" +
            std::string(name_of(measured.from)) + "`."
        );
    }
    if (is_told(of, milestone::detected) && is_told(of, milestone::resolved) &&
        of.reached(milestone::resolved)->at < of.reached(milestone::detected)->at)
        notes.push_back("The duration is unknown: `resolved` stands before `detected`.");
}

void note_rows(const incident& of, std::vector<std::string>& notes) {
    const auto tell = [&](const auto& concerned, std::string_view was, std::string_view were) {
        std::vector<int> numbers;
        for (const auto& row : of.rows)
            if (!row.withdrawn && concerned(row)) numbers.push_back(row.number);
        if (numbers.empty()) return;
        notes.push_back(
            numbered("Row", "Rows", numbers) + " " + std::string(numbers.size() == 1 ? was : were)
        );
    };
    const auto kept = [](bool timeline_row::*mark) {
        return [mark](const timeline_row& row) { return row.*mark && !row.erased; };
    };
    tell(kept(&timeline_row::reworded), "was reworded.", "were reworded.");
    tell(kept(&timeline_row::moved), "was moved in time.", "were moved in time.");
    tell(kept(&timeline_row::hidden), "is hidden.", "are hidden.");
    tell(
        [](const timeline_row& row) { return row.erased; },
        "is gone: its message was deleted.",
        "are gone: their messages were deleted."
    );
}

}  // namespace

std::string rca_file_name(const incident& of, const settings&) {
    return slug(rca_title(of), file_name_limit) + ".md";
}

std::vector<open_question> open_questions(const incident& of, const settings& with) {
    std::vector<open_question> open;
    for (const auto& asked : questions) {
        if (!is_open(asked.key, of, with)) continue;
        std::string prompt(asked.prompt);
        if (asked.key == "action_owners") {
            const auto numbers = ownerless_actions(of);
            prompt = "What person or team owns " + numbered("action", "actions", numbers) + "?";
        }
        open.push_back({std::string(asked.key), std::move(prompt), std::string(asked.command)});
    }
    return open;
}

std::vector<labelled_blank> labelled_blanks() {
    std::vector<labelled_blank> blanks;
    for (const auto& asked : questions) {
        auto markdown = std::string(blank_mark) + " " + std::string(asked.prompt) + "_";
        if (!asked.command.empty()) markdown.append(" `").append(asked.command).append("`");
        blanks.push_back({asked.key, std::move(markdown)});
    }
    return blanks;
}

std::chrono::sys_days incident_date(const incident& of) {
    if (is_told(of, milestone::started)) return day_of(of.reached(milestone::started)->at);
    if (const auto& detected = of.reached(milestone::detected)) return day_of(detected->at);
    return day_of(of.declared_at);
}

std::string incident_title(const incident& of) {
    auto title = one_line(of.title);
    const auto ending = " in " + of.service;
    if (!of.service.empty() && title.size() > ending.size() &&
        equal_ignoring_case(std::string_view(title).substr(title.size() - ending.size()), ending))
        title.resize(title.size() - ending.size());
    return title;
}

std::string rca_title(const incident& of) {
    auto title = format_date(incident_date(of)) + " - " + incident_title(of);
    if (const auto service = one_line(of.service); !service.empty()) title += " in " + service;
    return title;
}

std::string rca_status(const incident& of) {
    if (of.state == lifecycle::resolved) return "resolved";
    return of.status() ? std::string(name_of(*of.status())) : "open";
}

std::vector<std::string> rca_tags(const incident& of) {
    std::vector<std::string> tags{"rca"};
    // A vault reads a tag only as far as its first space.
    for (const auto& word : {lower_ascii(of.severity), of.category})
        if (auto tag = replace_all(one_line(word), " ", "-"); !tag.empty())
            tags.push_back(std::move(tag));
    return tags;
}

std::optional<std::string> rca_author(const incident& of, const settings& with) {
    if (of.rca_author && !trim(*of.rca_author).empty()) return one_line(*of.rca_author);
    const auto* known = with.find_service(of.service);
    if (known && !known->team.empty()) return known->team;
    if (known && !known->owner.empty()) return known->owner;
    if (const auto* lead = of.lead(); lead && !lead->name.empty()) return lead->name;
    return std::nullopt;
}

std::optional<std::string> signed_on(const incident& of, const rca_options& options) {
    if (of.rca_date) return of.rca_date;
    if (of.rca_requested_at) return format_date(*of.rca_requested_at);
    if (options.asked_at) return format_date(*options.asked_at);
    if (of.state != lifecycle::resolved) return std::nullopt;
    if (const auto& done = of.reached(milestone::resolved)) return format_date(done->at);
    if (!of.intervals.empty() && of.intervals.back().to)
        return format_date(*of.intervals.back().to);
    return std::nullopt;
}

std::optional<std::int64_t> duration_minutes(const incident& of) {
    if (!is_told(of, milestone::detected) || !is_told(of, milestone::resolved)) return std::nullopt;
    const auto span = of.reached(milestone::resolved)->at - of.reached(milestone::detected)->at;
    if (span < milliseconds(0)) return std::nullopt;
    return std::chrono::floor<std::chrono::minutes>(span).count();
}

std::vector<std::string> affected_services(const incident& of) {
    if (!of.services.empty()) return of.services;
    if (!of.service.empty()) return {of.service};
    return {};
}

std::vector<related> related_to(const incident& of, const settings& with) {
    std::vector<related> all;
    const auto add = [&](related one) {
        const bool is_there = std::any_of(all.begin(), all.end(), [&](const related& other) {
            return other.target == one.target;
        });
        if (!is_there) all.push_back(std::move(one));
    };
    // Told twice with other words it was meant twice.
    for (const auto& link : of.links)
        if (!link.removed) all.push_back({link.target, link.text, "told"});
    std::vector<const service_entry*> services;
    for (const auto& name : affected_services(of))
        if (const auto* known = with.find_service(name)) services.push_back(known);
    for (const auto* one : services)
        for (const auto& entry : one->runbooks)
            add(related_in(entry, one->name + " runbook", "runbook"));
    for (const auto* one : services)
        for (const auto& entry : one->dashboards)
            add(related_in(entry, one->name + " dashboard", "dashboard"));
    for (const auto* one : services)
        for (const auto& name : one->dependencies)
            if (const auto* needed = with.find_service(name))
                for (const auto& entry : needed->runbooks)
                    add(related_in(
                        entry, name + " runbook (" + one->name + " depends on it)", "dependency"
                    ));
    return all;
}

std::vector<std::string> told_texts(const incident& of, section which) {
    std::vector<std::string> texts;
    for (const auto& told : of.told(which)) {
        std::string_view text = told;
        while (!text.empty() && (text.front() == '\n' || text.front() == '\r'))
            text.remove_prefix(1);
        while (!text.empty() && trim(text.substr(text.size() - 1)).empty()) text.remove_suffix(1);
        if (!text.empty()) texts.emplace_back(text);
    }
    return texts;
}

std::string default_summary(const incident& of) {
    return summary_sentence({
        .date = format_date(incident_date(of)),
        .service = of.service,
        .title = incident_title(of),
        .minutes = duration_minutes(of),
        .users = std::string(figure_of(of.impact, "users")),
        .dependent_services = of.services.size(),
    });
}

std::optional<std::chrono::sys_days> due_of(
    const action_item& action, const incident& of, const settings& with
) {
    if (action.due) return action.due;
    const auto* policy = with.find_severity(action.priority);
    if (!policy || policy->action_due_days <= 0) return std::nullopt;
    return incident_date(of) + std::chrono::days(policy->action_due_days);
}

std::vector<std::string> data_quality_notes(const incident& of) {
    std::vector<std::string> notes;
    note_milestones(of, notes);
    note_rows(of, notes);
    return notes;
}

}  // namespace bot
