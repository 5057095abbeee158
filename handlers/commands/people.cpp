// `role`, `take`, `handover`, `catchup`: who does what, and what they need to know.
#include "bot/base/text.hpp"
#include "handlers/commands/commands.hpp"
#include "handlers/commands/forms.hpp"
#include "handlers/views.hpp"

#include <algorithm>

namespace bot {
namespace {

std::string instructions_for(std::string_view role) {
    if (role == "lead")
        return "You lead. Decide, delegate, keep your hands off the keyboards. `/incident catchup` "
               "tells where things stand, "
               "`/incident update TEXT` tells the stakeholders, `/incident resolve` closes.";
    if (role == "comms")
        return "You speak to the outside. `/incident update TEXT` goes to the broadcast channel "
               "and onto the timeline.";
    if (role == "scribe")
        return "The record is kept for you; pin or react with 📌 to what matters, and fill in "
               "`/incident impact` and `/incident rootcause`.";
    if (role == "ops")
        return "You change systems. Say what you are about to do before you do it; `/incident fix "
               "TEXT` writes it down.";
    return "You have the role `" + std::string(role) +
           "`. `/incident catchup` tells where things stand.";
}

std::optional<std::string> known_role(const settings& rules, std::string_view word) {
    for (const auto& role : rules.roles)
        if (equal_ignoring_case(role, word)) return role;
    return std::nullopt;
}

decision unknown_role(const settings& rules, std::string_view word) {
    std::vector<std::string_view> names(rules.roles.begin(), rules.roles.end());
    const auto meant = nearest(word, names);
    return refuse(
        "There is no role `" + shorten(word, 40) + "`. " +
        (meant.empty() ? "" : "Did you mean `" + std::string(meant) + "`? ") +
        "There are: " + join(rules.roles, ", ") + "."
    );
}

// Whoever says their own name means themselves; an id says who is meant, whatever the name.
person meant_by(const command_call& call, const person& named) {
    const auto& self = call.who();
    const bool only_named = named.id == named.name;
    const bool is_self =
        named.id == self.id || (only_named && equal_ignoring_case(named.name, self.name));
    return is_self ? self : named;
}

decision give(command_call& call, const std::string& role, const person& to) {
    const auto& in = *call.target;
    const auto held = in.roles.find(role);
    if (held != in.roles.end() && held->second == to)
        return tell_privately(to.name + " has the role " + role + " already; nothing was changed.");
    auto d = call.start();
    d.facts.push_back({role_given{role, to}, 0, {}, {}, {}, {}});
    say(d,
        call,
        "**" + role + "** is now " + to.name +
            (to == call.who() ? "" : " (given by " + call.who().name + ")"));
    if (to == call.who()) {
        whisper(d, instructions_for(role));
    } else {
        invite_to_room(d, call, to);
        post_to_person(d, call, to, instructions_for(role));
    }
    return d;
}

}  // namespace

decision run_role(command_call& call) {
    const auto role_word = call.args.take_word();
    const auto who = call.args.take_person();
    const auto role = known_role(call.rules(), role_word.value_or(""));
    if (!role_word || !who)
        return with_form(
            call,
            refuse(
                "Say the role and whom: `/incident role lead @ana`. There are: " +
                join(call.rules().roles, ", ") + "."
            ),
            role.value_or("")
        );
    if (!role) return unknown_role(call.rules(), *role_word);
    if (!call.args.empty())
        return refuse("One person for a role: `/incident role " + *role + " @ana`.");
    return give(call, *role, meant_by(call, *who));
}

decision run_take(command_call& call) {
    const auto role_word = call.args.take_word();
    if (!role_word)
        return with_form(
            call,
            refuse(
                "Which role? `/incident take lead`. There are: " + join(call.rules().roles, ", ") +
                "."
            )
        );
    const auto role = known_role(call.rules(), *role_word);
    if (!role) return unknown_role(call.rules(), *role_word);
    return give(call, *role, call.who());
}

decision run_handover(command_call& call) {
    const auto who = call.args.take_person();
    if (!who || !call.args.empty()) {
        auto how = refuse("Say to whom: `/incident handover @ana`.");
        return who ? how : with_form(call, std::move(how));
    }
    const auto to = meant_by(call, *who);
    const auto& in = *call.target;
    if (const auto* lead = in.lead(); lead && *lead == to)
        return tell_privately(to.name + " leads already; nothing was changed.");
    auto d = call.start();
    d.facts.push_back({role_given{"lead", to}, 0, {}, {}, {}, {}});
    d.facts.push_back({handed_over{to}, 0, {}, {}, {}, {}});
    say(d, call, "**lead** is now " + to.name + " (handed over by " + call.who().name + ")");
    const auto brief = "You take over " + to_label(in.id) + " from " + call.who().name + ".\n\n" +
                       brief_text(in, call.rules(), call.now(), true) +
                       "\n\n`/incident action list` shows what is to be done. " +
                       instructions_for("lead");
    if (to == call.who()) {
        whisper(d, brief);
    } else {
        invite_to_room(d, call, to);
        post_to_person(d, call, to, brief);
        whisper(d, to.name + " was briefed privately.");
    }
    return d;
}

decision run_catchup(command_call& call) {
    const auto& in = *call.target;
    const auto seen = in.seen_up_to.find(call.who().id);
    const auto since = seen == in.seen_up_to.end() ? 0 : seen->second;
    const auto messages = call.here.look.messages_since(in.id, since);
    auto d = call.start();
    d.facts.push_back({caught_up{}, 0, {}, {}, {}, {}});
    d.reply = answer{catch_up_text(in, call.rules(), call.now(), since, messages), false, true};
    return d;
}

}  // namespace bot
