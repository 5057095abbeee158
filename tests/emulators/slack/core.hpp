// The state of a workspace, and the few changes everything is made of: a message appears, is
// changed, goes; somebody comes or leaves; a channel is renamed. The Web API and the people both
// act through these, so that both are told of alike.
#pragma once

#include "tests/emulators/slack/workspace.hpp"

namespace emulator::slack {

struct trigger {
    std::string user;
    moment issued;
    bool used = false;
    std::string view;  // the modal it came from
};

struct response_url {
    std::string channel, user, message_ts;  // message_ts: what it can replace
    moment issued;
    int uses = 0;
};

struct issued_cursor {
    std::string method, position;
    moment issued;
};

struct bucket {
    double level = 0;
    moment at;
};

struct scheduled {
    std::string id, channel;
    moment at;
    message content;
};

// What was asked of the app and waits for its answer.
struct asked {
    enum class kind { command, message_action, view_action, submission, shortcut } kind_is;
    std::string user, channel, view, url;
};

struct core {
    rules policy;
    moment founded;
    std::function<void(emitted)> told;

    std::map<std::string, user, std::less<>> users;
    std::map<std::string, channel, std::less<>> channels;
    std::map<std::string, view, std::less<>> views;
    std::map<std::string, file, std::less<>> files;
    std::map<std::string, canvas, std::less<>> canvases;
    std::map<std::string, usergroup, std::less<>> usergroups;
    std::map<std::string, token, std::less<>> tokens;
    std::map<std::string, trigger, std::less<>> triggers;
    std::map<std::string, response_url, std::less<>> response_urls;
    std::map<std::string, std::string, std::less<>> uploads;  // ticket to file
    std::set<std::string, std::less<>> socket_tickets;
    std::map<std::string, issued_cursor, std::less<>> cursors;
    std::map<std::string, bucket, std::less<>> buckets;
    std::map<std::int64_t, asked> questions;
    std::map<std::string, std::int64_t, std::less<>> counters;
    std::vector<scheduled> waiting;
    std::set<std::string> subscriptions;
    std::vector<called> journal;
    moment last_action;
    std::string team, app, bot_user, bot, general, bot_token, app_token;

    // --- ids and time (core.cpp) ---
    std::int64_t count(std::string_view what);
    std::string new_id(std::string_view prefix);      // "C00000007"
    std::string new_secret(std::string_view prefix);  // for URLs: not to be guessed from an id
    // Greater than every ts of the channel so far.
    std::string next_ts(channel& in, moment now);
    std::string new_trigger(std::string_view user, moment now, std::string_view view = {});
    std::string new_response_url(response_url to, std::string_view kind);
    void pass_time(moment now);  // what was scheduled appears

    // --- looking (core.cpp) ---
    user* find_user(std::string_view id_or_name);
    channel* find_channel(std::string_view id_or_name);
    message* find_message(channel& in, std::string_view ts);
    bool kept(const message& m, moment now) const;  // retention
    bool is_member(const channel& in, std::string_view user) const;
    bool is_ours(const message& m) const;
    channel& direct_with(std::string_view user, moment now);
    const channel* direct_of(std::string_view user) const;
    std::string permalink(const channel& in, const message& m) const;

    // --- telling the app (tell.cpp) ---
    // `about`: the channel it happened in; then only members are told. `scope`: what reading it
    // takes.
    void tell_event(
        std::string_view subscription,
        std::string_view scope,
        const channel* about,
        json event,
        moment now
    );
    void tell_message(const channel& in, json event, moment now);
    void tell_in_channel(std::string_view name, const channel& in, json event, moment now);
    std::int64_t ask(emitted::kind is, json payload, bool takes_answer, asked what);

    // --- messages (messages.cpp) ---
    json message_json(const channel& in, const message& m, bool with_metadata) const;
    // The message as it now stands in the channel; told.
    message& put(channel& in, message m, moment now);
    void changed(channel& in, const message& before, const message& after, moment now);
    void remove(channel& in, std::string_view ts, moment now);
    std::string whisper_to(channel& in, whisper what, moment now);
    void react(channel& in, message& m, std::string_view user, std::string_view name, moment now);
    void unreact(channel& in, message& m, std::string_view user, std::string_view name, moment now);
    void pin_it(channel& in, message& m, std::string_view user, moment now);
    void unpin_it(channel& in, std::string_view ts, std::string_view user, moment now);
    std::string share(channel& in, std::vector<std::string> file_ids, message with, moment now);

    // --- channels (channels.cpp) ---
    channel& create(std::string_view name, channel::kind is, std::string_view by, moment now);
    void enter(channel& in, std::string_view user, std::string_view inviter, moment now);
    void exit(channel& in, std::string_view user, std::string_view remover, moment now);
    void archive(channel& in, std::string_view by, bool back, moment now);
    void rename(channel& in, std::string_view name, std::string_view by, moment now);
    void set_topic(channel& in, std::string_view topic, std::string_view by, moment now);
    void set_purpose(channel& in, std::string_view purpose, std::string_view by, moment now);
    void drop(channel& in, std::string_view by, moment now);

    // --- as the API shows them (shapes.cpp) ---
    json user_json(const user& who, bool with_email) const;
    json channel_json(const channel& in) const;
    json view_json(const view& v) const;
    json file_json(const file& f) const;
    json usergroup_json(const usergroup& g, bool with_users) const;

    // --- views (views.cpp) ---
    view& open_view(std::string_view user, json content, std::string_view previous, moment now);
    void replace_view(view& v, json content, moment now);
    void close_view(view& v, bool whole_stack);
};

// "1700000000.000100"
std::string ts_of(moment at);
moment moment_of(std::string_view ts);
bool is_ts(std::string_view text);

std::string base64(std::string_view bytes);
std::vector<std::string> split_list(std::string_view text, char separator = ',');
std::string joined(const std::set<std::string>& from, std::string_view separator);

}  // namespace emulator::slack
