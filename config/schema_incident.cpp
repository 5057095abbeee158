#include "config/keep.hpp"
#include "config/schema.hpp"

#include <array>

namespace bot {
namespace {

using enum settings_shape;

result<std::string> zone(settings_reading& r, std::string_view words) {
    return to_zone(words, r.around.zones);
}

void store_severities(settings_reading& r, const yaml_node& list) {
    static constexpr int usual_days = 30;
    r.out.incident.severities.assign(list.items.size(), {"", "", usual_days});
}

constexpr std::string_view of_emoji = "emoji names or characters, in no other list";
constexpr std::string_view of_people = "list of users and groups as named in chat";
constexpr std::string_view of_phrase = "text of one line";

constexpr std::array rows{
    settings_row{
        "severities",
        maps,
        "list, worst first",
        "P1 (7 days), P2 (14), P3 (30), P4 (60)",
        "The levels of an incident. A list of your own replaces the built-in one.",
        store_severities},
    settings_row{
        "severities[].name",
        text,
        "one word of letters, digits, - and _",
        "",
        "How it is typed and shown.",
        keep<to_severity_name, STORED_AT(incident.severities[r.index].name)>,
        true},
    settings_row{
        "severities[].meaning",
        text,
        of_phrase,
        "",
        "When to choose it; shown in forms and help.",
        keep<to_phrase, STORED_AT(incident.severities[r.index].meaning)>},
    settings_row{
        "severities[].action_due_days",
        text,
        "0 to 3650",
        "30",
        "An action of this priority is due that many days after the incident's date.",
        keep<to_days, STORED_AT(incident.severities[r.index].action_due_days)>},
    settings_row{
        "default_severity",
        text,
        "name of a severity",
        "P3",
        "For an incident declared without one.",
        keep<to_severity_name, STORED_AT(incident.default_severity)>},
    settings_row{
        "roles",
        texts,
        "list of lower-case words, `lead` among them",
        "[lead, comms, scribe, ops]",
        "Roles people can take in an incident.",
        keep_each<to_label, STORED_AT(incident.roles)>},

    settings_row{
        "emoji",
        map,
        "",
        "",
        "Reactions that put a message on the timeline. No emoji may stand in two lists."},
    settings_row{
        "emoji.timeline",
        texts,
        of_emoji,
        "[pushpin, 📌]",
        "Marks a plain row.",
        keep_each<to_emoji, STORED_AT(incident.emoji.timeline)>},
    settings_row{
        "emoji.decision",
        texts,
        of_emoji,
        "[scales, balance_scale, ⚖️, ⚖]",
        "Marks a decision.",
        keep_each<to_emoji, STORED_AT(incident.emoji.decision)>},
    settings_row{
        "emoji.cause",
        texts,
        of_emoji,
        "[mag, mag_right, 🔍, 🔎]",
        "Marks a cause.",
        keep_each<to_emoji, STORED_AT(incident.emoji.cause)>},
    settings_row{
        "emoji.fix",
        texts,
        of_emoji,
        "[hammer_and_wrench, 🛠️, 🛠]",
        "Marks a fix.",
        keep_each<to_emoji, STORED_AT(incident.emoji.fix)>},
    settings_row{
        "emoji.action",
        texts,
        of_emoji,
        "[ballot_box_with_check, ☑️, ☑]",
        "Marks an action item.",
        keep_each<to_emoji, STORED_AT(incident.emoji.action)>},

    settings_row{"milestones", map, "", "", "How each milestone reads in the RCA's timeline."},
    settings_row{
        "milestones.started",
        text,
        of_phrase,
        "Incident started",
        "The trouble began.",
        keep<to_phrase, STORED_AT(incident.phrases.started)>},
    settings_row{
        "milestones.detected",
        text,
        of_phrase,
        "Monitoring alert triggered",
        "It was noticed.",
        keep<to_phrase, STORED_AT(incident.phrases.detected)>},
    settings_row{
        "milestones.paged",
        text,
        of_phrase,
        "On-call engineer paged",
        "Somebody was called.",
        keep<to_phrase, STORED_AT(incident.phrases.paged)>},
    settings_row{
        "milestones.investigating",
        text,
        of_phrase,
        "Initial investigation started",
        "Somebody began to look.",
        keep<to_phrase, STORED_AT(incident.phrases.investigating)>},
    settings_row{
        "milestones.identified",
        text,
        of_phrase,
        "Root cause identified",
        "The cause was known.",
        keep<to_phrase, STORED_AT(incident.phrases.identified)>},
    settings_row{
        "milestones.mitigated",
        text,
        of_phrase,
        "Mitigation applied",
        "The harm was stopped.",
        keep<to_phrase, STORED_AT(incident.phrases.mitigated)>},
    settings_row{
        "milestones.recovered",
        text,
        of_phrase,
        "Service recovery observed",
        "All was well again.",
        keep<to_phrase, STORED_AT(incident.phrases.recovered)>},
    settings_row{
        "milestones.resolved",
        text,
        of_phrase,
        "Incident resolved",
        "The incident was closed.",
        keep<to_phrase, STORED_AT(incident.phrases.resolved)>},

    settings_row{
        "broadcast_channel",
        text,
        "channel, or \"\" for none",
        "incidents",
        "Where incidents and updates for stakeholders are announced.",
        keep<to_channel, STORED_AT(incident.broadcast_channel)>},
    settings_row{
        "channel_prefix",
        text,
        "up to 20 lower-case letters, digits and -",
        "inc",
        "How the names of incident channels begin: inc-7-cache-invalidation-bug.",
        keep<to_channel_prefix, STORED_AT(incident.channel_prefix)>},
    settings_row{
        "follow_on",
        texts,
        "list of platforms: console, mattermost, slack",
        "[]",
        "Platforms where every incident gets a room as well, wherever it is declared; private ones "
        "stay where they were.",
        keep_each<to_label, STORED_AT(incident.follow_on)>},
    settings_row{
        "update_every",
        text,
        "1m to 24h, as 30m, 1h, 1h30m; or off",
        "30m",
        "How long after an update for stakeholders the lead is reminded of the next.",
        keep<to_update_every, STORED_AT(incident.update_every)>},
    settings_row{
        "display_zone",
        text,
        "time zone, as Europe/Berlin",
        "",
        "Shown beside UTC. Times are kept in UTC whatever stands here.",
        keep<zone, STORED_AT(incident.display_zone)>},
    settings_row{
        "template",
        text,
        "name of a template",
        "default",
        "The RCA's template: default, full, customer, google, pagerduty, or one of "
        "`rca.templates`.",
        keep<to_label, STORED_AT(incident.default_template)>},

    settings_row{
        "rights",
        map,
        "",
        "",
        "Who may do what. An empty list means everybody in the chat. People go by their name in "
        "the "
        "console, and in Slack by their member id (`U012AB3CD`, under ⋮ of their profile), for "
        "names "
        "can be changed there."},
    settings_row{
        "rights.declare",
        texts,
        of_people,
        "[]",
        "Who may declare an incident.",
        keep_each<to_user, STORED_AT(incident.may_declare)>},
    settings_row{
        "rights.resolve",
        texts,
        of_people,
        "[]",
        "Who may resolve and reopen one.",
        keep_each<to_user, STORED_AT(incident.may_resolve)>},
    settings_row{
        "rights.severity",
        texts,
        of_people,
        "[]",
        "Who may change a severity.",
        keep_each<to_user, STORED_AT(incident.may_change_severity)>},
    settings_row{
        "rights.private",
        texts,
        of_people,
        "[]",
        "Who may read a private incident besides those who are in it.",
        keep_each<to_user, STORED_AT(incident.may_read_private)>},
};

}  // namespace

std::span<const settings_row> incident_rows() {
    return rows;
}

}  // namespace bot
