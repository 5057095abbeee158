// What a Mattermost server holds. Plain data; what may happen to it is workspace.hpp's.
#pragma once

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace emulator::mattermost {

using nlohmann::json;
using moment = std::chrono::sys_time<std::chrono::microseconds>;
using millis = std::int64_t;  // since 1970, as Mattermost writes times

struct user {
    std::string id, name;  // name: unique, lower case
    std::string email, first_name, last_name, nickname, position;
    std::string timezone;                    // the one set by hand; empty: automatic UTC
    std::string roles = "system_user";       // "system_admin", "system_post_all", … besides
    std::string bot_owner, bot_description;  // of bots
    std::string status = "offline";
    millis created = 0, updated = 0, disabled = 0;  // disabled: delete_at
    bool bot = false;

    bool is_admin() const { return roles.find("system_admin") != roles.npos; }
};

struct team {
    std::string id, name, display_name;
    std::set<std::string> members;
};

struct channel {
    // Public, private, direct, group: the letters of `type`.
    enum class kind : char { open = 'O', closed = 'P', direct = 'D', group = 'G' } is = kind::open;
    std::string id, team, name, display_name, header, purpose, creator;
    millis created = 0, updated = 0, archived = 0, last_post = 0;
    std::vector<std::string> members;      // in the order they came
    std::set<std::string> admins;          // channel_admin
    std::map<std::string, millis> viewed;  // by user
};

struct reaction {
    std::string user, name;
    millis created = 0;
};

struct post {
    std::string id, user, channel, root, original, message, type, pending;
    millis created = 0, updated = 0, edited = 0, deleted = 0;
    bool pinned = false;
    json props = json::object();  // `integration` of actions included: clients never see it
    std::vector<std::string> files;
    std::vector<reaction> reactions;
    int replies_said = 0;  // reply_count as a client forged it
    std::string only_to;   // an ephemeral one: whom it was shown
};

struct file {
    std::string id, user, post, channel, name, mime, bytes;
    millis created = 0;
};

// What somebody was asked to fill in.
struct dialog {
    std::string user, trigger, url;
    json content;                  // callback_id, title, elements, …
    json errors = json::object();  // by element, after a submission
    std::string error;             // the general one
    std::string channel;           // where it was asked for
    bool open = true;
};

struct command {
    std::string id, token, team, trigger, url, username, icon_url;
    bool get = false;
};

struct incoming_webhook {
    std::string id, user, channel, username, icon_url;
};

}  // namespace emulator::mattermost
