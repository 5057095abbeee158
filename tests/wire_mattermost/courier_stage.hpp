// Mattermost's courier, over real connections to a Mattermost of our own.
#pragma once

#include "bot/platforms/mattermost/couriers.hpp"
#include "tests/emulators/mattermost/server.hpp"
#include "tests/support/small_record.hpp"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <string>
#include <vector>

namespace bot::test {

class courier_stage {
public:
    courier_stage();
    ~courier_stage();

    // A delivery of INC-7 under the next number, to the room that was opened last.
    delivery wish_for(wish what, address where = to_incident_room{});
    // Until it is answered, which it is once; its receipts are recorded.
    outcome carry(const delivery& what);
    outcome carry(wish what, address where = to_incident_room{}) {
        return carry(wish_for(std::move(what), std::move(where)));
    }
    // As the outbox does it: again, until it is delivered or refused. How often it was carried.
    int carry_on(delivery what);
    void start(const delivery& what, std::function<void(outcome)> answer);
    // Opens a room for INC-7; its channel.
    std::string open();
    // The answers to the next calls of this route ("POST /posts") go wrong, by one of the
    // emulator's faults.
    void arm(std::string fault, std::string route, std::string value = {}, int skip = 0);
    std::vector<std::string> said(std::string_view channel) const;  // by Scribe, oldest first
    std::size_t calls(std::string_view route) const { return space.calls(route).size(); }
    void run_until(const std::function<bool()>& done);

    asio::io_context io{1};
    emulator::mattermost::workspace space;
    emulator::mattermost::server chat;
    secret token, key{"a key of this installation alone"};
    bot::mattermost::rest_api api;
    bot::mattermost::identity me;
    bot::mattermost::seal by{key};
    bot::mattermost::directory known{api, me};
    small_record record{io.get_executor()};
    nursery tasks{io.get_executor()};
    bot::mattermost::mattermost_courier courier;
    std::string room;  // the channel deliveries go to

private:
    std::int64_t effects_ = 0;
};

}  // namespace bot::test
