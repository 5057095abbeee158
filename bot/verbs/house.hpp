// The house put together: record, engine, console, alerts and health behind one HTTP
// server. Lives on one I/O thread, and the engine on its own.
#pragma once

#include "bot/destinations/git/publisher.hpp"
#include "bot/net/http_server.hpp"
#include "bot/platforms/console/console.hpp"
#include "bot/platforms/platform.hpp"
#include "bot/verbs/post_office.hpp"
#include "bot/verbs/surroundings.hpp"
#include "templates/rca_library.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <span>
#include <string>

namespace bot {

// What it takes from outside.
struct house_parts {
    configuration config;
    folders where;
    std::function<instant()> clock;
    std::function<void(std::span<char>)> random;
    std::function<void(error)> on_fatal;  // the record cannot be written any more
    http_server_options server;
};

class house {
public:
    // Opens the record and everything in front of it; nobody is let in yet.
    static result<std::unique_ptr<house>> open(
        boost::asio::any_io_executor executor, house_parts parts
    );
    house(const house&) = delete;
    house& operator=(const house&) = delete;

    // Begins to work; where people find it, "http://127.0.0.1:8080".
    result<std::string> listen();
    // Ears first, then what is undecided; returns when everything that came in is recorded.
    boost::asio::awaitable<void> stop();

private:
    house(boost::asio::any_io_executor executor, house_parts parts);
    result<void> furnish();
    std::vector<http_route> routes();

    boost::asio::any_io_executor executor_;
    house_parts parts_;
    rca_library templates_;
    std::unique_ptr<store> record_;
    std::unique_ptr<post_office> office_;
    std::unique_ptr<console::console> front_;
    std::vector<std::unique_ptr<chat_platform>> platforms_;
    std::unique_ptr<git::publisher> git_;
    std::unique_ptr<http_server> server_;
    tls_context tls_;
    bool ready_ = false;
};

}  // namespace bot
