// What the doctor looks at, one thing each. For its own files only.
#pragma once

#include "bot/platforms/mattermost/api/rest_api.hpp"
#include "bot/platforms/mattermost/decode/names.hpp"
#include "bot/platforms/mattermost/doctor/doctor.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <string_view>

namespace bot::mattermost {

namespace asio = boost::asio;

finding good(std::string what, std::string detail);
finding advice(std::string what, std::string detail, std::string remedy);
finding fault(std::string what, std::string detail, std::string remedy);
finding failed(std::string what, const api_failure& why);

struct look {
    const examination& what;
    rest_api& api;  // with our token
    findings& found;
    identity me{};
    std::string roles{};  // of ours, in the server and in the team, with blanks between
};

// --- the server ---
// Without our token: whether it is a Mattermost at all. False: nothing else can be looked at.
asio::awaitable<bool> look_at_server(look& at, rest_api& stranger);
void look_at_settings(look& at, json config);
// --- us ---
asio::awaitable<bool> look_at_token(look& at);
asio::awaitable<bool> look_at_team(look& at);
asio::awaitable<void> look_at_rights(look& at);
// --- the ways in ---
asio::awaitable<void> look_at_commands(look& at);
asio::awaitable<void> look_at_callback(look& at);
asio::awaitable<void> look_at_broadcast(look& at);
// --- what only trying tells ---
asio::awaitable<void> rehearse(look& at);

// Whether an address is one of this machine or a private network: "127.0.0.1", "localhost",
// "10.1.2.3", "scribe" (a name without a dot).
bool is_inside(std::string_view host);

}  // namespace bot::mattermost
