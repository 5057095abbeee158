// `resolve`, `reopen`, `rca`: the end of an incident and its document.
#include "bot/base/text.hpp"
#include "bot/incident/rca_model.hpp"
#include "bot/incident/rooms.hpp"
#include "handlers/commands/commands.hpp"
#include "handlers/commands/forms.hpp"
#include "handlers/views.hpp"

#include <algorithm>

namespace bot {
namespace {

// What nobody told, from what is known: the times needed to count with, labelled as assumed.
std::vector<milestone_set> assumed_milestones(const incident& in, instant resolved_at) {
    std::vector<milestone_set> filled;
    const auto fill = [&](milestone which, instant at) {
        if (!in.reached(which)) filled.push_back({which, at, source::assumed, {}, false});
    };
    // Nobody says when it was noticed: at the latest when the first thing was done about it.
    instant first = in.declared_at;
    for (const auto which :
         {milestone::paged, milestone::investigating, milestone::identified, milestone::mitigated})
        if (const auto& reached = in.reached(which); reached && reached->at < first)
            first = reached->at;
    fill(milestone::detected, first);
    const auto& recovered = in.reached(milestone::recovered);
    fill(milestone::mitigated, recovered ? recovered->at : resolved_at);
    fill(milestone::recovered, resolved_at);
    return filled;
}

void publish(
    decision& d, const incident& in, const settings& rules, const std::string& template_name
) {
    for (auto& one : rca_effects(in, rules, {template_name}, "rca"))
        d.effects.push_back(std::move(one));
}

// Times that cannot be are told, never a reason not to close.
std::string order_warning(const incident& in, instant resolved_at) {
    const moment* before = nullptr;
    std::string_view before_name;
    const auto began = in.intervals.size() > 1 ? in.intervals.back().from : instant::min();
    for (std::size_t i = 0; i + 1 < milestone_count; ++i) {
        const auto& reached = in.milestones[i];
        if (!reached || reached->from == source::assumed || reached->at < began) continue;
        const auto name = name_of(static_cast<milestone>(i));
        if (reached->at > resolved_at)
            return "`" + std::string(name) + "` (" + format_date_hhmm(reached->at) +
                   " UTC) is after the resolution; correct it with `/incident " +
                   std::string(name) + " at HH:MM`.";
        if (before && reached->at < before->at)
            return "`" + std::string(name) + "` (" + format_date_hhmm(reached->at) +
                   " UTC) is before `" + std::string(before_name) +
                   "`; correct the one that is wrong.";
        before = &*reached;
        before_name = name;
    }
    return {};
}

std::string closing_list(
    const incident& in, const settings& rules, const std::vector<milestone_set>& assumed
) {
    std::string list;
    for (const auto& one : assumed)
        list += "\n- `" + std::string(name_of(one.which)) + "` was never said; assumed " +
                format_date_hhmm(one.at) + " UTC. When was it? `/incident " +
                std::string(name_of(one.which)) + " at HH:MM`";
    for (const auto& item : in.actions)
        if (!item.removed && !item.done && item.owner.empty())
            list += "\n- Action " + std::to_string(item.number) +
                    " has no owner: " + shorten(item.text, 80);
    for (const auto& question : open_questions(in, rules)) {
        const bool about_time = milestone_named(question.key).has_value();
        const bool about_owner = question.key == "action_owner" || question.key == "owner";
        if (!about_time && !about_owner) list += "\n- " + question.prompt;
    }
    return list;
}

decision correct_resolution(command_call& call, instant at, const std::string& note) {
    auto d = call.start();
    d.facts.push_back(
        {milestone_set{milestone::resolved, at, source::command, note, false}, 0, {}, {}, {}, {}}
    );
    say(d, call, "**resolved** corrected to " + format_date_hhmm(at) + " UTC by " + call.who().name
    );
    return d;
}

}  // namespace

// Of a record that ends somewhere: nobody said that it was over then.
source source_of_end(const command_call& call, bool is_told) {
    const auto* said = std::get_if<in_command>(&call.in.what);
    return said && said->at_is_assumed && !is_told ? source::assumed : source::command;
}

decision run_resolve(command_call& call) {
    const auto& in = *call.target;
    const auto& rules = call.rules();
    if (!may(rules.may_resolve, call.who()))
        return refuse(
            "You may not resolve incidents. Ask one of: " + join(rules.may_resolve, ", ") + "."
        );
    if (call.verb_typed == "resolve" && call.args.empty() && takes_form(call))
        return with_form(
            call,
            tell_privately(
                to_label(in.id) + " is still open. `/incident resolve SUMMARY` closes it."
            )
        );
    auto said = take_trailing_time(call.args.text(), call.when());
    if (!said) return refuse(said.error().detail);
    if (in.state == lifecycle::resolved) {
        if (said->at) return correct_resolution(call, *said->at, said->rest);
        return refuse(std::string(sentence_for(legal::already_resolved)));
    }
    const instant at = said->at.value_or(call.now());
    const auto& before = in.reached(milestone::resolved);
    const auto assumed = assumed_milestones(in, at);
    auto d = call.start();
    resolved closing{said->rest, {}};
    for (const auto& one : assumed) {
        d.facts.push_back({one, 0, {}, {}, {}, {}});
        closing.assumed.push_back(one.which);
    }
    d.facts.push_back(
        {milestone_set{
             milestone::resolved,
             at,
             source_of_end(call, said->at.has_value()),
             {},
             before.has_value()},
         0,
         {},
         {},
         {},
         {}}
    );
    d.facts.push_back({std::move(closing), 0, {}, {}, {}, {}});
    d.timers.push_back({"update", std::nullopt});

    const auto& detected = in.reached(milestone::detected);
    auto text = "**Resolved** " + (said->at ? "at " + said_at(at, call.now()) + " " : "") + "by " +
                call.who().name;
    if (detected && detected->from != source::assumed && at > detected->at)
        text += " after " + format_duration(at - detected->at);
    if (!said->rest.empty()) text += ": " + said->rest;
    if (!in.is_private && !rules.broadcast_channel.empty())
        post_to_channel(
            d,
            in,
            rules.broadcast_channel,
            "**" + to_label(in.id) + "** " + in.severity + " " + in.title + ": resolved"
        );
    say(d, call, std::move(text));
    publish(d, in, rules, template_of(in, rules));
    if (!said->rest.empty() && !in.told(section::summary).empty())
        whisper(
            d, "The summary told before was replaced; `/incident summary TEXT` replaces it anew."
        );
    if (const auto warning = order_warning(in, at); !warning.empty()) whisper(d, warning);
    if (const auto list = closing_list(in, rules, assumed); !list.empty())
        whisper(d, "The RCA is being written. Still open, now or tomorrow morning:" + list);
    return d;
}

decision run_reopen(command_call& call) {
    const auto reason = call.args.text();
    const auto& allowed = call.rules().may_resolve;
    if (!may(allowed, call.who()))
        return refuse("You may not reopen incidents. Ask one of: " + join(allowed, ", ") + ".");
    if (reason.empty()) return with_form(call, refuse("Why? `/incident reopen REASON`"));
    const auto& in = *call.target;
    auto d = call.start();
    d.facts.push_back({reopened{reason}, 0, {}, {}, {}, {}});
    if (call.rules().update_every.count() > 0)
        d.timers.push_back({"update", call.now() + call.rules().update_every});
    if (!in.is_private && !call.rules().broadcast_channel.empty())
        post_to_channel(
            d,
            in,
            call.rules().broadcast_channel,
            "**" + to_label(in.id) + "** " + in.severity + " " + in.title + ": reopened, " + reason
        );
    say(d, call, "**Reopened** by " + call.who().name + ": " + reason);
    return d;
}

decision run_rca(command_call& call) {
    auto& args = call.args;
    rca_told told;
    auto author = args.take_option("author");
    if (!author) return refuse(author.error().detail);
    auto date = args.take_option("date");
    if (!date) return refuse(date.error().detail);
    auto template_name = args.take_option("template");
    if (!template_name) return refuse(template_name.error().detail);
    if (*author) told.author = std::string(trim(**author));
    if (*date) {
        if (!(*date)->empty())
            if (const auto day = parse_date(**date); !day) return refuse(day.error().detail);
        told.date = **date;
    }
    if (*template_name) told.template_name = std::string(trim(**template_name));
    const auto word = lower_ascii(args.take_word().value_or(""));
    if ((!word.empty() && word != "preview" && word != "publish") || !args.empty())
        return refuse(
            "`" + shorten(word + (args.empty() ? "" : " " + args.text()), 60) +
            "` is not understood. `/incident rca [preview|publish] [template=…] [author=…] "
            "[date=…]`"
        );

    const auto& in = *call.target;
    auto d = call.start();
    const auto named = told.template_name && !told.template_name->empty()
                           ? *told.template_name
                           : template_of(in, call.rules());
    // Looking at it another way does not change how it is published.
    if (word == "preview") told.template_name.reset();
    const bool tells = told.author || told.date || told.template_name;
    if (tells) d.facts.push_back({told, 0, {}, {}, {}, {}});
    if (word == "preview") {
        d.effects.push_back(
            {0,
             in.id,
             call.in.platform,
             to_person{call.who(), call.in.channel},
             publish_rca{named, false},
             {}}
        );
        whisper(
            d,
            "The preview of " + to_label(in.id) + " (" + named + ") is on its way, for you alone."
        );
        return d;
    }
    d.facts.push_back({rca_requested{named}, 0, {}, {}, {}, {}});
    publish(d, in, call.rules(), named);
    auto text = "**RCA** (" + named + ") asked for by " + call.who().name;
    if (told.author)
        text += ", author " + (told.author->empty() ? "back to the default" : *told.author);
    if (told.date) text += ", dated " + (told.date->empty() ? "by default" : *told.date);
    say(d, call, std::move(text));
    return d;
}

}  // namespace bot
