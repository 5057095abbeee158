#include "bot/incident/incident.hpp"

#include "bot/incident/fold_timeline.hpp"

#include <algorithm>

namespace bot {
namespace {

// Visits one folded event: changes the incident and says what would take it back.
class folding final : public fold_timeline {
public:
    using fold_timeline::fold_timeline;
    using fold_timeline::operator();

    // Raw lines are the room's; they leave the incident as it is.
    template <class Raw>
    void operator()(const Raw&) {
        static_assert(index_of_kind<Raw>() < raw_event_count, "a new kind of fact needs its fold");
    }

    void operator()(const declared& e) {
        to_.id = line_.log;
        to_.title = e.title;
        to_.severity = e.severity;
        to_.category = e.category;
        to_.service = e.service;
        to_.services = e.services;
        to_.room_name = e.room_name;
        to_.is_private = e.is_private;
        to_.drill = e.drill;
        to_.platform = line_.platform;
        to_.awaited = e.also_on;
        to_.declared_at = line_.at;
        to_.declared_by = line_.actor;
        to_.state = lifecycle::open;
        to_.intervals.push_back({line_.at, std::nullopt});
        note_audit("declared " + e.severity + " " + e.title);
        remember("declare", {});
    }

    // The room `declare` opened stands first, whichever was there before it.
    void operator()(const room_opened& e) {
        const bool is_first = line_.platform == to_.platform && !to_.own_room(to_.platform);
        to_.rooms.insert(
            is_first ? to_.rooms.begin() : to_.rooms.end(),
            room_ref{line_.platform, line_.channel, e.name}
        );
        std::erase(to_.awaited, line_.platform);
    }
    void operator()(const room_refused& e) {
        std::erase(to_.awaited, line_.platform);
        note_audit("no room: " + e.reason);
    }
    void operator()(const room_followed& e) {
        to_.rooms.push_back({line_.platform, line_.channel, e.name, true, line_.at, e.before});
        note_audit("followed in " + e.name + " (" + line_.platform + ")");
        remember("follow", {});
    }
    void operator()(const room_let_go& e) {
        std::erase_if(to_.rooms, [&](const room_ref& room) {
            return room.followed && room.platform == line_.platform &&
                   room.channel == line_.channel;
        });
        note_audit("no longer followed in " + e.name + " (" + line_.platform + ")");
        remember("unfollow", {});
    }

    void operator()(const rca_published& e) {
        // Not a line of the audit: the document would change by being published.
        to_.rca_places[e.place] = e.url;
    }

    void operator()(const severity_changed& e) {
        const auto before = to_.severity;
        to_.severity = e.to;
        auto text = before + " → " + e.to;
        if (!e.reason.empty()) text += ": " + e.reason;
        const int row = add_row(row_kind::severity, line_.at, text);
        remember("severity " + text, {severity_changed{before, "taken back"}, row_withdrawn{row}});
    }

    void operator()(const role_given& e) {
        const auto found = to_.roles.find(e.role);
        std::vector<event> inverse;
        if (found == to_.roles.end()) {
            inverse.push_back(role_taken_away{e.role});
        } else {
            inverse.push_back(role_given{e.role, found->second});
        }
        to_.roles[e.role] = e.to;
        const int row = add_row(row_kind::role, line_.at, e.role + ": " + e.to.name);
        inverse.push_back(row_withdrawn{row});
        remember("role " + e.role + " " + e.to.name, std::move(inverse));
    }
    void operator()(const role_taken_away& e) { to_.roles.erase(e.role); }

    void operator()(const services_set& e) {
        services_set before{to_.service, to_.services};
        to_.service = e.service;
        to_.services = e.services;
        note_audit("services changed");
        remember("services", {std::move(before)});
    }

    void operator()(const impact_told& e) {
        impact_told before;
        for (const auto& [key, text] : e.figures) {
            const auto found =
                std::find_if(to_.impact.begin(), to_.impact.end(), [&](const auto& known) {
                    return known.first == key;
                });
            before.figures.emplace_back(
                key, found == to_.impact.end() ? std::string() : found->second
            );
            if (found == to_.impact.end()) {
                if (!text.empty()) to_.impact.emplace_back(key, text);
            } else if (text.empty()) {
                to_.impact.erase(found);
            } else {
                found->second = text;
            }
        }
        note_audit("impact told");
        remember("impact", {std::move(before)});
    }

    void operator()(const section_told& e) {
        auto& texts = to_.sections[static_cast<std::size_t>(e.which)];
        remember(std::string(name_of(e.which)), {section_replaced{e.which, texts}});
        const bool one = e.which == section::summary || e.which == section::root_cause;
        if (one) texts.clear();
        if (!line_.erased) texts.push_back(e.text);
        note_audit(std::string(name_of(e.which)) + " told");
    }
    void operator()(const section_replaced& e) {
        if (!line_.erased) to_.sections[static_cast<std::size_t>(e.which)] = e.texts;
    }

