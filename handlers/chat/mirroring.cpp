#include "handlers/chat/mirroring.hpp"

#include "bot/incident/rooms.hpp"

#include <algorithm>

namespace bot {

bool is_our_own(const situation& here, const inbound& in, std::string_view id, std::int64_t mark) {
    if (mark != 0) return true;
    // Under a message's own key the journal has said already that nothing stands there.
    if (in.key == message_key(in.platform, in.channel, id)) return false;
    const auto known = here.look.message(in.platform, in.channel, id);
    return known && known->by_copy;
}

void show_elsewhere(decision& d, const situation& here, const inbound& in) {
    const auto* of = is_incident(d.log) ? here.look.find(d.log) : nullptr;
    if (!of) return;
    for (const auto& room : all_rooms(*of))
        if (!room.is_at(in.platform, in.channel))
            d.effects.push_back(to_room(*of, room, show_copy{}));
}

void follow_elsewhere(decision& d, const incident& of, const kept_message& said, bool gone) {
    const auto rooms = all_rooms(of);
    const show_copy wanted{said.seq, gone};
    for (const auto& room : rooms)
        if (!room.is_at(said.platform, said.channel))
            d.effects.push_back(to_room(of, room, wanted));
    if (!gone) return;
    // Words that are to be gone are gone from channels that were let go as well.
    std::vector<message_spot> told;
    for (const auto& copy : said.copies) {
        const message_spot where{copy.where.platform, copy.where.channel, {}};
        const bool is_room = std::ranges::any_of(rooms, [&](const room_address& room) {
            return room.is_at(where.platform, where.channel);
        });
        if (copy.gone || is_room || std::ranges::find(told, where) != told.end()) continue;
        told.push_back(where);
        d.effects.push_back({0, of.id, where.platform, to_incident_room{where.channel}, wanted, {}}
        );
    }
}

}  // namespace bot
