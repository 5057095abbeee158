#include "bot/incident/incident.hpp"

#include <algorithm>

namespace bot {
namespace {

constexpr std::size_t undo_depth = 20;

std::size_t index_of(milestone m) {
    return static_cast<std::size_t>(m);
}

// Visits one folded event: changes the incident and says what would take it back.
class folding {
public:
    folding(incident& to, const record& line) : to_(to), line_(line) {}

    // Raw lines are the room's; they leave the incident as it is.
    template <class Raw>
    void operator()(const Raw&) {}

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
        to_.declared_at = line_.at;
        to_.declared_by = line_.actor;
        to_.state = lifecycle::open;
        to_.intervals.push_back({line_.at, std::nullopt});
        note_audit("declared " + e.severity + " " + e.title);
        remember("declare", {});
    }

    void operator()(const room_opened& e) {
        to_.rooms.push_back({line_.platform, line_.channel, e.name});
    }
    void operator()(const room_refused& e) { note_audit("no room: " + e.reason); }

    void operator()(const severity_changed& e) {
        const auto before = to_.severity;
        to_.severity = e.to;
        auto text = before + " → " + e.to;
        if (!e.reason.empty()) text += ": " + e.reason;
        const int row = add_row(row_kind::severity, line_.at, text);
        remember("severity " + text, {severity_changed{before, "taken back"}, row_withdrawn{row}});
    }

    void operator()(const milestone_set& e) {
        auto& slot = to_.milestones[index_of(e.which)];
        std::vector<event> inverse;
        if (slot) {
            inverse.push_back(milestone_set{e.which, slot->at, slot->from, slot->note});
        } else {
            inverse.push_back(milestone_unset{e.which});
        }
        // The first time counts for what is found out, the last for what must hold.
        const bool last_counts = e.which >= milestone::mitigated;
        if (slot && e.again) {
            const int row = add_milestone_row(e);
            inverse = {row_withdrawn{row}};
            if (last_counts) {
                inverse.push_back(milestone_set{e.which, slot->at, slot->from, slot->note});
                *slot = moment_of(e, row);
            }
        } else {
            const int standing = slot ? row_standing_for(*slot, e.which) : 0;
            const int row = standing ? reset_milestone_row(standing, e) : add_milestone_row(e);
            slot = moment_of(e, row);
        }
        if (e.from != source::assumed && (e.again || !to_.current || e.which > *to_.current))
            to_.current = e.which;
        if (e.which == milestone::resolved && to_.state == lifecycle::resolved) end_interval();
        remember(std::string(name_of(e.which)), std::move(inverse));
    }

    void operator()(const milestone_unset& e) {
        auto& slot = to_.milestones[index_of(e.which)];
        if (slot && slot->row) row(slot->row).withdrawn = true;
        slot.reset();
        to_.current = announced_last();
    }

    void operator()(const row_added& e) {
        const int number = add_row(e.kind, e.at, e.text);
        auto& made = row(number);
        made.by = e.by;
        made.promoted_by_whom = line_.actor;
        made.promoted_by = e.promoted_by;
        made.origin = line_.origin;
        made.external = e.external;
        made.erased = line_.erased;
        if (line_.origin) to_.rows_of_message[line_.origin].push_back(number);
        remember(std::string(name_of(e.kind)) + " " + e.text, {row_withdrawn{number}});
    }

    void operator()(const row_reworded& e) {
        if (!has_row(e.row) || line_.erased) return;
        auto& changed = row(e.row);
        auto before = changed.text;
        changed.text = e.text;
        if (!e.by_edit) {
            changed.reworded = true;
            remember(
                "timeline edit " + std::to_string(e.row),
                {row_reworded{e.row, std::move(before), false}}
            );
        }
    }

    void operator()(const row_moved& e) {
        if (!has_row(e.row)) return;
        auto& changed = row(e.row);
        const auto before = changed.at;
        changed.at = e.at;
        changed.moved = true;
        remember("timeline move " + std::to_string(e.row), {row_moved{e.row, before}});
    }

    void operator()(const row_hidden& e) {
        if (!has_row(e.row)) return;
        row(e.row).hidden = true;
        remember("timeline hide " + std::to_string(e.row), {row_shown{e.row}});
    }
    void operator()(const row_shown& e) {
        if (!has_row(e.row)) return;
        row(e.row).hidden = false;
        remember("timeline show " + std::to_string(e.row), {row_hidden{e.row}});
    }
    void operator()(const row_marked& e) {
        if (!has_row(e.row)) return;
        row(e.row).external = e.external;
        remember(
            std::string("timeline ") + (e.external ? "external " : "internal ") +
                std::to_string(e.row),
            {row_marked{e.row, !e.external}}
        );
    }
    void operator()(const row_withdrawn& e) {
        if (!has_row(e.row)) return;
        row(e.row).withdrawn = true;
        if (row(e.row).of) to_.current = announced_last();
    }
    void operator()(const row_restored& e) {
        if (has_row(e.row)) row(e.row).withdrawn = false;
    }

