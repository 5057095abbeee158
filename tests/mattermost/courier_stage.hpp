// Mattermost's courier before a small Mattermost: channels, posts and files as far as errands see
// them, with answers that go wrong at will.
#pragma once

#include "bot/platforms/mattermost/couriers.hpp"
#include "tests/mattermost/api_support.hpp"
#include "tests/support/small_record.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace bot::test {

using tree = nlohmann::json;

struct small_channel {
    tree shown;  // as REST gives it
    std::set<std::string> members;
    bool is_readable = true;
};

class courier_stage {
public:
    explicit courier_stage(mattermost::courier_options options = house_h1());
    ~courier_stage();
    static mattermost::courier_options house_h1();

    // A delivery of INC-7 under the next number, to the room that was opened last.
    delivery wish_for(wish what, address where = to_incident_room{});
    // Until it is answered; its receipts are recorded.
    outcome carry(const delivery& what);
    outcome carry(wish what, address where = to_incident_room{}) {
        return carry(wish_for(std::move(what), std::move(where)));
    }
    // As the outbox does it: again, until it is delivered or refused. How often it was carried.
    int carry_on(delivery what);
    // Opens a room for INC-7; its channel.
    std::string open(const std::string& name = "inc-7-db");

    // The answers to the next calls of this route ("PUT /posts/*/patch") go wrong. `how`: "before"
    // and "after" (a 500, the effect not done or done), "html" and "cut" (with 200, done), "429"
    // (not done), or an error's id (a 500, not done).
    void arm(std::string route, std::string how, int skip = 0, int times = 1);
    std::string add_channel(const std::string& name, const std::string& type = "O");
    std::string add_person(const std::string& name, bool in_team = true);
    std::vector<std::string> lines(const std::string& channel) const;
    std::size_t calls(std::string_view route) const;
    tree* post(const std::string& id);

    told_mattermost chat;
    std::map<std::string, small_channel> channels;
    std::vector<tree> posts;                    // oldest first; deleted ones have delete_at
    std::map<std::string, std::string> people;  // name to id
    std::set<std::string> team;                 // ids
    std::map<std::string, bool> files;          // id to whether it is attached
    std::vector<std::string> headers_said;      // what channels were told as a change of theirs
    std::set<std::string> reactions;

    small_record record{chat.world.executor()};
    mattermost::identity me;
    secret key{"a key of this installation alone"};
    mattermost::seal by{key};
    mattermost::directory known{chat.api(), me};
    nursery tasks{chat.world.executor()};
    mattermost::mattermost_courier courier;
    std::string room;

private:
    struct fault {
        std::string route, how;
        int skip, times;
    };

    http_response answer(const asked_of_mattermost& asked);
    http_response act(const std::string& route, const asked_of_mattermost& asked);
    http_response make_post(const tree& body);
    http_response make_channel(const tree& body);
    http_response change_post(const std::string& id, const tree& body);
    http_response list_posts(const std::string& channel, bool pinned, const std::string& target);
    http_response add_member(const std::string& channel, const std::string& who);
    http_response direct(const tree& body);
    http_response list_channels() const;
    std::string next_id(char of);

    std::vector<fault> faults_;
    std::int64_t effects_ = 0, ids_ = 0;
};

}  // namespace bot::test
