// The part of the fold that makes the timeline: milestones, rows, updates, pages, alerts.
#pragma once

#include "bot/incident/fold_base.hpp"

namespace bot {

class fold_timeline : public fold_base {
public:
    using fold_base::fold_base;

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
};

}  // namespace bot
