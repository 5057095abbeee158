#include "handlers/commands/call.hpp"

#include "bot/base/text.hpp"
#include "bot/incident/rooms.hpp"

#include <algorithm>

namespace bot {
namespace {

// Who is known by name only has no id that a platform would know.
person as_platforms_know(person who) {
    if (who.id == who.name) who.id.clear();
    return who;
}

}  // namespace

said_context command_call::when() const {
    said_context context{now(), std::nullopt, std::nullopt};
    if (!target) return context;
    context.from = target->declared_at;
    for (const auto& reached : target->milestones)
        if (reached && reached->at < *context.from) context.from = reached->at;
    if (target->state == lifecycle::resolved)
        if (const auto& end = target->reached(milestone::resolved)) context.until = end->at;
    return context;
}

decision command_call::start() const {
    decision d;
    d.log = target->id;
    return d;
}

decision refuse(std::string why) {
    decision d;
    d.reply = answer{std::move(why), true, true};
    return d;
}

decision tell_privately(std::string text) {
    decision d;
    d.reply = answer{std::move(text), false, true};
    return d;
}

void post_to_rooms(decision& d, const incident& in, const std::string& text) {
    for (const auto& room : all_rooms(in)) d.effects.push_back(to_room(in, room, post{text}));
}

void post_to_channel(decision& d, const incident& in, std::string channel, std::string text) {
    d.effects.push_back(
        {0, in.id, in.platform, to_channel{std::move(channel)}, post{std::move(text)}, {}}
    );
}

void post_to_person(decision& d, const command_call& call, person who, std::string text) {
    const to_person whom{as_platforms_know(std::move(who)), call.in.channel};
    d.effects.push_back(
        {0, call.target->id, call.in.platform, whom, post{std::move(text)}, {}}
    );
}

void invite_to_room(decision& d, const command_call& call, person who) {
    const auto& in = *call.target;
    const invite wished{{as_platforms_know(std::move(who))}};
    const auto rooms = all_rooms(in);
    const auto there = std::find_if(rooms.begin(), rooms.end(), [&](const room_address& room) {
        return room.is_own && room.platform == call.in.platform;
    });
    if (there != rooms.end()) d.effects.push_back(to_room(in, *there, wished));
}

void say(decision& d, const command_call& call, std::string text) {
    const bool at_home = std::any_of(
        call.target->rooms.begin(),
        call.target->rooms.end(),
        [&](const room_ref& room) {
            return room.platform == call.in.platform && room.channel == call.in.channel;
        }
    );
    if (!at_home) d.reply = answer{to_label(call.target->id) + ": " + text, false, true};
    post_to_rooms(d, *call.target, text);
}

void whisper(decision& d, std::string text) {
    if (d.reply && !d.reply->text.empty()) {
        d.reply->text += "\n" + text;
    } else {
        d.reply = answer{std::move(text), false, true};
    }
}

std::string said_at(instant at, instant now) {
    return (day_of(at) == day_of(now) ? format_hhmm(at) : format_date_hhmm(at)) + " UTC";
}

}  // namespace bot
