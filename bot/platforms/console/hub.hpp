// All browsers at once: tells those who look at a room or an incident what changed
// there. Lives on the I/O thread.
#pragma once

#include "bot/platforms/console/client.hpp"
#include "bot/ports/inbox.hpp"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace bot::console {

struct news;  // what there is to show after a change

class hub {
public:
    explicit hub(inbox& in) : inbox_(in) {}

    void join(std::shared_ptr<client> one) { clients_.insert(std::move(one)); }
    void leave(const std::shared_ptr<client>& one) { clients_.erase(one); }
    std::size_t size() const { return clients_.size(); }

    // After each commit, in order.
    void on_change(const change_notice& what);
    // Once the incident has its room here; never when that was refused.
    void when_room(incident_id of, std::function<void(const std::string& room)> then) {
        wait_for_room_.emplace(of, std::move(then));
    }
    // For one person only, wherever they look; false when they are not here.
    bool tell_privately(const std::string& name, const std::string& room, const answer& words);

private:
    std::set<std::string> open_rooms() const;
    void broadcast(const std::string& room, const std::string& frame);
    void refresh();
    void show(news& found);

    inbox& inbox_;
    std::set<std::shared_ptr<client>> clients_;

    // What changed and has not been shown yet; one question is under way at a time, so a busy
    // incident is drawn as often as it can be drawn and not once for every change.
    std::set<std::pair<std::string, std::string>> stale_messages_;
    std::set<incident_id> stale_incidents_;
    std::set<std::string> stale_rooms_;
    bool asking_ = false;
    std::multimap<incident_id, std::function<void(const std::string& room)>> wait_for_room_;
};

}  // namespace bot::console
