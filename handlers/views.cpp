#include "handlers/views.hpp"

#include "bot/base/text.hpp"
#include "bot/incident/rca_model.hpp"
#include "bot/incident/timeline.hpp"

#include <algorithm>

namespace bot {
namespace {

constexpr std::size_t rows_shown = 40;
constexpr std::size_t line_width = 76;

std::string state_of(const incident& in) {
    if (in.state == lifecycle::resolved) return "resolved";
    const auto status = in.status();
    return status ? std::string(name_of(*status)) : "open";
}

std::string time_near(instant at, instant now) {
    return day_of(at) == day_of(now) ? format_hhmm(at) : format_date_hhmm(at);
}

std::string headline(const incident& in) {
    return "**" + to_label(in.id) + "** " + in.severity + (in.drill ? " (drill)" : "") + ": " +
           in.title + (in.service.empty() ? "" : " in " + in.service);
}

// A point of a list that goes on in the next line where a narrow window ends. Nothing when there
// are no parts.
std::string point(
    std::string_view opening, const std::vector<std::string>& parts, std::string_view between
) {
    std::string text, line = "\n- " + std::string(opening);
    const auto before_parts = line.size();
    for (const auto& part : parts) {
        if (line.size() > before_parts || !text.empty()) line += between;
        if (line.size() + part.size() > line_width) {
            text += line.substr(0, line.find_last_not_of(' ') + 1);
            line = "\n  ";
        }
        line += part;
    }
    return parts.empty() ? "" : text + line;
}

// "detected 19:03 · mitigated 20:23", only what is known.
std::string milestone_points(const incident& in, instant now) {
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < milestone_count; ++i) {
        const auto& reached = in.milestones[i];
        if (!reached) continue;
        parts.push_back(
            std::string(milestone_names[i]) + " " + time_near(reached->at, now) +
            (reached->from == source::assumed ? " (assumed)" : "")
        );
    }
    return point("", parts, " · ");
}

// What was told without a row of its own: "impact told", "action 3 added".
std::string told_since(const incident& in, std::int64_t since) {
    std::string list;
    std::vector<std::string> seen;
    for (const auto& line : in.audit) {
        if (line.seq <= since || std::find(seen.begin(), seen.end(), line.what) != seen.end())
            continue;
        seen.push_back(line.what);
        list += (list.empty() ? "" : ", ") + shorten(replace_all(line.what, "\n", " "), 80);
    }
    return list;
}

// The record that last said something about a row.
std::int64_t last_word_on(const incident& in, const timeline_row& row) {
    if (!row.of) return row.seq;
    const auto& reached = in.reached(*row.of);
    return reached && reached->row == row.number ? std::max(row.seq, reached->seq) : row.seq;
}

// Hidden rows are named by their numbers, or nobody could show them again.
std::string hidden_rows(const incident& in) {
    std::string numbers;
    for (const auto& row : in.rows)
        if (row.hidden && !row.withdrawn && !row.erased)
            numbers += (numbers.empty() ? "" : ", ") + std::to_string(row.number);
    return numbers.empty() ? "" : "\n\nHidden: " + numbers + " (`timeline show N`)";
}

std::size_t open_actions(const incident& in) {
    std::size_t count = 0;
    for (const auto& item : in.actions) count += !item.done && !item.removed ? 1 : 0;
    return count;
}

}  // namespace

std::string row_text(const timeline_row& row, const settings& rules) {
    return reading_of(row, rules);
}

std::string card_text(const incident& in, const settings& rules) {
    auto text = headline(in) + "\n- state: **" + state_of(in) + "**, declared " +
                format_date_hhmm(in.declared_at) + " UTC by " + in.declared_by.name;
    text += "\n- lead: " + (in.lead() ? in.lead()->name : "nobody yet, `/incident take lead`");
    for (const auto& [role, who] : in.roles)
        if (role != "lead") text += "\n- " + role + ": " + who.name;
    if (in.services.size() > 1) text += point("affected: ", in.services, ", ");
    text += milestone_points(in, in.declared_at);
    if (const auto count = open_actions(in)) text += "\n- open actions: " + std::to_string(count);
    (void)rules;
    return text;
}

std::string topic_text(const incident& in) {
    return to_label(in.id) + " " + in.severity + " " + state_of(in) + " | " +
           shorten(in.title, 120) + (in.lead() ? " | lead: " + in.lead()->name : "");
}

