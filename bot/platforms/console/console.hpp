// The console: a chat of our own in the browser, a platform like the others. This is
// its front door: routes for the HTTP server, a courier, and an ear for commits.
#pragma once

#include "bot/net/http_server.hpp"
#include "bot/platforms/console/conversation.hpp"
#include "bot/platforms/console/couriers.hpp"
#include "bot/platforms/console/files.hpp"
#include "bot/platforms/console/sign_in.hpp"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace bot::console {

struct console_options {
    std::string key;  // signs cookies, 32 bytes
    std::optional<std::string> password;
    bool tls = false;
    std::string public_url;  // "https://chat.example.org", may be empty
    std::vector<std::string> allowed_origins;
    std::string files_folder;
    std::vector<command_help> commands;
    std::vector<std::string> templates;
    std::set<std::string> rooms{"general"};  // offered before anybody spoke in them
    std::string incident_rooms = "inc-";     // how the names of incidents' rooms begin
    rca_writer write_rca;
    struct page {
        std::string path, bytes;
    };
    std::vector<page> pages;  // "index.html", "main.js", …
};

class console {
public:
    console(boost::asio::any_io_executor executor, inbox& in, console_options options);

    std::vector<http_route> routes();
    std::vector<websocket_route> websockets();
    // Security headers on every response of the server.
    static void decorate(const http_request& asked, http_response& made);

    courier& carrier() { return courier_; }
    void on_change(const change_notice& what) { hub_.on_change(what); }

private:
    using awaited = boost::asio::awaitable<http_response>;

    result<person> signed_in(const http_request& asked) const;
    result<void> same_origin(const http_request& asked) const;
    awaited page(http_request asked);
    awaited me(http_request asked);
    awaited sign_in_here(http_request asked);
    awaited sign_out(http_request asked);
    awaited keep_file(http_request asked);
    awaited give_file(http_request asked);
    awaited give_rca(http_request asked);

    boost::asio::any_io_executor executor_;
    inbox& inbox_;
    console_options options_;
    sign_in doorkeeper_;
    file_shelf shelf_;
    hub hub_;
    surroundings shared_;
    console_courier courier_;
};

}  // namespace bot::console
