// `status` and the milestones as verbs of their own.
#include "bot/base/text.hpp"
#include "handlers/commands/commands.hpp"
#include "handlers/commands/forms.hpp"

#include <algorithm>

namespace bot {
namespace {

// A button pressed twice, or by two people at once.
constexpr std::chrono::seconds one_press{10};

// When the round at hand began; before the first reopening, ever.
instant round_began(const incident& in) {
    return in.intervals.size() > 1 ? in.intervals.back().from : instant::min();
}

// What began an incident lies behind whoever is dealing with it.
bool is_beginning(milestone m) {
    return m <= milestone::detected;
}

// A correction must leave an order that can be: what has a known time on either side stays there.
std::optional<std::string> impossible_order(const incident& in, milestone which, instant at) {
    for (std::size_t i = 0; i < milestone_count; ++i) {
        const auto other = static_cast<milestone>(i);
        const auto& reached = in.reached(other);
        if (!reached || other == which || reached->from == source::assumed) continue;
        if (at >= round_began(in) && reached->at < round_began(in)) continue;
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
                   " UTC). Nothing was changed";
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
    const bool new_round = before && before->at < round_began(in) && at >= round_began(in);
    const bool again = before && !assumed_before && (!said->at || new_round);
    const bool bare = !said->at && said->rest.empty();
    if (again && bare && in.status() == which && at - before->at < one_press)
        return tell_privately(
            "`" + std::string(name_of(which)) + "` stands at " + said_at(before->at, call.now()) +
            " already; nothing was changed."
        );
    if (said->at || (!before && is_beginning(which)))
        if (const auto wrong = impossible_order(in, which, at))
            return refuse(
                *wrong + (said->at ? "; correct the other one first if that is the wrong one."
                                   : "; say when it was: `/incident " +
                                         std::string(name_of(which)) + " at HH:MM`.")
            );
    // A time alone corrects the time; what was said with the milestone stays.
    if (said->rest.empty() && before && !again) said->rest = before->note;

    auto d = call.start();
    d.facts.push_back(
        {milestone_set{which, at, source::command, said->rest, again}, 0, {}, {}, {}, {}}
    );
    auto text = "**" + std::string(name_of(which)) + "** at " + said_at(at, call.now()) + " by " +
                call.who().name;
    if (!said->rest.empty()) text += ": " + said->rest;
    if (again) text += " (again)";
    if (said->at && before && !assumed_before && !again)
        text += " (was " + said_at(before->at, call.now()) + ")";
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
        return with_form(
            call,
            tell_privately(
                to_label(in.id) + " is " +
                (in.state == lifecycle::resolved ? "resolved"
                 : status                        ? std::string(name_of(*status))
                                                 : "open") +
                ". Set a milestone with `/incident status MILESTONE`: " +
                "started, detected, paged, investigating, identified, mitigated, recovered."
            )
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
