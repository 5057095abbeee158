// `follow`, `unfollow`: people's own channel becomes a further room of an incident, and is let go.
#include "bot/base/text.hpp"
#include "bot/incident/rooms.hpp"
#include "handlers/commands/commands.hpp"

namespace bot {
namespace {

std::string name_of_channel(const inbound& in) {
    return in.channel_name.empty() ? in.channel : in.channel_name;
}

// "#payments (Slack)"
std::string shown_channel(const std::string& name, const std::string& platform) {
    return "#" + name + " (" + shown_platform(platform) + ")";
}

// Why this channel cannot follow now; it may be for the best that it does not.
std::optional<decision> taken_already(const command_call& call) {
    const auto log = call.here.look.log_of_room(call.in.platform, call.in.channel);
    if (!log || !is_incident(*log)) return std::nullopt;
    const auto label = to_label(*log);
    if (*log == call.target->id)
        return tell_privately("This is a room of " + label + " already; nothing was changed.");
    const auto* other = call.here.look.find(*log);
    const auto* room = other ? other->room_at(call.in.platform, call.in.channel) : nullptr;
    if (room && room->followed)
        return refuse(
            "This channel follows " + label +
            ", and follows one at a time. `/incident unfollow` "
            "ends that."
        );
    return refuse(
        "This is the room of " + label + ". Type it in a channel that belongs to no incident."
    );
}

// Whoever can read the channel will read the incident. Where nobody says that it is closed to
// others, it counts as open.
std::optional<decision> kept_private(const command_call& call) {
    const auto& in = *call.target;
    if (!in.is_private) return std::nullopt;
    const auto& leads = in.lead() ? *in.lead() : in.declared_by;
    if (!(leads == call.who()))
        return refuse(
            to_label(in.id) + " is private: only its lead, " + leads.name +
            ", may let a channel follow it."
        );
    if (!call.in.is_private_channel)
        return refuse(
            to_label(in.id) +
            " is private, and others may read in this channel. Type it in a "
            "private channel that Scribe is in; the console has none."
        );
    return std::nullopt;
}

room_address address_of(const command_call& call) {
    return {call.in.platform, {call.in.channel}, call.in.channel, false};
}

std::string greeting(const incident& in) {
    return "This channel follows **" + to_label(in.id) + "** " + in.severity + ": " + in.title +
           ". What is said here from now on is part of its record and is shown in its other "
           "rooms. `/incident unfollow` ends that.";
}

}  // namespace

decision run_follow(command_call& call) {
    const auto& in = *call.target;
    if (!call.args.empty()) return refuse("Say which one and no more: `/incident follow #7`");
    if (call.in.channel.empty()) return refuse("Type it in the channel that is to follow.");
    if (auto why = taken_already(call)) return *why;
    if (auto why = kept_private(call)) return *why;

    auto d = call.start();
    const auto name = name_of_channel(call.in);
    room_followed told{name};
    if (const auto log = call.here.look.log_of_room(call.in.platform, call.in.channel)) {
        told.before = number_of(*log);
        d.let_go = room_binding{call.in.platform, call.in.channel, *log, name};
    }
    d.facts.push_back({std::move(told), 0, {}, {}, {}, {}});
    d.bind = room_binding{call.in.platform, call.in.channel, in.id, name, call.now()};
    post_to_rooms(
        d,
        in,
        "**Followed** in " + shown_channel(name, call.in.platform) + " as well, by " +
            call.who().name
    );
    d.effects.push_back(to_room(in, address_of(call), post{greeting(in)}));
    return d;
}

decision run_unfollow(command_call& call) {
    const auto& in = *call.target;
    const auto* room = in.room_at(call.in.platform, call.in.channel);
    if (!room) return refuse("Type it in the channel that follows " + to_label(in.id) + ".");
    if (!room->followed)
        return refuse(
            "This is the room of " + to_label(in.id) +
            ", not a channel that follows it; nothing "
            "was changed."
        );

    auto d = call.start();
    d.facts.push_back({room_let_go{room->name}, 0, {}, {}, {}, {}});
    d.let_go = room_binding{room->platform, room->channel, in.id, room->name};
    if (room->before != 0)
        d.bind =
            room_binding{room->platform, room->channel, incident_id{room->before}, room->channel};
    for (const auto& other : all_rooms(in))
        if (!other.is_at(room->platform, room->channel))
            d.effects.push_back(to_room(
                in,
                other,
                post{
                    "**No longer followed** in " + shown_channel(room->name, room->platform) +
                    ", by " + call.who().name}
            ));
    // Addressed to the channel: it is no room of the incident any more.
    d.effects.push_back(
        {0,
         in.id,
         room->platform,
         to_channel{room->channel},
         post{
             "This channel no longer follows **" + to_label(in.id) +
             "**. What was said here until now stays in its record."},
         {}}
    );
    return d;
}

}  // namespace bot
