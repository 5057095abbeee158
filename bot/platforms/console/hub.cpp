#include "bot/platforms/console/hub.hpp"

#include "bot/platforms/console/html.hpp"
#include "bot/platforms/console/views.hpp"

#include <nlohmann/json.hpp>

#include <map>

namespace bot::console {
namespace {

using nlohmann::json;

bool is_new_message(const event& what) {
    return std::holds_alternative<message_posted>(what) ||
           std::holds_alternative<bot_posted>(what) || std::holds_alternative<file_shared>(what) ||
           std::holds_alternative<member_joined>(what) || std::holds_alternative<member_left>(what);
}

// What an answer to "what changed" becomes for the browsers.
struct news {
    std::map<std::string, json> messages;  // by room
    struct incident_news {
        std::string room, frame;
    };
    std::vector<incident_news> incidents;
    struct room_news {
        std::string frame;
        std::set<std::string> people;  // who may see it
    };
    std::vector<room_news> rooms;
};

}  // namespace

std::set<std::string> hub::open_rooms() const {
    std::set<std::string> open;
    for (const auto& one : clients_) open.insert(one->rooms().begin(), one->rooms().end());
    return open;
}

void hub::broadcast(const std::string& room, const std::string& frame) {
    for (const auto& one : clients_)
        if (one->has_open(room)) one->tell(frame);
}

void hub::on_change(const change_notice& what) {
    for (const auto& room : what.rooms) {
        if (room.platform != platform) continue;
        for (auto waits = wait_for_room_.extract(room.log); waits;
             waits = wait_for_room_.extract(room.log))
            waits.mapped()(room.channel);
    }
    if (clients_.empty()) return;
    const auto open = open_rooms();
    std::map<std::string, json> fresh;
    for (const auto& line : what.lines) {
        if (line.platform != platform || !open.contains(line.channel)) continue;
        if (is_new_message(line.what)) {
            fresh.try_emplace(line.channel, json::array())
                .first->second.push_back(message_view(line));
        } else if (!line.message.empty()) {
            stale_messages_.emplace(line.channel, line.message);
        }
    }
    for (auto& [room, messages] : fresh)
        broadcast(
            room,
            json{{"event", "messages"}, {"room", room}, {"messages", std::move(messages)}}.dump()
        );
    stale_incidents_.insert(what.changed.begin(), what.changed.end());
    for (const auto& room : what.rooms)
        if (room.platform == platform) stale_rooms_.insert(room.channel);
    refresh();
}

void hub::refresh() {
    if (asking_ || (stale_messages_.empty() && stale_incidents_.empty() && stale_rooms_.empty()))
        return;
    asking_ = true;
    std::set<std::string> people;
    for (const auto& one : clients_) people.insert(one->who().name);
    inbox_.ask(
        [this,
         people,
         open = open_rooms(),
         messages = std::exchange(stale_messages_, {}),
         incidents = std::exchange(stale_incidents_, {}),
         rooms = std::exchange(stale_rooms_, {})](archive& from) mutable -> std::function<void()> {
            auto found = std::make_shared<news>();
            for (const auto& [room, id] : messages)
                if (auto view = message_now(from, room, id))
                    found->messages.try_emplace(room, json::array())
                        .first->second.push_back(std::move(*view));
            for (const auto id : incidents) {
                const auto* of = from.look().find(id);
                if (!of || of->state == lifecycle::none) continue;
                for (const auto& room : of->rooms) {
                    if (room.platform != platform) continue;
                    rooms.insert(room.channel);
                    if (!open.contains(room.channel)) continue;
                    found->incidents.push_back(
                        {room.channel,
                         json{{"event", "incident"}, {"incident", incident_view(from, *of)}}.dump()}
                    );
                }
            }
            for (const auto& room : rooms) {
                news::room_news one{
                    json{{"event", "room"}, {"room", room_view(from, room)}}.dump(), {}};
                for (const auto& name : people)
                    if (may_see_room(from, room, person{name, name})) one.people.insert(name);
                found->rooms.push_back(std::move(one));
            }
            return [this, found] {
                asking_ = false;
                for (auto& [room, views] : found->messages)
                    broadcast(
                        room,
                        json{{"event", "messages"}, {"room", room}, {"messages", std::move(views)}}
                            .dump()
                    );
                for (const auto& one : found->incidents) broadcast(one.room, one.frame);
                for (const auto& room : found->rooms)
                    for (const auto& one : clients_)
                        if (room.people.contains(one->who().name)) one->tell(room.frame);
                refresh();
            };
        }
    );
}

bool hub::tell_privately(const std::string& name, const std::string& room, const answer& words) {
    bool told = false;
    const auto frame = json{
        {"event", "private"},
        {"room", room},
        {"text", words.text},
        {"html", markdown_to_html(words.text)},
        {"failed",
         words.failed}}.dump();
    for (const auto& one : clients_) {
        if (one->who().name != name) continue;
        one->tell(frame);
        told = true;
    }
    return told;
}

}  // namespace bot::console
