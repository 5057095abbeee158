// `status` and the milestones as verbs of their own.
#include "bot/base/text.hpp"
#include "handlers/commands/commands.hpp"

#include <algorithm>

namespace bot {
namespace {

std::string said_at(instant at, instant now) {
    return day_of(at) == day_of(now) ? format_hhmm(at) + " UTC" : format_date_hhmm(at) + " UTC";
}

// A correction must leave an order that can be: what has a known time on either side stays there.
std::optional<std::string> impossible_order(const incident& in, milestone which, instant at) {
    for (std::size_t i = 0; i < milestone_count; ++i) {
        const auto other = static_cast<milestone>(i);
        const auto& reached = in.reached(other);
        if (!reached || other == which || reached->from == source::assumed) continue;
        const bool wrong = other < which ? reached->at > at : reached->at < at;
        // Pages, looks and finds overlap in life; beginning, detection, mitigation and what follows
        // do not.
        const auto strict = [](milestone m) {
            return m <= milestone::detected || m >= milestone::mitigated;
        };
        if (wrong && strict(other) && strict(which))
            return "`" + std::string(name_of(which)) + "` at " + format_date_hhmm(at) +
                   " UTC would be " + (other < which ? "before `" : "after `") +
                   std::string(name_of(other)) + "` (" + format_date_hhmm(reached->at) +
                   " UTC). Nothing was changed; correct the other one first if that is the wrong "
                   "one.";
    }
    return std::nullopt;
}

decision set_milestone(command_call& call, milestone which) {
    if (which == milestone::resolved) return run_resolve(call);
    auto said = take_trailing_time(call.args.text(), call.when());
    if (!said) return refuse(said.error().detail);
    const auto& in = *call.target;
    if (in.state == lifecycle::resolved && !said->at)
        return refuse(std::string(sentence_for(legal::needs_time)));

    const instant at = said->at.value_or(call.now());
    const auto& before = in.reached(which);
    const bool assumed_before = before && before->from == source::assumed;
    const bool again = before && !assumed_before && !said->at;
    if (said->at)
        if (auto wrong = impossible_order(in, which, at)) return refuse(std::move(*wrong));

    auto d = call.start();
    d.facts.push_back(
        {milestone_set{which, at, source::command, said->rest, again}, 0, {}, {}, {}, {}}
    );
    auto text = "**" + std::string(name_of(which)) + "** at " + said_at(at, call.now()) + " by " +
                call.who().name;
    if (!said->rest.empty()) text += ": " + said->rest;
    if (again) text += " (again)";
    if (said->at && before && !again) text += " (was " + said_at(before->at, call.now()) + ")";
    say(d, call, std::move(text));
    return d;
}

}  // namespace

decision run_milestone(command_call& call) {
    return set_milestone(call, *milestone_named(call.verb_typed));
}

decision run_status(command_call& call) {
    const auto word = call.args.take_word();
    if (!word) {
        const auto& in = *call.target;
        const auto status = in.status();
        return tell_privately(
            to_label(in.id) + " is " +
            (in.state == lifecycle::resolved ? "resolved"
             : status                        ? std::string(name_of(*status))
                                             : "open") +
            ". Set a milestone with `/incident status MILESTONE`: " +
            "started, detected, paged, investigating, identified, mitigated, recovered."
        );
    }
    const auto which = milestone_named(*word);
    if (!which) {
        const auto meant = nearest(*word, milestone_names);
        return refuse(
            "`" + shorten(*word, 40) + "` is not a milestone. " +
            (meant.empty() ? "" : "Did you mean `" + std::string(meant) + "`? ") +
            "There are: started, detected, paged, investigating, identified, mitigated, recovered, "
            "resolved."
        );
    }
    return set_milestone(call, *which);
}

}  // namespace bot
