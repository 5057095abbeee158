// What a Slack workspace is made of. Plain data; what may happen to it is workspace.hpp's.
#pragma once

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace emulator::slack {

using namespace emulator;  // who says emulator::slack means what is shared as well
using nlohmann::json;
using moment = std::chrono::sys_time<std::chrono::microseconds>;

struct user {
    std::string id, name;  // name: the handle, unique
    std::string real_name, display_name, email, tz = "UTC";
    std::string team;                   // another team's: a Slack Connect stranger
    std::string bot_id, app_id;         // of bots
    bool guest = false;                 // is_restricted
    bool single_channel_guest = false;  // is_ultra_restricted
    bool deactivated = false;
    bool admin = false;
    bool bot = false;
};

struct edit_mark {
    std::string user, ts;
};
struct reaction {
    std::string name;
    std::vector<std::string> users;
};

struct message {
    std::string ts, thread_ts;  // thread_ts == ts: the root of a thread
    std::string user;           // empty: a webhook
    std::string bot_id, app_id, username;
    std::string subtype, text;
    std::string client_msg_id;  // people's clients send one
    json blocks = json::array();
    json attachments = json::array();
    json icons, metadata;         // null when there are none
    json extra = json::object();  // fields of the subtype: topic, name, inviter, …
    std::vector<std::string> files;
    std::optional<edit_mark> edited;
    std::vector<reaction> reactions;
    std::vector<std::string> replies;  // of a root: ts of each, oldest first
    std::vector<std::string> reply_users;
    std::string latest_reply;
    bool broadcast = false;  // shown in the channel as well
};

// What only one person sees, until their client is restarted.
struct whisper {
    std::string ts, to, thread_ts, text;
    json blocks = json::array();
};

struct pin {
    std::string ts, user;
    moment at;
};
struct bookmark {
    std::string id, title, link, emoji;
    moment at;
};

struct channel {
    enum class kind { open, closed, direct } is = kind::open;  // public, private, DM
    std::string id, name, creator;
    moment created;
    bool archived = false, general = false;
    bool read_only = false;  // only admins may post
    bool shared = false;     // is_ext_shared
    std::string topic, topic_by, purpose, purpose_by;
    moment topic_at, purpose_at;
    std::vector<std::string> members;         // in the order they came
    std::map<std::string, message> messages;  // by ts: ten digits before the dot, so this is time
    std::vector<whisper> whispers;
    std::vector<pin> pins;
    std::vector<bookmark> bookmarks;
    std::string canvas;  // its id
    moment last;         // no ts after it was given yet
};

struct file {
    std::string id, name, title, mimetype, user, bytes;
    std::int64_t declared = 0;  // bytes promised when the ticket was issued
    bool uploaded = false, shared = false;
    moment created;
    std::set<std::string> channels;
};

struct canvas {
    std::string id, title, markdown, channel, owner;
};

struct view {
    std::string id, user, external_id, hash;
    std::string root, previous;    // of modals that were pushed
    json content;                  // as the app gave it, with block ids
    json errors = json::object();  // by block id, after a submission
    bool home = false, open = true;
};

struct usergroup {
    std::string id, name, handle, description;
    std::vector<std::string> users;
    bool enabled = true;
    moment updated;
};

struct token {
    std::string text;
    enum class kind { bot, app } is = kind::bot;
    std::set<std::string> scopes;
    std::string refused;  // "token_revoked", "account_inactive": what every call answers
};

}  // namespace emulator::slack
