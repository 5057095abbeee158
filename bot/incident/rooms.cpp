#include "bot/incident/rooms.hpp"

#include <utility>

namespace bot {
namespace {

room_address own(const incident& of, const std::string& platform) {
    const auto* room = of.own_room(platform);
    return {platform, {}, room ? room->channel : std::string(), true};
}

}  // namespace

std::vector<room_address> all_rooms(const incident& of) {
    std::vector<room_address> all{own(of, of.platform)};
    for (const auto& platform : of.awaited) all.push_back(own(of, platform));
    for (const auto& room : of.rooms) {
        if (room.followed) {
            all.push_back({room.platform, {room.channel}, room.channel, false});
        } else if (room.platform != of.platform) {
            all.push_back({room.platform, {}, room.channel, true});
        }
    }
    return all;
}

effect to_room(const incident& of, const room_address& room, wish what, std::string collapse) {
    if (!collapse.empty() && !room.where.channel.empty())
        collapse.append(":").append(room.where.channel);
    return {0, of.id, room.platform, room.where, std::move(what), std::move(collapse)};
}

std::vector<effect> rca_effects(
    const incident& of, const settings& rules, publish_rca how, const std::string& collapse
) {
    std::vector<effect> all;
    if (of.is_private) how.only_shown = true;
    if (!of.is_private)
        for (const auto& place : rules.rca_destinations)
            all.push_back({0, of.id, place, to_channel{place}, how, collapse});
    for (const auto& room : all_rooms(of)) {
        all.push_back(to_room(of, room, how, collapse));
        if (!how.announce) break;
        how.only_shown = true;
    }
    return all;
}

std::string template_of(const incident& of, const settings& rules, std::string_view asked_for) {
    if (!asked_for.empty()) return std::string(asked_for);
    return of.rca_template.value_or(rules.default_template);
}

std::string shown_platform(std::string_view name) {
    std::string shown(name);
    if (!shown.empty() && shown[0] >= 'a' && shown[0] <= 'z')
        shown[0] = static_cast<char>(shown[0] - 'a' + 'A');
    return shown;
}

}  // namespace bot
