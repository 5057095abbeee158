#include "handlers/receipts/receipts.hpp"

#include "handlers/chat/chat.hpp"

namespace bot {

decision on_room_opened(const situation&, const inbound& in, const in_room_opened& told) {
    decision d;
    d.log = told.incident;
    d.facts.push_back({room_opened{told.name}, 0, {}, {}, {}, {}});
    d.bind = room_binding{in.platform, told.channel, told.incident, told.name};
    return d;
}

decision on_room_refused(const situation& here, const inbound&, const in_room_refused& told) {
    decision d;
    d.log = told.incident;
    d.facts.push_back({room_refused{told.reason}, 0, {}, {}, {}, {}});
    const auto* of = here.look.find(told.incident);
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
             number + " TEXT` and all other commands work from anywhere with `#" + number + "`."},
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

decision on_gave_up(const situation& here, const inbound&, const in_gave_up& told) {
    decision d;
    const auto* of = is_incident(told.incident) ? here.look.find(told.incident) : nullptr;
    // A notice about a notice helps nobody: only the room of the incident is told, and only when it
    // exists.
    if (!of || of->rooms.empty() || told.what == "post") return d;
    d.log = of->id;
    d.effects.push_back(
        {0,
         of->id,
         of->platform,
         to_incident_room{},
         post{"Could not " + told.what + ": " + told.reason},
         "gave-up"}
    );
    return d;
}

}  // namespace bot
