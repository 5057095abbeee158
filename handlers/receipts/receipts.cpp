#include "handlers/receipts/receipts.hpp"

#include "bot/base/escape.hpp"
#include "bot/incident/rooms.hpp"
#include "handlers/chat/chat.hpp"

namespace bot {
namespace {

// A further room that does not come is told about in the first.
decision no_further_room(const incident& of, const std::string& platform, const std::string& why) {
    decision d;
    d.log = of.id;
    d.facts.push_back({room_refused{why}, 0, {}, {}, {}, {}});
    d.effects.push_back(
        {0,
         of.id,
         of.platform,
         to_incident_room{},
         post{"There is no room for it on " + shown_platform(platform) + ": " + why},
         {}}
    );
    return d;
}

// Somebody who answers for the incident where the room itself cannot be told: in its room on
// another platform, where everybody reads, or one person. Once, though every word there is lost.
effect notice_beside(const situation& here, const incident& of, std::string_view platform) {
    effect told{0, of.id, of.platform, to_incident_room{}, post{}, std::string(gave_up_notice)};
    if (of.platform != platform && of.own_room(of.platform)) return told;
    for (const auto& room : all_rooms(of)) {
        if (room.platform == platform || room.channel.empty()) continue;
        told.platform = room.platform;
        told.where = room.where;
        return told;
    }
    const auto lead = of.roles.find("lead");
    told.where = to_person{lead == of.roles.end() ? of.declared_by : lead->second, {}};
    if (!of.is_private && !here.rules.broadcast_channel.empty())
        told.where = to_channel{here.rules.broadcast_channel};
    return told;
}

decision words_lost(
    const situation& here, const incident& of, std::string_view platform, const std::string& why
) {
    decision d;
    d.log = of.id;
    auto notice = notice_beside(here, of, platform);
    notice.what = post{
        "Scribe cannot write in the room of **" + to_label(of.id) + "** on " +
        shown_platform(platform) + ": " + why + " What it could not say there is lost; all " +
        "that was said is on record (`/incident show #" + std::to_string(number_of(of.id)) + "`)."};
    d.effects.push_back(std::move(notice));
    return d;
}

}  // namespace

decision on_room_opened(const situation&, const inbound& in, const in_room_opened& told) {
    decision d;
    d.log = told.incident;
    d.facts.push_back({room_opened{told.name}, 0, {}, {}, {}, {}});
    d.bind = room_binding{in.platform, told.channel, told.incident, told.name};
    return d;
}

decision on_room_refused(const situation& here, const inbound& in, const in_room_refused& told) {
    const auto* of = here.look.find(told.incident);
    if (of && in.platform != of->platform) return no_further_room(*of, in.platform, told.reason);
    decision d;
    d.log = told.incident;
    d.facts.push_back({room_refused{told.reason}, 0, {}, {}, {}, {}});
    if (!of) return d;
    // Who declared it has to know even when nobody else may.
    address where = to_person{of->declared_by, {}};
    if (!of->is_private && !here.rules.broadcast_channel.empty())
        where = to_channel{here.rules.broadcast_channel};
    const auto number = std::to_string(number_of(of->id));
    d.effects.push_back(
        {0,
         of->id,
         of->platform,
         std::move(where),
         post{
             "**" + to_label(of->id) + "** has no room: " + told.reason + " `/incident note #" +
             number + " TEXT` and all other commands work from anywhere with `#" + number + "`." +
             (of->is_private ? " Its RCA goes nowhere by itself: `/incident rca #" + number +
                                   " preview` shows it to you, `scribe rca " + to_label(of->id) +
                                   "` writes it on the host."
                             : "")},
         {}}
    );
    return d;
}

decision on_posted(const situation& here, const inbound& in, const in_posted& told) {
    auto d = start_in_room(here, in);
    if (d.log == incident_id::none) return d;
    if (told.edits) {
        const auto before = here.look.message(in.platform, in.channel, told.id);
        if (before && before->text == told.text) return {};
        if (before) {
            d.facts.push_back({message_edited{told.text}, before->seq, {}, told.id, {}, {}});
            return d;
        }
    }
    d.facts.push_back({bot_posted{told.text}, 0, {}, told.id, {}, {}});
    return d;
}

// The id of a copy belongs to the message it shows, from here on.
decision on_copied(const situation& here, const inbound&, const in_copied& told) {
    decision d;
    if (!is_incident(told.incident) || !here.look.find(told.incident)) return d;
    d.log = told.incident;
    d.facts.push_back({copy_shown{told.as_of, told.gone}, told.of, {}, told.id, told.parent, {}});
    return d;
}

// Said in its rooms the first time, and when it is another address: one that is pushed again
// is where it was.
decision on_published(const situation& here, const inbound&, const in_published& told) {
    decision d;
    const auto* of = is_incident(told.incident) ? here.look.find(told.incident) : nullptr;
    if (!of) return d;
    const auto before = of->rca_places.find(told.place);
    const bool is_new = before == of->rca_places.end() || before->second != told.url;
    if (!is_new && told.conflicts == 0) return d;
    d.log = of->id;
    if (is_new)
        d.facts.push_back({rca_published{told.place, told.url, told.told}, 0, {}, {}, {}, {}});
    auto words = "**RCA** of " + to_label(of->id) + ": " +
                 (told.url.empty() ? told.told : "[" + told.told + "](" + told.url + ")");
    if (told.conflicts > 0)
        words += ". " + std::to_string(told.conflicts) +
                 (told.conflicts == 1 ? " place was" : " places were") +
                 " changed by people and in the record; both stand there.";
    for (const auto& room : all_rooms(*of)) d.effects.push_back(to_room(*of, room, post{words}));
    return d;
}

decision on_gave_up(const situation& here, const inbound& in, const in_gave_up& told) {
    decision d;
    const auto* of = is_incident(told.incident) ? here.look.find(told.incident) : nullptr;
    const bool is_further_room = told.what == "open the room" && of && in.platform != of->platform;
    if (is_further_room) return no_further_room(*of, in.platform, told.reason);
    using words = in_gave_up::words;
    if (!of || (told.lost != words::none && told.told_lately)) return d;
    if (told.lost == words::in_room) return words_lost(here, *of, in.platform, told.reason);
    // A notice about a notice helps nobody.
    if (of->rooms.empty() || (told.lost == words::none && told.what == "post")) return d;
    d.log = of->id;
    // Several lines point into a template.
    const bool points = told.reason.find('\n') != told.reason.npos;
    auto text =
        "Could not " + told.what + (points ? ":\n" + fence(told.reason) : ": " + told.reason);
    d.effects.push_back(
        {0,
         of->id,
         of->platform,
         to_incident_room{},
         post{std::move(text)},
         std::string(gave_up_notice)}
    );
    return d;
}

}  // namespace bot
