// The state of a Mattermost server, and the few changes everything is made of. The REST API, slash
// commands and webhooks all act through these, so that all are told of alike.
#pragma once

#include "tests/emulators/mattermost/workspace.hpp"

#include <deque>
#include <unordered_map>

namespace emulator::mattermost {

// What is thrown on the way through a request, and caught where it is answered.
struct refusal {
    int status;
    std::string id;
    std::string message{};
};
[[noreturn]] inline void refuse(int status, std::string id, std::string message = {}) {
    throw refusal{status, std::move(id), std::move(message)};
}
[[noreturn]] inline void forbid() {
    refuse(403, "api.context.permissions.app_error");
}
reply answer_for(const refusal& why, std::string request_id);

struct response_url {
    std::string user, channel, root, team;
    millis made = 0;
    int uses = 0;
};
struct trigger {
    std::string user, client_id, channel;
    millis made = 0;
};
struct pending {
    std::string post;  // empty: still being made
    millis since = 0;
};
struct bucket {
    double level = 0;
    millis at = 0;
};

struct core {
    rules policy;
    std::function<void(const event&)> tell_hub;
    std::map<std::string, user, std::less<>> users;
    std::map<std::string, team, std::less<>> teams;
    std::map<std::string, channel, std::less<>> channels;
    std::map<std::string, file, std::less<>> files;
    std::map<std::string, command, std::less<>> commands;
    std::map<std::string, incoming_webhook, std::less<>> webhooks;
    std::map<std::string, std::string, std::less<>> tokens;  // to users
    std::map<std::string, response_url, std::less<>> response_urls;
    std::map<std::string, trigger, std::less<>> triggers;
    std::map<std::string, std::string, std::less<>> cookies;  // to ephemeral posts
    std::map<std::string, pending, std::less<>> pendings;
    std::map<std::string, bucket, std::less<>> buckets;
    std::deque<post> posts;  // in the order they came; addresses stay; ephemeral ones too
    std::unordered_map<std::string, post*> by_id;
    std::unordered_map<std::string, std::vector<post*>> in_channel;
    std::unordered_map<std::string, std::vector<post*>> threads;  // replies by their root
    std::deque<dialog> dialogs;
    std::vector<called> journal;
    std::uint64_t ids_given = 0;
    std::string first_team, admin, bot, town_square, config_hash;

    bool is_current() const { return policy.is == edition::current; }

    // --- ids, looking (core.cpp) ---
    std::string new_id();
    user* find_user(std::string_view id_or_name);
    channel* find_channel(std::string_view id_or_name);
    channel* find_channel(std::string_view team_id, std::string_view name);
    team* find_team(std::string_view id_or_name);
    post* find_post(std::string_view id);  // stored ones, deleted or not
    bool users_named(std::string_view name) const;
    bool is_member(const channel& in, std::string_view user) const;
    bool in_team(std::string_view team_id, std::string_view user) const;
    std::string new_trigger(std::string_view user, std::string_view channel, moment now);
    // The user of a trigger id; refuses what is old, forged or no trigger id.
    const trigger& trigger_of(const std::string& id, moment now);
    void tell(event what);

    // --- as clients see it (shapes.cpp) ---
    json user_json(const user& who, bool to_self) const;
    json team_json(const team& of) const;
    json channel_json(const channel& in) const;
    json member_json(const channel& in, std::string_view user) const;
    json file_json(const file& f) const;
    json reaction_json(const post& on, const reaction& r) const;
    json post_json(const post& p, bool as_created = false) const;
    // {order,posts,next_post_id,prev_post_id}
    json list_json(const std::vector<const post*>& order, const std::vector<const post*>& beside)
        const;
    std::vector<std::string> mentions_in(const post& p) const;  // user ids

    // --- posts (posts.cpp) ---
    // Checked, stored, told. `by_hand`: mentions, files and pending ids count.
    post& put(post p, moment now, const std::string& sender = {});
    void system_post(
        channel& in, const user& by, std::string_view type, std::string text, json props, moment now
    );
    // Keeps a ghost of what was there.
    void change(post& p, const std::function<void(post&)>& how, moment now);
    void remove(post& p, moment now);
    void react(post& to, const user& who, const std::string& emoji, moment now);
    void unreact(post& to, const user& who, const std::string& emoji, moment now);
    post& whisper(post p, std::string_view to, moment now);

    // --- channels (channels.cpp) ---
    channel& create(channel made, const user& by, moment now);
    channel& direct_with(std::vector<std::string> users, const user& by, moment now);
    void enter(channel& in, const user& who, const user& by, moment now);
    void exit(channel& in, const user& who, const user& by, moment now);
    void patch(channel& in, const json& what, const user& by, moment now);
    void archive(channel& in, const user& by, moment now);
    void restore(channel& in, const user& by, moment now);
    void enter_team(std::string_view team_id, const user& who, moment now);
};

millis to_millis(moment at);
std::size_t runes_in(std::string_view text);
std::string base64(std::string_view bytes);
// As clients do not see them: `integration` taken out of every action; a cookie put in if given.
json stripped(json props, const std::string& cookie = {});
// The action of that id, or of that name; null when there is none.
json* find_action(json& props, std::string_view id, std::string_view name = {});
// <url|label>, <@id>, <!channel> as Markdown.
std::string from_slack(core& in, std::string text);
void attachments_from_slack(core& in, json& attachments);

// --- calling apps (integrations.cpp) ---
// Told an app's answer to a slash command, or what came to a response_url.
struct audience {
    std::string user, channel, root;
};
void answer_command(core& in, const json& said, const audience& to, const command* of, moment now);
json parsed_answer(const called_back& answer);  // JSON, or {"text":…}; discarded: neither

}  // namespace emulator::mattermost
