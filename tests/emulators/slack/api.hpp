// How the Web API's methods are written down: a row each, with what it costs, what its token must
// be allowed, what it must be given, what has to hold before, and what it does.
#pragma once

#include "tests/emulators/slack/core.hpp"

#include <span>

namespace emulator::slack {

struct method;

// One call on its way through the checks; they leave here what they found.
struct call {
    core& in;
    const token& by;
    const method& asked;
    json said;
    moment now;
    channel* where = nullptr;
    message* what = nullptr;
    user* whom = nullptr;
    view* seen = nullptr;
    message content = {};
    std::vector<std::string> faults = {};    // response_metadata.messages
    std::vector<std::string> warnings = {};  // response_metadata.warnings

    bool has(const char* name) const;
    std::string text(const char* name) const;
    bool flag(const char* name, bool otherwise = false) const;
    std::int64_t number(const char* name, std::int64_t otherwise) const;  // -1: none
    // A structure, however it was sent; discarded when it is no JSON.
    json tree(const char* name) const;
    std::vector<std::string> list(const char* name) const;
};

using check = std::string_view (*)(call&);  // Slack's error, or empty
using act = json (*)(call&);

enum class tier { one, two, three, four, free, posting };

struct method {
    std::string_view name;
    tier costs;
    std::string_view scopes;  // any of these; by kind of channel where they come so
    std::string_view needs;   // required arguments
    std::vector<check> checks;
    act does;
    bool app_level = false;
};

std::vector<method> chat_methods();
std::vector<method> history_methods();
std::vector<method> conversation_methods();
std::vector<method> mark_methods();  // pins, reactions, bookmarks
std::vector<method> user_methods();
std::vector<method> usergroup_methods();
std::vector<method> view_methods();
std::vector<method> file_methods();
std::vector<method> canvas_methods();

json yes(json more = json::object());
json no(std::string_view error);

// --- checks ---
std::string_view seen_channel(call& c);    // `channel`, an id: there, and not hidden from the app
std::string_view named_channel(call& c);   // an id, a name, or a person's: for chat.postMessage
std::string_view joined_channel(call& c);  // the app is in it
std::string_view not_archived(call& c);
std::string_view no_direct(call& c);      // a channel, not a DM
std::string_view known_message(call& c);  // `ts`, `timestamp` or `message_ts`
std::string_view known_user(call& c);
std::string_view with_content(call& c);  // text, blocks, attachments, metadata: into `content`

// --- pages ---
struct page {
    std::vector<std::string> keys;
    std::string next;
    std::string error;
};
// Of keys that are in order; a cursor holds the key its page begins at.
page page_of(
    call& c, const std::vector<std::string>& keys, bool descending, int otherwise, int most
);
json with_cursor(json body, const page& of);

// --- pace (rates.cpp) ---
// Takes one call; or says how long to wait, in Slack's seconds.
std::int64_t seconds_to_wait(core& in, const method& asked, const json& said, moment now);

}  // namespace emulator::slack