    void operator()(const row_erased& e) {
        if (!has_row(e.row)) return;
        auto& gone = row(e.row);
        gone.erased = true;
        gone.text.clear();
        forget_undoables_of(gone.origin, e.row);
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

    void operator()(const update_posted& e) {
        to_.last_update_at = line_.at;
        const int number = add_row(row_kind::update, line_.at, e.text);
        row(number).external = true;
        remember("update " + e.text, {row_withdrawn{number}});
    }
    void operator()(const paged_team& e) {
        const int number =
            add_row(row_kind::page, line_.at, e.team + (e.text.empty() ? "" : ": " + e.text));
        remember("page " + e.team, {row_withdrawn{number}});
    }

    void operator()(const alert_attached& e) {
        const auto& told = e.alert;
        const int number = add_row(
            row_kind::alert,
            told.starts_at,
            told.summary.empty() ? told.name : told.name + ": " + told.summary
        );
        row(number).by = person{"", told.source};
        to_.alerts.push_back({told, number});
        if (e.sets_detected)
            (*this)(milestone_set{milestone::detected, told.starts_at, source::alert, {}, false});
    }
    void operator()(const alert_repeated& e) {
        if (!has_row(e.row)) return;
        if (e.firing) ++row(e.row).count;
        for (auto& alert : to_.alerts) {
            if (alert.row != e.row) continue;
            alert.notice.firing = e.firing;
            alert.notice.ends_at = e.ends_at;
            if (e.firing && e.starts_at < alert.notice.starts_at) {
                alert.notice.starts_at = e.starts_at;
                row(e.row).at = e.starts_at;
            }
        }
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

    bool has_row(int number) const { return to_.find_row(number) != nullptr; }
    timeline_row& row(int number) { return to_.rows[static_cast<std::size_t>(number) - 1]; }

    int add_row(row_kind kind, instant at, std::string text) {
        timeline_row made;
        made.number = static_cast<int>(to_.rows.size()) + 1;
        made.kind = kind;
        made.at = at;
        made.text = std::move(text);
        made.by = line_.actor;
        made.seq = line_.seq;
        to_.rows.push_back(std::move(made));
        return to_.rows.back().number;
    }

    int add_milestone_row(const milestone_set& e) {
        const int number = add_row(row_kind::milestone, e.at, e.note);
        row(number).of = e.which;
        return number;
    }

    int reset_milestone_row(int number, const milestone_set& e) {
        auto& changed = row(number);
        changed.at = e.at;
        changed.text = e.note;
        changed.withdrawn = false;
        return number;
    }

    moment moment_of(const milestone_set& e, int row) const {
        return {e.at, e.from, line_.actor, line_.at, e.note, row, line_.seq};
    }

    // The row a milestone is read from. Its last row may have been taken back: then it is the one
    // before.
    int row_standing_for(const moment& reached, milestone which) {
        if (reached.row == 0 || !row(reached.row).withdrawn) return reached.row;
        for (auto known = to_.rows.rbegin(); known != to_.rows.rend(); ++known)
            if (known->of == which && !known->withdrawn) return known->number;
        return reached.row;
    }

    bool is_assumed_row(const timeline_row& of) const {
        const auto& slot = to_.milestones[index_of(*of.of)];
        return slot && slot->row == of.number && slot->from == source::assumed;
    }

    // Where the incident stands by the rows that are left: the furthest milestone, unless people
    // went back to an earlier one.
    std::optional<milestone> announced_last() const {
        std::optional<milestone> last;
        std::array<bool, milestone_count> seen{};
        for (const auto& each : to_.rows) {
            if (each.kind != row_kind::milestone || each.withdrawn) continue;
            if (!each.of) {
                last = milestone::investigating;
            } else if (!is_assumed_row(each)) {
                if (!last || *each.of > *last || seen[index_of(*each.of)]) last = each.of;
                seen[index_of(*each.of)] = true;
            }
        }
        return last;
    }

    // People may resolve after the fact: the incident was over when they say it was.
    void end_interval() {
        if (to_.intervals.empty()) return;
        auto& open = to_.intervals.back();
        const auto& said = to_.milestones[index_of(milestone::resolved)];
        open.to = said && said->at >= open.from ? said->at : line_.at;
    }

    void set_action(int number, bool action_item::*field, bool to) {
        if (number >= 1 && static_cast<std::size_t>(number) <= to_.actions.size())
            to_.actions[number - 1].*field = to;
    }

    void note_audit(std::string what) {
        to_.audit.push_back({line_.at, line_.actor, std::move(what), line_.seq});
    }

    // What one command did is one thing to take back. Every decision of a person begins with a
    // raw line, so records without a gap between them belong to the same one.
    void remember(std::string what, std::vector<event> inverse) {
        if (to_.taking_back || line_.actor.id.empty()) return;
        auto& stack = to_.undo_stacks[line_.actor.id];
        const bool same =
            line_.seq == to_.last_folded_seq + 1 && !stack.empty() && to_.last_folded_seq != 0 &&
            stack.back().last_seq == to_.last_folded_seq && stack.back().message == line_.message;
        const bool final_word = inverse.empty();
        if (!same) stack.push_back({what, line_.message, {}, {}, line_.origin, line_.seq, false});
        auto& top = stack.back();
        top.did.push_back(line_.what);
        top.last_seq = line_.seq;
        top.final_word = top.final_word || final_word;
        if (final_word) top.what = std::move(what);
        // Last done, first taken back.
        top.inverse.insert(
            top.inverse.begin(),
            std::make_move_iterator(inverse.begin()),
            std::make_move_iterator(inverse.end())
        );
        if (stack.size() > undo_depth) stack.pop_front();
    }

    void forget_undoables_of(std::int64_t origin, int erased_row) {
        const auto speaks_of = [&](const undoable& entry) {
            if (origin != 0 && entry.origin == origin) return true;
            return erased_row != 0 &&
                   std::any_of(entry.inverse.begin(), entry.inverse.end(), [&](const event& e) {
                       const auto* worded = std::get_if<row_reworded>(&e);
                       return worded && worded->row == erased_row;
                   });
        };
        for (auto& [who, stack] : to_.undo_stacks) std::erase_if(stack, speaks_of);
    }

    incident& to_;
    const record& line_;
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
    if (!of.rooms.empty()) brief.room_name = of.rooms.front().name;
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
