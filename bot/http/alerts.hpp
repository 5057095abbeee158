// Where monitoring calls: POST /alerts/NAME, one for each configured source, with the
// source's token as bearer or as basic password.
#pragma once

#include "bot/net/http_server.hpp"
#include "bot/ports/inbox.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

struct alert_source {
    std::string name, kind;
    std::string token;  // empty: only for a server that listens on this machine alone
};

// A payload becomes inbounds, or the error says what is wrong in it.
using alert_reader = std::function<result<std::vector<inbound>>(
    const alert_source& from, std::string_view body, std::string_view key, instant at
)>;

// Answers 200 only once the alerts are durable; 503 asks the source to come again.
std::vector<http_route> alert_routes(
    boost::asio::any_io_executor executor,
    inbox& in,
    std::vector<alert_source> sources,
    alert_reader read
);

}  // namespace bot
