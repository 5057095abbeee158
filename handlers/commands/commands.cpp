#include "handlers/commands/commands.hpp"

#include "bot/base/text.hpp"
#include "handlers/commands/mentions.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace bot {
namespace {

// clang-format off
constexpr command_row table[] = {
    {"declare", verb::declare, "incident",
     "declare [P1..P4] TITLE [in SERVICE] [service=S] [services=a,b] [category=C] [started=TIME] [private] [drill]",
     "starts an incident, with a channel of its own",
     "A title left out gets one. `in SERVICE` at the end names the primary service when the catalogue knows it; `service=S` always does. `title=\"…\"` holds a title that has words like these in it.",
     run_declare},
    {"resolve", verb::resolve, "incident", "resolve [SUMMARY]",
     "closes the incident and writes the RCA",
     "Never blocked: what is missing is filled in where it can be, labelled `assumed`, and listed for you.", run_resolve},
    {"reopen", verb::reopen, "incident", "reopen REASON", "opens a resolved incident again; both intervals are kept", "", run_reopen},
    {"severity", verb::severity, "incident", "severity P2 [REASON]", "changes the severity", "", run_severity},
    {"update", verb::update, "incident", "update TEXT", "tells the stakeholders, in the broadcast channel", "", run_update},
    {"follow", verb::follow, "incident", "follow #7", "follows the incident from this channel, too",
     "What is said here from now on belongs to the incident and is shown in its other rooms, and theirs here. A private incident is followed by its lead alone, from a private channel.", run_follow},
    {"unfollow", verb::unfollow, "incident", "unfollow", "lets this channel go", "What was said here stays in the record.", run_unfollow},
    {"page", verb::page, "incident", "page TEAM [TEXT]", "pages a team through the configured pager", "", run_page},

    {"status", verb::status, "milestones", "status MILESTONE [NOTE] [TIME]", "sets a milestone",
     "Milestones: started, detected, paged, investigating, identified, mitigated, recovered. Each is a verb of its own, too: `mitigated failed over at 19:08`. It may go backward.",
     run_status},
    {"started", verb::status, "milestones", "started [NOTE] [TIME]", "when it really began", "", run_milestone},
    {"detected", verb::status, "milestones", "detected [NOTE] [TIME]", "when it was first noticed", "", run_milestone},
    {"paged", verb::status, "milestones", "paged [NOTE] [TIME]", "when the on-call engineer was paged", "", run_milestone},
    {"investigating", verb::status, "milestones", "investigating [NOTE] [TIME]", "somebody is on it", "", run_milestone},
    {"identified", verb::status, "milestones", "identified [NOTE] [TIME]", "the cause is known", "", run_milestone},
    {"mitigated", verb::status, "milestones", "mitigated [NOTE] [TIME]", "users no longer hurt", "", run_milestone},
    {"recovered", verb::status, "milestones", "recovered [NOTE] [TIME]", "the service is back to normal", "", run_milestone},

    {"note", verb::note, "timeline", "note TEXT [TIME]", "writes a row into the timeline",
     "Several lines `HH:MM text` at once become several rows.", run_row},
    {"decision", verb::note, "timeline", "decision TEXT [TIME]", "a decision that was taken", "", run_row},
    {"hypothesis", verb::note, "timeline", "hypothesis TEXT [TIME]", "what might be the cause", "", run_row},
    {"ruled-out", verb::note, "timeline", "ruled-out TEXT [TIME]", "what is not the cause", "", run_row},
    {"cause", verb::note, "timeline", "cause TEXT [TIME]", "what was found to be the cause", "", run_row},
    {"fix", verb::note, "timeline", "fix TEXT [TIME]", "what was done against it", "", run_row},
    {"timeline", verb::timeline, "timeline", "timeline [edit N TEXT | move N TIME | hide N | show N | external N | internal N]",
     "shows the timeline, or changes a row", "`external` lets a row into the customer's RCA.", run_timeline},
    {"undo", verb::undo, "timeline", "undo", "takes back your own last action", "", run_undo},

    {"role", verb::role, "people", "role NAME @user", "gives somebody a role: lead, comms, scribe, ops", "", run_role},
    {"take", verb::take, "people", "take ROLE", "takes a role yourself: `take lead`", "", run_take},
    {"handover", verb::handover, "people", "handover @user", "makes somebody the lead and briefs them privately", "", run_handover},
    {"catchup", verb::catchup, "people", "catchup", "where things stand, and what changed since you last asked", "", run_catchup},

    {"services", verb::services, "facts", "services add a b | services rm a", "the affected services", "", run_services},
    {"service", verb::service, "facts", "service S", "the primary service", "", run_service},
    {"impact", verb::impact, "facts", "impact KEY=VALUE …", "what it did to users, in figures",
     "Keys the RCA knows: users requests error_rate baseline p99=161ms..5012ms errors tickets revenue; any other key stands there as it is. An empty value takes a figure back.",
     run_impact},
    {"link", verb::link, "facts", "link TARGET [TEXT]", "related material: a URL, an incident, a note of the vault", "", run_link},
    {"action", verb::action, "facts", "action add P1 TEXT [owner=…] [due=DATE] | action done N | action list",
     "what is to be done afterwards", "Without `due` the priority decides, counted from the incident's date. `text=\"…\"` holds words that look like one of these.", run_action},

    {"summary", verb::tell, "rca", "summary TEXT", "the RCA's summary, in your own words", "", run_section},
    {"rootcause", verb::tell, "rca", "rootcause TEXT", "the RCA's root cause", "", run_section},
    {"resolution", verb::tell, "rca", "resolution TEXT", "a step of the resolution; repeat it for each", "", run_section},
    {"lesson", verb::tell, "rca", "lesson well|improve|lucky TEXT", "a lesson learned", "", run_lesson},
    {"rca", verb::rca, "rca", "rca [preview|publish] [template=…] [author=…] [date=…]", "writes the RCA, or sets who signs it", "", run_rca},

    {"list", verb::list, "look", "list", "the open incidents", "", run_list},
    {"show", verb::show, "look", "show #7", "one incident", "", run_show},
    {"find", verb::find, "look", "find WORDS", "searches titles, timelines and messages", "", run_find},
    {"stats", verb::stats, "look", "stats [30d]", "how long detection and repair take: median and percentiles", "", run_stats},
    {"help", verb::help, "look", "help [VERB]", "this", "", run_help},
    {"doctor", verb::doctor, "look", "doctor", "is Scribe well?", "", run_doctor},
};
// clang-format on

constexpr std::pair<std::string_view, std::string_view> aliases[] = {
    {"sev", "severity"},
    {"ruledout", "ruled-out"},
    {"ruled_out", "ruled-out"},
    {"root-cause", "rootcause"},
    {"root_cause", "rootcause"},
    {"catch-up", "catchup"},
    {"hand-over", "handover"},
    {"lessons", "lesson"},
    {"actions", "action"},
    {"new", "declare"},
    {"open", "declare"},
    {"close", "resolve"},
    {"resolved", "resolve"},
    {"ls", "list"},
    {"search", "find"},
    {"?", "help"},
};

std::string_view without_prefix(std::string_view text) {
    text = trim(text);
    for (const std::string_view prefix : {"/incident", "/inc", "!incident", "!inc"}) {
        if (!text.starts_with(prefix)) continue;
        const auto rest = text.substr(prefix.size());
        if (rest.empty() || rest[0] == ' ' || rest[0] == '\n' || rest[0] == '\t') return trim(rest);
    }
    return text;
}

decision unknown_verb(std::string_view typed) {
    std::vector<std::string_view> words;
    for (const auto& row : table) words.push_back(row.word);
    const auto meant = nearest(typed, words);
    auto text = "There is no `" + shorten(typed, 40) + "`. ";
    text += meant.empty() ? std::string("`/incident help` lists what there is.")
                          : "Did you mean `/incident " + std::string(find_command(meant)->usage) +
                                "`? `/incident help` lists all.";
    return refuse(std::move(text));
}

std::optional<incident_id> peek_label(const arguments& args) {
    const auto word = args.peek_word();
    return word ? parse_label(*word) : std::nullopt;
}
std::optional<incident_id> take_label(arguments& args) {
    const auto label = peek_label(args);
    if (label) args.take_word();
    return label;
}

// Which incident is meant: the one named, else the one whose channel this is.
struct meaning {
    const incident* target = nullptr;
    std::optional<decision> refusal;
};

meaning incident_meant(const situation& here, const inbound& in, std::optional<incident_id> named) {
    if (!named) {
        const auto log = here.look.log_of_room(in.platform, in.channel);
        return {log && is_incident(*log) ? here.look.find(*log) : nullptr, std::nullopt};
    }
    const auto* found = here.look.find(*named);
    // A private incident looks to outsiders as if it were not there.
    if (!found || found->state == lifecycle::none ||
        !may_read(brief_of(*found), here.rules, in.who))
        return {
            nullptr,
            refuse("There is no " + to_label(*named) + ". `/incident list` shows the open ones.")};
    return {found, std::nullopt};
}

// In the room of an incident its number may stand before its own words; another number is part of
// what is said, and to reach that one from here it goes before the verb.
bool is_said_text(verb what) {
    return what == verb::note || what == verb::tell || what == verb::update || what == verb::reopen;
}

// `link #7` links to incident 7 where an incident is meant anyway.
bool may_name_incident(const command_row& row, incident_id said, std::optional<incident_id> here) {
    if (row.acts_as == verb::declare || row.acts_as == verb::find) return false;
    if (row.acts_as == verb::link) return !here;
    return !here || said == *here || !is_said_text(row.acts_as);
}

// The command's own words stand in the raw log, before what they led to.
void keep_words(decision& d, const in_command& said) {
    if (d.facts.empty()) return;
    fact words;
    words.what = command_given{with_names(said.text)};
    d.facts.insert(d.facts.begin(), std::move(words));
}

}  // namespace

