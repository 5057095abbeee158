#include "bot/platforms/console/hub.hpp"

#include "bot/platforms/console/html.hpp"
#include "bot/platforms/console/views.hpp"

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include <map>

namespace bot::console {

using nlohmann::json;

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

namespace {

bool is_new_message(const event& what) {
    return std::holds_alternative<message_posted>(what) ||
           std::holds_alternative<bot_posted>(what) || std::holds_alternative<file_shared>(what) ||
           std::holds_alternative<member_joined>(what) || std::holds_alternative<member_left>(what);
}

// What is to be drawn anew, and for whom.
struct stale {
    std::set<std::string> people;
    std::set<std::string> open;  // rooms somebody looks at
    std::set<std::pair<std::string, std::string>> messages;
    std::set<incident_id> incidents;
    std::set<std::string> rooms;
};

void draw(archive& from, const stale& asked, news& into) {
    for (const auto& [room, id] : asked.messages)
        if (auto view = message_now(from, room, id))
            into.messages.try_emplace(room, json::array())
                .first->second.push_back(std::move(*view));
    auto rooms = asked.rooms;
    for (const auto id : asked.incidents) {
        const auto* of = from.look().find(id);
        if (!of || of->state == lifecycle::none) continue;
        for (const auto& room : of->rooms) {
            if (room.platform != platform) continue;
            rooms.insert(room.channel);
            if (!asked.open.contains(room.channel)) continue;
            into.incidents.push_back(
                {room.channel,
                 json{{"event", "incident"}, {"incident", incident_view(from, *of)}}.dump()}
            );
        }
    }
    for (const auto& room : rooms) {
        news::room_news one{json{{"event", "room"}, {"room", room_view(from, room)}}.dump(), {}};
        for (const auto& name : asked.people)
            if (may_see_room(from, room, person{name, name})) one.people.insert(name);
        into.rooms.push_back(std::move(one));
    }
}

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
    for (const auto& room : what.let_go)
        if (room.platform == platform) stale_rooms_.insert(room.channel);
    refresh();
}

void hub::refresh() {
    if (asking_ || (stale_messages_.empty() && stale_incidents_.empty() && stale_rooms_.empty()))
        return;
    asking_ = true;
    std::set<std::string> people;
    for (const auto& one : clients_) people.insert(one->who().name);
    auto asked = std::make_shared<const stale>(stale{
        std::move(people),
        open_rooms(),
        std::exchange(stale_messages_, {}),
        std::exchange(stale_incidents_, {}),
        std::exchange(stale_rooms_, {})});
    inbox_.ask([this, asked](archive& from) -> std::function<void()> {
        auto found = std::make_shared<news>();
        try {
            draw(from, *asked, *found);
        } catch (const std::exception& problem) {
            // One view that cannot be drawn must not keep the others from all who look.
            spdlog::error("console: a live view could not be drawn: {}", problem.what());
        }
        return [this, found] {
            asking_ = false;
            show(*found);
            refresh();
        };
    });
}

void hub::show(news& found) {
    for (auto& [room, views] : found.messages)
        broadcast(
            room, json{{"event", "messages"}, {"room", room}, {"messages", std::move(views)}}.dump()
        );
    for (const auto& one : found.incidents) broadcast(one.room, one.frame);
    for (const auto& room : found.rooms)
        for (const auto& one : clients_)
            if (room.people.contains(one->who().name)) one->tell(room.frame);
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
