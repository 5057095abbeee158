// `severity`, `update`, `page`: what the incident's surroundings are told.
#include "bot/base/text.hpp"
#include "handlers/commands/commands.hpp"
#include "handlers/commands/forms.hpp"

namespace bot {
namespace {

std::string names_of(const std::vector<severity_level>& levels) {
    std::string names;
    for (const auto& level : levels) names += (names.empty() ? "" : ", ") + level.name;
    return names;
}

// A team's name may have blanks; one nobody has configured is a word.
std::string team_in(command_call& call) {
    const auto text = call.args.text() + " ";
    for (const auto& team : call.rules().teams)
        if (equal_ignoring_case(text.substr(0, team.name.size() + 1), team.name + " "))
            return team.name;
    const auto named = call.args.take_person();
    return named ? named->name : "";
}

}  // namespace

decision run_severity(command_call& call) {
    const auto& rules = call.rules();
    if (!may(rules.may_change_severity, call.who()))
        return refuse(
            "You may not change the severity. Ask one of: " +
            join(rules.may_change_severity, ", ") + "."
        );
    const auto word = call.args.take_word();
    if (!word)
        return with_form(
            call,
            refuse(
                "Say which: `/incident severity P2 [REASON]`. There are " +
                names_of(rules.severities) + "."
            )
        );
    for (const auto& level : rules.severities) {
        if (!equal_ignoring_case(level.name, *word)) continue;
        if (level.name == call.target->severity)
            return tell_privately("It is " + level.name + " already; nothing was changed.");
        const auto reason = call.args.text();
        auto d = call.start();
        d.facts.push_back({severity_changed{level.name, reason}, 0, {}, {}, {}, {}});
        say(d,
            call,
            "**Severity " + call.target->severity + " → " + level.name + "** by " +
                call.who().name + (reason.empty() ? "" : ": " + reason));
        return d;
    }
    return refuse(
        "`" + shorten(*word, 40) + "` is not a severity. There are " + names_of(rules.severities) +
        "."
    );
}

decision run_update(command_call& call) {
    const auto text = call.args.text();
    if (text.empty())
        return with_form(
            call, refuse("What should the stakeholders know? `/incident update TEXT`")
        );
    const auto& in = *call.target;
    auto d = call.start();
    d.facts.push_back({update_posted{text}, 0, {}, {}, {}, {}});
    if (in.state == lifecycle::open && call.rules().update_every.count() > 0)
        d.timers.push_back({"update", call.now() + call.rules().update_every});
    const auto& channel = call.rules().broadcast_channel;
    if (!in.is_private && !channel.empty())
        post_to_channel(
            d,
            in,
            channel,
            "**" + to_label(in.id) + "** " + in.severity + " " + in.title + ": " + text
        );
    say(d, call, "**Update** by " + call.who().name + ": " + text);
    if (in.is_private)
        whisper(
            d, "The incident is private: the update stands on its timeline, it was not broadcast."
        );
    return d;
}

decision run_page(command_call& call) {
    const auto team = team_in(call);
    if (team.empty()) return with_form(call, refuse("Say whom: `/incident page TEAM [TEXT]`"));
    return refuse(
        "No pager is configured, nobody was paged. Call " + team +
        " the way you are used to, then record it with `/incident paged`."
    );
}

}  // namespace bot
