// `action`: what is to be done afterwards.
#include "bot/base/text.hpp"
#include "handlers/commands/commands.hpp"
#include "handlers/commands/forms.hpp"
#include "handlers/views.hpp"

#include <charconv>

namespace bot {
namespace {

constexpr std::string_view usage =
    "`/incident action add P1 TEXT [owner=…] [due=YYYY-MM-DD]`, `action done 3` or `action list`";

decision done(command_call& call) {
    const auto word = call.args.take_word().value_or("");
    int number = 0;
    const auto digits = std::string_view(word).substr(word.starts_with('#') ? 1 : 0);
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const auto* item = call.target->find_action(number);
    if (!item || item->removed)
        return refuse(
            "There is no action `" + shorten(word, 20) +
            "`. `/incident action list` shows their numbers."
        );
    if (item->done)
        return tell_privately(
            "Action " + std::to_string(number) + " is done already; nothing was changed."
        );
    auto d = call.start();
    d.facts.push_back({action_done{number}, 0, {}, {}, {}, {}});
    // The words of a message are not said again: deleting it has to delete them everywhere.
    say(d,
        call,
        "**Action " + std::to_string(number) + " done** by " + call.who().name +
            (item->origin ? "" : ": " + item->text));
    return d;
}

}  // namespace

result<action_added> read_action(arguments& args, const settings& rules) {
    action_added action;
    auto owner = args.take_person_option("owner");
    if (!owner) return tl::unexpected(owner.error());
    auto due = args.take_option("due");
    if (!due) return tl::unexpected(due.error());
    if (*owner) action.owner = (*owner)->name;
    if (*due) {
        const auto day = parse_date(trim(**due));
        if (!day)
            return fail(
                errc::invalid,
                "`" + shorten(**due, 40) +
                    "` is not a date of the calendar; write it like `due=2025-10-04` "
                    "(due=YYYY-MM-DD), or leave it out: the priority decides."
            );
        action.due = *day;
    }
    action.priority = rules.default_severity;
    if (const auto word = args.peek_word())
        for (const auto& level : rules.severities)
            if (equal_ignoring_case(level.name, *word)) {
                action.priority = level.name;
                args.take_word();
                break;
            }
    const auto set_apart = args.take_lone_option("text");
    action.text = set_apart ? *set_apart : args.text();
    if (action.text.empty())
        return fail(errc::invalid, "What is to be done? " + std::string(usage));
    return action;
}

decision run_action(command_call& call) {
    const auto word = lower_ascii(call.args.peek_word().value_or("list"));
    if (word == "list") return tell_privately(actions_text(*call.target, call.rules()));
    if (word == "done") {
        call.args.take_word();
        return done(call);
    }
    if (word != "add") return refuse("Say " + std::string(usage) + ".");
    call.args.take_word();
    auto action = read_action(call.args, call.rules());
    if (!action) {
        const bool lacks_text = call.args.empty();
        auto d = refuse(action.error().detail);
        return lacks_text ? with_form(call, std::move(d)) : d;
    }
    auto d = call.start();
    const auto number = call.target->actions.size() + 1;
    auto text =
        "**Action " + std::to_string(number) + "** " + action->priority + ": " + action->text;
    if (!action->owner.empty()) text += " (" + action->owner + ")";
    if (action->due) text += ", due " + format_date(*action->due);
    d.facts.push_back({std::move(*action), 0, {}, {}, {}, {}});
    say(d, call, std::move(text));
    return d;
}

}  // namespace bot
