// The console beside Slack, on the record of one world and a port of its own; and people who look
// at it in their browsers.
#pragma once

#include "bot/net/http_server.hpp"
#include "bot/net/websocket.hpp"
#include "bot/platforms/console/console.hpp"
#include "tests/config/temp_folder.hpp"
#include "tests/wire_slack/world.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace bot::test {

// Outlives the lives of a world; its address is another one in each.
class console_beside {
public:
    // Options of a world that has it, and a room in it for every incident.
    world_options options(world_options with = {});
    const std::string& address() const { return address_; }

private:
    struct life {
        std::unique_ptr<console::console> front;
        std::unique_ptr<http_server> server;
    };

    temp_folder files_;
    std::string address_;
};

class console_page {
public:
    console_page(world& in, const console_beside& at, const std::string& name);

    // The whole answer; an acknowledgement reads {"ok":true}.
    nlohmann::json ask(nlohmann::json request);
    nlohmann::json says(
        const std::string& room,
        const std::string& id,
        const std::string& text,
        const std::string& parent = ""
    );
    // What the one who typed reads.
    std::string command(const std::string& room, const std::string& line);
    // All messages of a room, oldest first.
    std::vector<nlohmann::json> messages(const std::string& room);

private:
    struct inside {
        std::shared_ptr<websocket> socket;
        std::map<std::int64_t, nlohmann::json> answers;
        bool gone = false;
    };
    static asio::awaitable<void> read_all(std::shared_ptr<inside> in);

    world& in_;
    std::shared_ptr<inside> inside_;
    std::string name_;
    std::int64_t last_ = 0;
};

}  // namespace bot::test
