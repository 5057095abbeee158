#include "bot/platforms/rooms.hpp"

#include "bot/base/text.hpp"
#include "bot/platforms/awaiting.hpp"
#include "bot/platforms/carrying.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace bot {

namespace asio = boost::asio;

std::string room_name(std::string_view wished, int suffix, std::size_t limit) {
    const bool is_allowed = std::all_of(wished.begin(), wished.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
    auto name = is_allowed && !wished.empty() ? std::string(wished) : slug(wished, limit);
    const auto tail = suffix > 1 ? "-" + std::to_string(suffix) : std::string();
    if (name.size() + tail.size() > limit) name.resize(limit - tail.size());
    while (!tail.empty() && name.ends_with('-')) name.pop_back();
    return name + tail;
}

std::string room_mark(std::string_view house, incident_id of) {
    return "[" + std::string(house) + "/" + to_label(of) + "]";
}

asio::awaitable<std::optional<std::vector<room_binding>>> bound_rooms(inbox& in) {
    const std::function<std::vector<room_binding>(archive&)> all = [](archive& from) {
        return from.rooms();
    };
    auto rooms = co_await ask<std::vector<room_binding>>(in, all);
    co_return rooms;
}

bool is_bound(
    const std::vector<room_binding>& rooms, std::string_view platform, std::string_view channel
) {
    return std::any_of(rooms.begin(), rooms.end(), [&](const room_binding& each) {
        return each.platform == platform && each.channel == channel;
    });
}

std::optional<made_room> bound_to(
    const std::vector<room_binding>& rooms, std::string_view platform, incident_id log
) {
    for (const auto& each : rooms)
        if (each.platform == platform && each.log == log && !each.since)
            return made_room{each.channel, each.name};
    return std::nullopt;
}

inbound room_opened(
    const inbox& in, std::string_view platform, const effect& of, const made_room& room
) {
    auto told = receipt_of(in, platform, of.id, room.channel);
    told.key += ":opened";
    told.what = in_room_opened{of.incident, room.channel, room.name};
    return told;
}

outcome without_room(const inbox& in, std::string_view platform, const effect& of, outcome end) {
    if (end.is != outcome::verdict::refused) return end;
    auto told = receipt_of(in, platform, of.id, {});
    told.key += ":refused";
    told.what = in_room_refused{of.incident, end.reason + "."};
    end.receipts.push_back(std::move(told));
    return end;
}

bool holds_up(std::string_view platform, const outcome& end, int attempt, std::string_view what) {
    if (end.is == outcome::verdict::delivered) return false;
    const bool is_put_off = end.after > std::chrono::milliseconds(0);
    if (end.is == outcome::verdict::retry && (is_put_off || attempt < patience)) return true;
    spdlog::warn("{}: could not {} {}", platform, what, end.reason);
    return false;
}

std::string sentence_about(const std::vector<left_out>& out) {
    std::string words = "Could not invite:";
    for (const auto& each : out) words += "\n- " + each.name + ": " + each.why;
    return words;
}

}  // namespace bot
