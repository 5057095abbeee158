// `undo`: one's own last action. What others have done since is theirs: lists give back just what
// was put into them, and what somebody has changed again is left alone.
#include "bot/base/text.hpp"
#include "handlers/commands/commands.hpp"

#include <algorithm>

namespace bot {
namespace {

constexpr std::size_t words_shown = 200;

using names = std::vector<std::string>;

bool has(const names& list, const std::string& name) {
    return std::find(list.begin(), list.end(), name) != list.end();
}

// Visits one inverse event and says what it comes to by now; nothing when others changed the same.
class taking_back {
public:
    using now_is = std::optional<event>;

    taking_back(const incident& of, const undoable& entry) : of_(of), entry_(entry) {}

    template <class Other>
    now_is operator()(const Other& inverse) const {
        return inverse;
    }

    now_is operator()(const services_set& before) const {
        const auto* mine = done<services_set>();
        if (!mine) return before;
        services_set left{of_.service == mine->service ? before.service : of_.service, {}};
        for (const auto& name : of_.services)
            if (!has(mine->services, name) || has(before.services, name))
                left.services.push_back(name);
        for (const auto& name : before.services)
            if (!has(mine->services, name) && !has(left.services, name))
                left.services.push_back(name);
        if (of_.services == mine->services) left.services = before.services;
        const bool named = !mine->service.empty() && mine->service != before.service;
        if (named && of_.service != mine->service) return std::nullopt;
        return left;
    }

    now_is operator()(const section_replaced& before) const {
        const auto* mine = done<section_told>();
        auto texts = of_.told(before.which);
        if (!mine || texts.empty()) return before;
        if (texts.size() == before.texts.size() + 1 && texts.back() == mine->text) return before;
        const auto last = std::find(texts.rbegin(), texts.rend(), mine->text);
        if (last == texts.rend()) return std::nullopt;
        const bool one = before.which == section::summary || before.which == section::root_cause;
        if (one) return before;
        texts.erase(std::next(last).base());
        return section_replaced{before.which, std::move(texts)};
    }

    now_is operator()(const impact_told& before) const {
        const auto* mine = done<impact_told>();
        if (!mine) return before;
        impact_told left;
        for (const auto& [key, figure] : before.figures)
            if (figure_now(key) == figure_in(mine->figures, key))
                left.figures.emplace_back(key, figure);
        if (left.figures.empty()) return std::nullopt;
        return left;
    }

    now_is operator()(const severity_changed& before) const {
        const auto* mine = done<severity_changed>();
        return unless(mine && mine->to != of_.severity, before);
    }
    now_is operator()(const role_given& before) const {
        return unless(!is_my_role(before.role), before);
    }
    now_is operator()(const role_taken_away& before) const {
        return unless(!is_my_role(before.role), before);
    }
    now_is operator()(const milestone_set& before) const {
        return unless(!is_my_milestone(before.which), before);
    }
    now_is operator()(const milestone_unset& before) const {
        return unless(!is_my_milestone(before.which), before);
    }
    now_is operator()(const row_reworded& before) const {
        const auto* mine = done<row_reworded>();
        const auto* row = of_.find_row(before.row);
        return unless(mine && row && row->text != mine->text, before);
    }
    now_is operator()(const row_moved& before) const {
        const auto* mine = done<row_moved>();
        const auto* row = of_.find_row(before.row);
        return unless(mine && row && row->at != mine->at, before);
    }

private:
    template <class Event>
    const Event* done() const {
        for (const auto& each : entry_.did)
            if (const auto* found = std::get_if<Event>(&each)) return found;
        return nullptr;
    }

    template <class Event>
    static now_is unless(bool overtaken, const Event& inverse) {
        if (overtaken) return std::nullopt;
        return inverse;
    }

    bool is_my_role(const std::string& role) const {
        const auto* mine = done<role_given>();
        const auto held = of_.roles.find(role);
        return !mine || (held != of_.roles.end() && held->second == mine->to);
    }

    bool is_my_milestone(milestone which) const {
        const auto& held = of_.reached(which);
        for (const auto& each : entry_.did)
            if (const auto* mine = std::get_if<milestone_set>(&each); mine && mine->which == which)
                return held && held->at == mine->at && held->note == mine->note;
        return true;
    }

    static std::string figure_in(
        const std::vector<std::pair<std::string, std::string>>& figures, const std::string& key
    ) {
        std::string last;
        for (const auto& [name, figure] : figures)
            if (name == key) last = figure;
        return last;
    }
    std::string figure_now(const std::string& key) const { return figure_in(of_.impact, key); }

    const incident& of_;
    const undoable& entry_;
};

decision refuse_final(const undoable& last) {
    const auto instead = last.what == "resolve"  ? "`/incident reopen REASON` opens it again."
                         : last.what == "reopen" ? "`/incident resolve` closes it again."
                                                 : "correct it with the command for it.";
    return refuse(
        "Your last action was `" + shorten(last.what, 60) + "`, which is not taken back: " + instead
    );
}

}  // namespace

decision run_undo(command_call& call) {
    const auto& stacks = call.target->undo_stacks;
    const auto found = stacks.find(call.who().id);
    if (found == stacks.end() || found->second.empty())
        return tell_privately(
            "You have done nothing in " + to_label(call.target->id) + " that could be taken back."
        );
    const auto& last = found->second.back();
    if (last.final_word) return refuse_final(last);
    // What came from a message is not said again: deleting the message has to delete it everywhere.
    const auto what = last.origin ? "what came from a message" : shorten(last.what, words_shown);
    auto d = call.start();
    d.facts.push_back({undone{last.what}, last.origin, {}, {}, {}, {}});
    for (const auto& inverse : last.inverse) {
        auto now = std::visit(taking_back(*call.target, last), inverse);
        if (!now)
            return refuse(
                "Your last action was: " + what +
                ". It has been changed since; nothing was taken back. Say how it should be with "
                "the "
                "command for it."
            );
        d.facts.push_back({std::move(*now), last.origin, {}, {}, {}, {}});
    }
    say(d, call, call.who().name + " took back: " + what);
    return d;
}

}  // namespace bot