std::string brief_text(const incident& in, const settings& rules, instant now, bool is_posted) {
    auto text = headline(in) + "\n- state: **" + state_of(in) + "**, " +
                format_duration(now - in.declared_at) + " since it was declared";
    text += "\n- lead: " + (in.lead() ? in.lead()->name : "nobody");
    text += milestone_points(in, now);
    if (in.last_update_at)
        text += "\n- last update to stakeholders: " + format_duration(now - *in.last_update_at) +
                " ago";
    const auto rows = table_rows(in);
    const std::size_t from = rows.size() > 8 ? rows.size() - 8 : 0;
    if (!rows.empty()) text += "\n\nLatest rows:";
    for (std::size_t i = from; i < rows.size(); ++i)
        text += "\n- " + time_near(rows[i]->at, now) + " " +
                (is_posted && rows[i]->origin
                     ? "a message by " + rows[i]->by.name
                     : shorten(replace_all(row_text(*rows[i], rules), "\n", " "), 160));
    return text + (is_posted ? "" : "\n\n" + actions_text(in, rules));
}

std::string catch_up_text(
    const incident& in,
    const settings& rules,
    instant now,
    std::int64_t since,
    std::int64_t messages
) {
    if (since == 0) return brief_text(in, rules, now);
    auto text = headline(in) + "\n- state: **" + state_of(in) +
                "**, lead: " + (in.lead() ? in.lead()->name : "nobody");
    std::string changes;
    std::size_t count = 0;
    for (const auto& row : in.rows) {
        if (last_word_on(in, row) <= since || !row.visible()) continue;
        if (++count <= rows_shown)
            changes += "\n- " + time_near(row.at, now) + " " +
                       shorten(replace_all(row_text(row, rules), "\n", " "), 160);
    }
    if (count > rows_shown) changes += "\n- … and " + std::to_string(count - rows_shown) + " more";
    text += "\n\nSince you last asked: " + std::to_string(messages) +
            (messages == 1 ? " message" : " messages");
    text += count == 0 ? ", nothing new on the timeline." : ", and on the timeline:" + changes;
    if (const auto told = told_since(in, since); !told.empty()) text += "\n\nAlso: " + told;
    return text + "\n\n" + actions_text(in, rules);
}

std::string actions_text(const incident& in, const settings& rules) {
    std::string text;
    for (const auto& item : in.actions) {
        if (item.removed) continue;
        text += "\n- " + std::string(item.done ? "✔ " : "") + std::to_string(item.number) + ". " +
                item.priority + " " + shorten(replace_all(item.text, "\n", " "), 160) +
                (item.owner.empty() ? "" : " (" + item.owner + ")");
        if (const auto due = due_of(item, in, rules)) text += ", due " + format_date(*due);
    }
    return text.empty() ? "No actions yet: `/incident action add P2 TEXT owner=NAME`."
                        : "Actions:" + text;
}

std::string timeline_text(const incident& in, const settings& rules) {
    const auto rows = table_rows(in);
    if (rows.empty())
        return "The timeline is empty. `/incident note TEXT` writes a row; 📌 puts a message on "
               "it." +
               hidden_rows(in);
    const bool dates = needs_dates(in, rows);
    const std::size_t from = rows.size() > rows_shown ? rows.size() - rows_shown : 0;
    std::string text =
        "Timeline of " + to_label(in.id) + " (UTC; the number is for `timeline edit N`):";
    if (from > 0) text += "\n- … " + std::to_string(from) + " earlier rows, all of them in the RCA";
    for (std::size_t i = from; i < rows.size(); ++i)
        text += "\n- " + (dates ? format_date_hhmm(rows[i]->at) : format_hhmm(rows[i]->at)) + " (" +
                std::to_string(rows[i]->number) + ") " +
                shorten(replace_all(row_text(*rows[i], rules), "\n", " "), 200);
    return text + hidden_rows(in);
}

std::string brief_line(const incident_brief& brief, instant now) {
    return to_label(brief.id) + " " + brief.severity + " " + brief.title +
           (brief.service.empty() ? "" : " in " + brief.service) + (brief.drill ? " (drill)" : "") +
           ", " + format_duration(now - brief.declared_at) +
           (brief.lead.empty() ? ", no lead" : ", lead " + brief.lead) +
           (brief.room_name.empty() ? "" : ", #" + brief.room_name);
}

}  // namespace bot