std::span<const command_row> commands() {
    return table;
}

const command_row* find_command(std::string_view word) {
    for (const auto& [alias, real] : aliases)
        if (equal_ignoring_case(alias, word)) word = real;
    for (const auto& row : table)
        if (equal_ignoring_case(row.word, word)) return &row;
    return nullptr;
}

decision on_command(const situation& here, const inbound& in, const in_command& said) {
    arguments args(without_prefix(said.text));
    auto named = take_label(args);
    const auto typed = args.take_word();
    const auto* row = find_command(typed.value_or(named ? "show" : "help"));
    if (!row) return unknown_verb(*typed);
    auto room = here.look.log_of_room(in.platform, in.channel);
    if (room && !is_incident(*room)) room.reset();
    if (const auto label = peek_label(args);
        !named && label && may_name_incident(*row, *label, room))
        named = take_label(args);

    const auto [target, refusal] = incident_meant(here, in, named);
    if (refusal) return *refusal;
    const auto cell = legality(row->acts_as, target ? target->state : lifecycle::none);
    command_call call(here, in, lower_ascii(row->word), std::move(args), target);
    if (cell != legal::yes && cell != legal::needs_time)
        return refuse(std::string(sentence_for(cell)));
    auto d = row->run(call);
    keep_words(d, said);
    if (!d.reply && d.effects.empty()) d.reply = answer{"Done.", false, true};
    return d;
}

std::string commands_reference() {
    std::string page =
        "# Commands\n\nType them after `/incident` (or `/inc`). In an incident's channel that "
        "incident is meant; "
        "elsewhere say which: `/incident note #7 TEXT`.\n";
    std::string_view group;
    for (const auto& row : table) {
        if (row.group != group) {
            group = row.group;
            page += "\n## " + std::string(group) + "\n\n| command | what it does |\n|---|---|\n";
        }
        auto usage = replace_all(std::string(row.usage), "|", "\\|");
        page += "| `" + usage + "` | " + std::string(row.summary) +
                (row.more.empty() ? "" : ". " + std::string(row.more)) + " |\n";
    }
    return page;
}

}  // namespace bot
