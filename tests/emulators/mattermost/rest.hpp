// How the REST API is written down: a row for each route, and what a handler finds of its call.
#pragma once

#include "tests/emulators/mattermost/core.hpp"

#include <memory>
#include <span>

namespace emulator::mattermost {

// One call on its way through its handler, which refuses by throwing a `refusal`.
struct call {
    core& in;
    const http_message& asked;
    std::string token{};
    user* by = nullptr;             // nobody only where the row says so
    std::vector<std::string> at{};  // what stood for the pattern's names, "me" resolved
    json body = json::object();
    moment now{};
    std::unique_ptr<errand> first{};  // to be run before the caller is answered

    std::string text(const char* name) const;  // of the body; empty when missing
    std::int64_t query(const char* name, std::int64_t otherwise) const;
    void expects(std::initializer_list<const char*> names) const;  // text, and not empty

    // The channel, for who is in it; unknown ones are forbidden like those one is not in.
    channel& joined(std::string_view id) const;
    channel& readable(std::string_view id) const;  // joined, or open in the caller's team
    channel& lively(std::string_view id) const;    // joined, not archived
    post& read_post(std::string_view id) const;    // stored, not deleted, in a joined channel
    user& known_user(std::string_view id) const;
    team& own_team(std::string_view id) const;
};

using handler_of_call = reply (*)(call& c);

struct route {
    std::string_view method;
    std::string_view pattern;  // under /api/v4 unless it begins with /hooks
    handler_of_call answer;
    bool needs_nobody = false;  // without a token as well
};
std::span<const route> post_routes();     // rest_posts.cpp
std::span<const route> history_routes();  // rest_history.cpp
std::span<const route> channel_routes();  // rest_channels.cpp
std::span<const route> user_routes();     // rest_users.cpp
std::span<const route> file_routes();     // rest_files.cpp
std::span<const route> system_routes();   // rest_system.cpp
std::span<const route> command_routes();  // rest_commands.cpp
std::span<const route> action_routes();   // rest_actions.cpp
std::span<const route> hook_routes();     // rest_hooks.cpp

// The row and what its names stand for; nothing for a way or method there is not.
struct matched {
    const route* row = nullptr;
    std::vector<std::string> at;
};
matched match(std::string_view method, std::string_view path);

// The token a request carries, wherever; refuses the ways that are not allowed.
std::string token_in(const http_message& asked);

// Everything that can be said to a request.
outcome answer(core& in, const http_message& asked, moment now, bool is_paced = true);
// 429 with its headers, or what to add to the headers of the answer.
struct pace {
    std::optional<reply> refused;
    header_list headers;
};
pace pace_of(core& in, const http_message& asked, moment now);

// The call of an app, and what goes on when it has answered.
outgoing request_to(const core& in, std::string url, std::string type, std::string body);
void run_first(
    call& c,
    errand::kind is,
    outgoing what,
    std::function<reply(const called_back& answer, moment now)> then
);

inline reply said(int status, json body) {
    return {status, std::move(body), {}};
}
inline reply fine() {
    return said(200, {{"status", "OK"}});
}

}  // namespace emulator::mattermost
