// A chat platform as the house sees it.
#pragma once

#include "bot/net/http_server.hpp"
#include "bot/ports/courier.hpp"
#include "bot/ports/inbox.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace bot {

class chat_platform {
public:
    virtual ~chat_platform() = default;
    virtual courier& carrier() = 0;
    virtual std::vector<http_route> routes() { return {}; }
    virtual void on_change(const change_notice&) {}
    virtual void start() = 0;
    // Ears first; returns when nothing of it runs any more.
    virtual boost::asio::awaitable<void> stop() = 0;
};

}  // namespace bot
