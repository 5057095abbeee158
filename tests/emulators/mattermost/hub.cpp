#include "tests/emulators/mattermost/live_socket.hpp"

#include <algorithm>

namespace emulator::mattermost {

namespace {

std::string text_of(const event& what, std::int64_t seq, bool current) {
    json omits = nullptr;
    for (const auto& id : what.omits) omits[id] = true;
    json broadcast{
        {"omit_users", omits},
        {"user_id", what.user},
        {"channel_id", what.channel},
        {"team_id", what.team}};
    if (current) broadcast.update({{"connection_id", ""}, {"omit_connection_id", ""}});
    const json whole{
        {"event", what.name}, {"data", what.data}, {"broadcast", broadcast}, {"seq", seq}};
    return whole.dump();
}

}  // namespace

hub::hub(surroundings& around, workspace& space) : around_(around), space_(space) {}

hub::~hub() = default;

void hub::tell(const event& what) {
    const auto how = around_.fault_at(place::delivery, what.name);
    if (what.name == "posted") {
        const auto id = json::parse(what.data.at("post").get<std::string>()).value("id", "");
        posted_.push_back({id, {}});
        for (const auto& [user, since] : known_users_)
            if (space_.hears(user, what)) posted_.back().owed.insert(user);
    }
    if (how && how->name == "lost") return;
    const int times = how && how->name == "twice" ? 2 : 1;
    for (int time = 0; time < times; ++time)
        for (std::size_t at = 0; at < connections_.size(); ++at) {
            auto& to = *connections_[at];
            const bool hears = !to.known.forgotten && space_.hears(to.known.user, what) &&
                               (!to.at || !space_.user_of(to.at->token).empty());
            if (hears) say(to, what);
        }
    around_.changed.raise();
}

void hub::say(connection& to, const event& what) {
    if (to.at && to.at->is_ready()) {
        if (to.at->is_dead()) return;
        const told one{
            to.known.next_seq,
            what.name,
            text_of(what, to.known.next_seq, space_.policy().is == edition::current),
            around_.now()};
        ++to.known.next_seq;
        to.known.events.push_back(one);
        note_told(to, what);
        to.dead.push_back(one);
        if (to.dead.size() > rules.dead_queue) to.dead.pop_front();
        to.at->record().events.push_back(one);
        to.at->send(one.text);
        return;
    }
    if (!is_reliable()) return;
    to.waiting.push_back(what);
    to.known.queued = to.waiting.size();
    // Too much for one who may never come back.
    if (to.waiting.size() > rules.queue) forget(to);
}

void hub::note_told(const connection& to, const event& what) {
    if (what.name != "posted") return;
    const auto id = json::parse(what.data.at("post").get<std::string>()).value("id", "");
    for (auto at = posted_.rbegin(); at != posted_.rend(); ++at)
        if (at->id == id) {
            at->owed.erase(to.known.user);
            return;
        }
}

void hub::forget(connection& one) {
    one.known.forgotten = true;
    one.waiting.clear();
    one.dead.clear();
}

bool hub::is_reliable() const {
    const auto& policy = space_.policy();
    return policy.reliable || policy.is == edition::current;
}

// --- the record ---

std::vector<std::shared_ptr<live_socket>> hub::find(int number) const {
    std::vector<std::shared_ptr<live_socket>> found;
    for (const auto& socket : sockets_)
        if (number == 0 ? socket->is_ready() : socket->record().number == number)
            found.push_back(socket);
    return found;
}

int hub::ready(std::string_view user) const {
    return static_cast<int>(std::ranges::count_if(sockets_, [&](const auto& socket) {
        return socket->is_ready() && !socket->is_dead() &&
               (user.empty() || socket->record().user == user);
    }));
}

int hub::held() const {
    return static_cast<int>(std::ranges::count_if(sockets_, [](const auto& socket) {
        return socket->is_held();
    }));
}

std::vector<socket_record> hub::sockets() const {
    std::vector<socket_record> all;
    for (const auto& socket : sockets_) all.push_back(socket->record());
    return all;
}

std::vector<connection_record> hub::connections() const {
    std::vector<connection_record> all;
    for (const auto& each : connections_) all.push_back(each->known);
    return all;
}

std::vector<std::string> hub::untold(std::string_view user) const {
    std::vector<std::string> found;
    for (const auto& [id, owed] : posted_)
        if (owed.contains(std::string(user))) found.push_back(id);
    return found;
}

}  // namespace emulator::mattermost