    void operator()(const action_added& e) {
        action_item made{
            static_cast<int>(to_.actions.size()) + 1,
            e.priority,
            e.text,
            e.owner,
            e.due,
            false,
            line_.erased,
            line_.origin,
            line_.actor};
        const int number = made.number;
        to_.actions.push_back(std::move(made));
        if (line_.origin) to_.actions_of_message[line_.origin].push_back(number);
        // Words that came from a message are erased with it: the audit does not repeat them.
        note_audit(
            "action " + std::to_string(number) + " added" + (line_.origin ? "" : ": " + e.text)
        );
        remember("action add " + e.text, {action_removed{number}});
    }
    void operator()(const action_done& e) {
        set_action(e.action, &action_item::done, true);
        note_audit("action " + std::to_string(e.action) + " done");
        remember("action done " + std::to_string(e.action), {action_reopened{e.action}});
    }
    void operator()(const action_reopened& e) { set_action(e.action, &action_item::done, false); }
    void operator()(const action_removed& e) {
        set_action(e.action, &action_item::removed, true);
        if (e.action >= 1 && static_cast<std::size_t>(e.action) <= to_.actions.size())
            forget_undoables_of(to_.actions[e.action - 1].origin, 0);
    }
    void operator()(const action_restored& e) {
        set_action(e.action, &action_item::removed, false);
    }

    void operator()(const linked& e) {
        to_.links.push_back({e.target, e.text, line_.erased});
        note_audit("linked " + e.target);
        remember("link " + e.target, {unlinked{static_cast<int>(to_.links.size())}});
    }
    void operator()(const unlinked& e) {
        if (e.link >= 1 && static_cast<std::size_t>(e.link) <= to_.links.size())
            to_.links[e.link - 1].removed = true;
    }

    void operator()(const resolved& e) {
        to_.state = lifecycle::resolved;
        end_interval();
        if (!e.summary.empty())
            to_.sections[static_cast<std::size_t>(section::summary)] = {e.summary};
        remember("resolve", {});
    }
    void operator()(const reopened& e) {
        to_.state = lifecycle::open;
        to_.intervals.push_back({line_.at, std::nullopt});
        to_.reopen_reasons.push_back(e.reason);
        to_.current = milestone::investigating;
        add_row(row_kind::milestone, line_.at, e.reason);
        remember("reopen", {});
    }

    void operator()(const rca_told& e) {
        rca_told before;
        take(e.author, to_.rca_author, before.author);
        take(e.date, to_.rca_date, before.date);
        take(e.template_name, to_.rca_template, before.template_name);
        remember("rca", {std::move(before)});
    }
    void operator()(const rca_requested&) { to_.rca_requested_at = line_.at; }
    void operator()(const caught_up&) { to_.seen_up_to[line_.actor.id] = line_.seq; }
    void operator()(const handed_over& e) { note_audit("handed over to " + e.to.name); }

    void operator()(const undone& e) {
        auto& stack = to_.undo_stacks[line_.actor.id];
        if (!stack.empty()) stack.pop_back();
        to_.taking_back = true;
        note_audit(line_.origin ? "took back what came from a message" : "took back: " + e.what);
    }

private:
    static void take(
        const std::optional<std::string>& told,
        std::optional<std::string>& held,
        std::optional<std::string>& before
    ) {
        if (!told) return;
        before = held.value_or("");
        held = told->empty() ? std::nullopt : told;
    }
};

}  // namespace

const person* incident::lead() const {
    const auto found = roles.find("lead");
    return found == roles.end() ? nullptr : &found->second;
}

void apply(incident& to, const record& line) {
    if (!is_raw(line.what)) {
        if (line.seq != to.last_folded_seq + 1) to.taking_back = false;
        std::visit(folding(to, line), line.what);
        to.last_folded_seq = line.seq;
    }
    to.last_seq = line.seq;
}

incident_brief brief_of(const incident& of) {
    incident_brief brief{
        of.id,
        of.title,
        of.severity,
        of.category,
        of.service,
        of.services,
        of.state,
        of.is_private,
        of.drill,
        of.declared_at,
        {},
        of.room_name,
        of.platform,
        {},
        {},
        {}};
    if (const auto* lead = of.lead()) brief.lead = lead->name;
    if (const auto* room = of.own_room(of.platform)) brief.room_name = room->name;
    brief.members.push_back(of.declared_by.id);
    for (const auto& [role, who] : of.roles)
        if (std::find(brief.members.begin(), brief.members.end(), who.id) == brief.members.end())
            brief.members.push_back(who.id);
    for (std::size_t i = 0; i < milestone_count; ++i) {
        if (!of.milestones[i]) continue;
        brief.milestones[i] = of.milestones[i]->at;
        brief.assumed[i] = of.milestones[i]->from == source::assumed;
    }
    return brief;
}

}  // namespace bot
