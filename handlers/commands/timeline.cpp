// `timeline`: looking at the record and curating it. What was there before stays in the raw log.
#include "bot/base/text.hpp"
#include "handlers/commands/commands.hpp"
#include "handlers/views.hpp"

#include <charconv>

namespace bot {
namespace {

constexpr std::string_view usage =
    "`/incident timeline`, `timeline edit N TEXT`, `timeline move N TIME`, `timeline hide N`, "
    "`timeline show N`";

int number_in(std::string_view word) {
    if (word.starts_with('#')) word.remove_prefix(1);
    int number = 0;
    const auto [end, problem] = std::from_chars(word.data(), word.data() + word.size(), number);
    return problem == std::errc() && end == word.data() + word.size() ? number : 0;
}

// The current row of a milestone is the milestone: curating one changes the other. A reopened
// incident's resolution is history, a row like others.
const moment* milestone_behind(const incident& in, const timeline_row& row) {
    if (!row.of || (*row.of == milestone::resolved && in.state != lifecycle::resolved))
        return nullptr;
    const auto& reached = in.reached(*row.of);
    return reached && reached->row == row.number ? &*reached : nullptr;
}

// The words of a message are not said again: deleting it has to delete them everywhere.
std::string naming(const timeline_row& row, const settings& rules) {
    return row.origin ? "a message by " + row.by.name : row_text(row, rules);
}

decision edit(command_call& call, const timeline_row& row) {
    const auto text = call.args.text();
    if (text.empty())
        return refuse(
            "What should it say? `/incident timeline edit " + std::to_string(row.number) + " TEXT`"
        );
    auto d = call.start();
    if (const auto* reached = milestone_behind(*call.target, row)) {
        d.facts.push_back(
            {milestone_set{*row.of, reached->at, reached->from, text, false}, 0, {}, {}, {}, {}}
        );
    } else {
        d.facts.push_back({row_reworded{row.number, text, false}, row.origin, {}, {}, {}, {}});
    }
    say(d,
        call,
        "Row " + std::to_string(row.number) + " now says: " + text + " (" + call.who().name + ")");
    return d;
}

decision move(command_call& call, const timeline_row& row) {
    const auto at = parse_said_time(call.args.text(), call.when());
    if (!at) return refuse(at.error().detail);
    const auto& in = *call.target;
    auto d = call.start();
    if (milestone_behind(in, row)) {
        command_call again(
            call.here,
            call.in,
            name_of(*row.of),
            arguments("at " + format_rfc3339(at->at) + " "),
            call.target
        );
        again.args = arguments(row.text + " at " + format_rfc3339(at->at));
        return run_milestone(again);
    }
    d.facts.push_back({row_moved{row.number, at->at}, 0, {}, {}, {}, {}});
    say(d,
        call,
        "Row " + std::to_string(row.number) + " moved to " + format_date_hhmm(at->at) + " UTC (" +
            call.who().name + ")");
    return d;
}

decision flag(
    command_call& call, const timeline_row& row, event what, bool already, std::string_view done
) {
    if (already)
        return tell_privately(
            "Row " + std::to_string(row.number) + " is " + std::string(done) +
            " already; nothing was changed."
        );
    auto d = call.start();
    d.facts.push_back({std::move(what), 0, {}, {}, {}, {}});
    say(d,
        call,
        "Row " + std::to_string(row.number) + " is now " + std::string(done) + " (" +
            call.who().name + "): " + naming(row, call.rules()));
    return d;
}

}  // namespace

decision run_timeline(command_call& call) {
    const auto word = lower_ascii(call.args.take_word().value_or(""));
    if (word.empty()) return tell_privately(timeline_text(*call.target, call.rules()));
    constexpr std::string_view known[] = {"edit", "move", "hide", "show", "external", "internal"};
    if (std::find(std::begin(known), std::end(known), word) == std::end(known)) {
        const auto meant = nearest(word, known);
        return refuse(
            (meant.empty() ? std::string() : "Did you mean `timeline " + std::string(meant) + "`? "
            ) +
            "Say " + std::string(usage) + "."
        );
    }
    const auto typed = call.args.take_word().value_or("");
    const auto* row = call.target->find_row(number_in(typed));
    if (!row || row->erased || row->withdrawn)
        return refuse(
            (typed.empty() ? std::string("Say which row.")
                           : "There is no row `" + shorten(typed, 20) + "`.") +
            " `/incident timeline` shows their numbers."
        );
    const int n = row->number;
    if (word == "edit") return edit(call, *row);
    if (word == "move") return move(call, *row);
    if (word == "hide") return flag(call, *row, row_hidden{n}, row->hidden, "hidden");
    if (word == "show") return flag(call, *row, row_shown{n}, !row->hidden, "shown");
    if (word == "external")
        return flag(call, *row, row_marked{n, true}, row->external, "for customers, too");
    return flag(call, *row, row_marked{n, false}, !row->external, "internal");
}

}  // namespace bot
