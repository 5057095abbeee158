#include "bot/incident/rca_values.hpp"

#include "bot/base/text.hpp"
#include "bot/incident/timeline.hpp"

#include <algorithm>

namespace bot::rca_values {
namespace {

bool is_resolution_text(const std::vector<std::string>& steps) {
    return steps.size() == 1 && steps.front().find('\n') != std::string::npos;
}

bool is_web_address(std::string_view target) {
    const auto low = lower_ascii(target.substr(0, 8));
    return low.starts_with("https://") || low.starts_with("http://") || low.starts_with("mailto:");
}

value span_of(const measurement& measured) {
    return measured.span ? value(static_cast<std::int64_t>(measured.span->count())) : value();
}

}  // namespace

value told_or_none(std::string_view text) {
    return text.empty() ? value() : value::told(std::string(text));
}

value told_list(std::vector<std::string> texts) {
    value_list list;
    list.reserve(texts.size());
    for (auto& text : texts) list.push_back(value::told(std::move(text)));
    return list;
}

value told_section(const incident& of, section which) {
    const auto texts = told_texts(of, which);
    return texts.empty() ? value() : value::told(join(texts, "\n\n"));
}

value told_items(const incident& of, section which) {
    return told_list(told_texts(of, which));
}

value resolution_text(const incident& of) {
    auto steps = told_texts(of, section::resolution);
    return is_resolution_text(steps) ? value::told(std::move(steps.front())) : value();
}

value resolution_steps(const incident& of) {
    auto steps = told_texts(of, section::resolution);
    return is_resolution_text(steps) ? value(value_list{}) : told_list(std::move(steps));
}

value impact(const incident& of) {
    value_list figures;
    for (const auto& [key, figure] : of.impact)
        figures.push_back(value_map{{"key", value::told(key)}, {"value", value::told(figure)}});
    return figures;
}

value actions(const incident& of, const settings& with) {
    value_list items;
    for (const auto& action : of.actions) {
        if (action.removed) continue;
        const auto due = due_of(action, of, with);
        items.push_back(value_map{
            {"number", action.number},
            {"priority", value::told(action.priority)},
            {"text", value::told(action.text)},
            {"owner", told_or_none(trim(action.owner))},
            {"due", due ? value(format_date(*due)) : value()},
            {"done", action.done}});
    }
    return items;
}

value links(const incident& of, const settings& with) {
    value_list items;
    for (const auto& link : related_to(of, with)) {
        const auto label = parse_label(link.target);
        const bool web = is_web_address(link.target);
        const auto target = label ? to_label(*label) : link.target;
        items.push_back(value_map{
            {"kind",
             web     ? "url"
             : label ? "incident"
                     : "note"},
            {"target", value::told(target)},
            {"text", value::told(link.text.empty() && web ? target : link.text)},
            {"from", std::string(link.from)}});
    }
    return items;
}

value milestones(const incident& of) {
    value_map all;
    for (std::size_t i = 0; i < milestone_count; ++i) {
        value one;
        if (const auto& reached = of.milestones[i])
            one = value_map{
                {"at", format_rfc3339(reached->at)},
                {"time", format_date_hhmm(reached->at)},
                {"source", std::string(name_of(reached->from))},
                {"who", value::told(reached->by.name)},
                {"set_at", format_date_hhmm(reached->set_at)},
                {"note", value::told(reached->note)}};
        all.emplace_back(milestone_names[i], std::move(one));
    }
    return all;
}

value metric_seconds(const incident& of, metric m) {
    return span_of(measure(of)[static_cast<std::size_t>(m)]);
}

value metrics_table(const incident& of) {
    value_list table;
    const auto end_of = [&](milestone m) -> value {
        const auto& reached = of.reached(m);
        return value_map{
            {"name", std::string(name_of(m))},
            {"time", reached ? value(format_date_hhmm(reached->at)) : value()},
            {"source", reached ? value(std::string(name_of(reached->from))) : value()}};
    };
    for (const auto& measured : measure(of))
        table.push_back(value_map{
            {"name", std::string(name_of(measured.what))},
            {"formula",
             std::string(name_of(measured.to)) + " - " + std::string(name_of(measured.from))},
            {"seconds", span_of(measured)},
            {"from", end_of(measured.from)},
            {"to", end_of(measured.to)}});
    return table;
}

value participants(const incident& of) {
    value_list people;
    std::vector<std::string> known;
    const auto add = [&](const std::string& role, const person& who) {
        people.push_back(value_map{{"role", value::told(role)}, {"name", value::told(who.name)}});
        known.push_back(who.id);
    };
    for (const auto& [role, who] : of.roles) add(role, who);
    const auto took_part = [&](const person& who) {
        if (!who.id.empty() && std::find(known.begin(), known.end(), who.id) == known.end())
            add("took part", who);
    };
    took_part(of.declared_by);
    for (const auto& row : of.rows)
        if (row.visible()) took_part(row.by);
    return people;
}

value intervals(const incident& of) {
    value_list list;
    for (std::size_t i = 0; i < of.intervals.size(); ++i) {
        const auto& [from, to] = of.intervals[i];
        const bool reopened = i > 0 && i <= of.reopen_reasons.size();
        list.push_back(value_map{
            {"from", format_date_hhmm(from)},
            {"to", to ? value(format_date_hhmm(*to)) : value()},
            {"reason", reopened ? value::told(of.reopen_reasons[i - 1]) : value()}});
    }
    return list;
}

value open_list(const incident& of, const settings& with) {
    value_list list;
    for (auto& asked : open_questions(of, with))
        list.push_back(value_map{
            {"key", std::move(asked.key)},
            {"prompt", std::move(asked.prompt)},
            {"command", std::move(asked.command)}});
    return list;
}

value blanks() {
    value_map by_key;
    for (auto& blank : labelled_blanks()) by_key.emplace_back(blank.key, std::move(blank.markdown));
    return by_key;
}

value integer_or_none(const std::optional<std::int64_t>& number) {
    return number ? value(*number) : value();
}

}  // namespace bot::rca_values
