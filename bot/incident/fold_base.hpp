// What every fold of a record needs: the incident's rows, its audit, and the memory of
// what takes a change back. Of the fold alone (incident.cpp).
#pragma once

#include "bot/incident/incident.hpp"

#include <algorithm>

namespace bot {

class fold_base {
public:
    fold_base(incident& to, const record& line) : to_(to), line_(line) {}

protected:
    static constexpr std::size_t undo_depth = 20;

    static std::size_t index_of(milestone m) { return static_cast<std::size_t>(m); }

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

}  // namespace bot
