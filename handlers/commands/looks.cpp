// `list`, `show`, `find`, `stats`, `help`, `doctor`: answers for the one who asks; nothing changes.
#include "bot/base/text.hpp"
#include "bot/incident/metrics.hpp"
#include "handlers/commands/commands.hpp"
#include "handlers/commands/forms.hpp"
#include "handlers/views.hpp"

#include <algorithm>
#include <charconv>

namespace bot {
namespace {

constexpr std::size_t lines_shown = 20;
constexpr std::size_t hits_weighed = 10'000;

std::string how_to_get_more(std::string_view word) {
    return "`/incident help " + std::string(word) + "`";
}

decision help_for(std::string_view word) {
    const auto* row = find_command(word);
    if (!row) {
        std::vector<std::string_view> words;
        for (const auto& known : commands()) words.push_back(known.word);
        const auto meant = nearest(word, words);
        return refuse(
            "There is no `" + shorten(word, 40) + "`. " +
            (meant.empty() ? "" : "Did you mean " + how_to_get_more(meant) + "? ") +
            "`/incident help` lists all."
        );
    }
    auto text = "`/incident " + std::string(row->usage) + "`: " + std::string(row->summary) + ".";
    if (!row->more.empty()) text += "\n" + std::string(row->more);
    if (row->usage.find("TIME") != row->usage.npos)
        text +=
            "\nTIME the way you would say it: `at 19:08`, `10m ago`, `yesterday 23:50`, `at "
            "2025-09-27T19:08Z`. All times are UTC.";
    return tell_privately(std::move(text));
}

}  // namespace

decision run_help(command_call& call) {
    if (const auto word = call.args.take_word()) return help_for(*word);
    std::string text =
        "I keep the record. Everything said in an incident's room is written down; 📌 a message to "
        "put it on the timeline.";
    std::string_view group;
    for (const auto& row : commands()) {
        if (row.group != group) {
            group = row.group;
            text += "\n\n**" + std::string(group) + "**";
        }
        text += "\n- `" + std::string(row.word) + "` " + std::string(row.summary);
    }
    return tell_privately(text + "\n\n`/incident help VERB` tells how a verb is used.");
}

decision run_doctor(command_call& call) {
    const auto open = call.here.look.open_briefs().size();
    return tell_privately(
        "I am here, and what you type is stored: " + std::to_string(open) +
        (open == 1 ? " incident is" : " incidents are") + " open. It is " +
        format_rfc3339(std::chrono::floor<seconds>(call.now())) +
        " for me. `scribe check` on the host looks at configuration and templates."
    );
}

decision run_list(command_call& call) {
    std::string text;
    std::size_t shown = 0, more = 0;
    for (const auto& brief : call.here.look.open_briefs()) {
        if (!may_read(brief, call.rules(), call.who())) continue;
        if (shown == lines_shown) {
            ++more;
            continue;
        }
        text += "\n- " + brief_line(brief, call.now());
        ++shown;
    }
    if (shown == 0)
        return tell_privately(
            "No incident is open. `/incident declare TITLE` starts one; `/incident find WORDS` "
            "searches the old ones."
        );
    if (more) text += "\n- … and " + std::to_string(more) + " more";
    return tell_privately("Open incidents, newest first:" + text);
}

decision run_show(command_call& call) {
    return tell_privately(
        card_text(*call.target, call.rules()) + "\n\n" + actions_text(*call.target, call.rules())
    );
}

decision run_find(command_call& call) {
    const auto words = call.args.text();
    if (words.size() < 2) return with_form(call, refuse("Search for what? `/incident find WORDS`"));
    std::vector<incident_brief> briefs = call.here.look.briefs();
    std::string text;
    std::size_t shown = 0;
    // Hits in private incidents are left out after the search: they must not crowd out the others.
    const bool all_readable = std::all_of(briefs.begin(), briefs.end(), [&](const auto& brief) {
        return may_read(brief, call.rules(), call.who());
    });
    for (const auto& hit :
         call.here.look.search(words, all_readable ? lines_shown : hits_weighed)) {
        const auto brief = std::find_if(briefs.begin(), briefs.end(), [&](const auto& b) {
            return b.id == hit.incident;
        });
        if (brief == briefs.end() || !may_read(*brief, call.rules(), call.who()) ||
            shown == lines_shown)
            continue;
        text += "\n- " + to_label(hit.incident) + " " + format_date_hhmm(hit.at) +
                (hit.who.empty() ? "" : " " + hit.who) + ": " +
                shorten(replace_all(hit.text, "\n", " "), 120);
        ++shown;
    }
    if (shown == 0) return tell_privately("Nothing was found for `" + shorten(words, 60) + "`.");
    return tell_privately("Found for `" + shorten(words, 60) + "`, newest first:" + text);
}

decision run_stats(command_call& call) {
    int days = 90;
    if (const auto word = call.args.take_word()) {
        const auto digits = word->ends_with('d') ? word->substr(0, word->size() - 1) : *word;
        const auto [end, problem] =
            std::from_chars(digits.data(), digits.data() + digits.size(), days);
        if (problem != std::errc() || end != digits.data() + digits.size() || days < 1 ||
            days > 3650)
            return refuse(
                "`" + shorten(*word, 20) +
                "` is not a number of days; say it like `/incident stats 30d`."
            );
    }
    std::vector<incident_brief> counted;
    for (auto& brief : call.here.look.briefs()) {
        const bool recent = brief.declared_at >= call.now() - std::chrono::days(days);
        if (recent && may_read(brief, call.rules(), call.who()))
            counted.push_back(std::move(brief));
    }
    const auto figures = statistics(counted);
    std::string text = "The last " + std::to_string(days) +
                       " days: " + std::to_string(figures.incidents) +
                       (figures.incidents == 1 ? " incident" : " incidents") + ", drills left out.";
    for (std::size_t i = 0; i < metric_count; ++i) {
        const auto& found = figures.metrics[i];
        text += "\n- " + std::string(name_of(static_cast<metric>(i))) + ": ";
        text += found.n == 0
                    ? std::string("nothing known yet")
                    : "median " + format_duration(*found.median) + ", 90 % within " +
                          format_duration(*found.p90) + " (n = " + std::to_string(found.n) + ")";
    }
    return tell_privately(std::move(text));
}

}  // namespace bot
