// A Slack workspace without sockets: people do things in it, an app calls its Web API, and what
// Slack would tell the app is emitted. Deterministic: ids count up, every moment is an argument.
// Where the real one documents an error, this one answers with it; what is not subscribed, or has
// no scope, or happens where the app is not, is not told.
#pragma once

#include "tests/emulators/shared/http.hpp"
#include "tests/emulators/slack/model.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace emulator::slack {

// Something to deliver to the app.
struct emitted {
    enum class kind { events_api, slash_commands, interactive };
    std::int64_t id = 0;  // counts up; names it when its answer comes
    kind is = kind::events_api;
    json payload;  // the HTTP body; for slash commands their form fields
    bool takes_answer = false;
};
std::string_view name_of(emitted::kind is);  // "events_api", the `type` of an envelope

struct rules {
    // How long a minute of the rate tiers, of Retry-After and of cursors takes: scaled in tests.
    std::chrono::milliseconds minute{60'000};
    bool rate_limits = false;
    bool slow_history = false;  // 15 messages, one call a minute
    int page_cap = 0;           // no page is longer; 0: as asked
    bool empty_pages = false;   // every other page is empty, and not the last
    std::chrono::milliseconds cursors_live{600'000};
    std::chrono::milliseconds trigger_lives{3'000};
    // Older messages are neither listed nor found; 0: all are kept.
    std::chrono::milliseconds retention{0};
    bool app_may_create = true;  // else restricted_action
    bool app_may_archive = true;
    bool canvases = true;        // else canvas_disabled_user_team
    bool home_tab = true;        // else not_enabled
    bool mention_escape = true;  // should_escape of the slash command
    std::string command = "/incident";
    // Where the server of this workspace listens; no slash at the end.
    std::string api_base = "https://slack.com", socket_base = "wss://wss-primary.slack.com",
                hooks_base = "https://hooks.slack.com", files_base = "https://files.slack.com",
                team_base = "https://acme.slack.com";
};

// One call of the Web API, in order.
struct called {
    moment at;
    std::string method;
    json arguments;  // without `token`
    token::kind by = token::kind::bot;
    int status = 0;
    json answer;
    std::string channel() const;  // the channel it is about, or empty
};

// A message as a person sees it.
struct shown {
    std::string ts, thread_ts;
    std::string who;                 // "ana", "scribe (app)", "alerts (app)"
    std::string text;                // the fallback text when there are blocks
    std::string reads;               // what stands there: the text of the blocks, or `text`
    std::vector<std::string> pings;  // whom it alerts: "@here", "@ana"
    std::string only_to;             // empty: everybody in the channel
    std::string subtype;
    json blocks = json::array(), attachments = json::array(), metadata;
    std::vector<std::string> files;  // their names
    std::vector<reaction> reactions;
    bool edited = false, pinned = false;
};

struct core;

class workspace {
public:
    // A team with #general, an admin, and the installed app with a bot user and two tokens.
    explicit workspace(moment founded);
    ~workspace();
    workspace(const workspace&) = delete;
    workspace& operator=(const workspace&) = delete;

    rules& policy();  // may be changed at any time
    const rules& policy() const;
    // Called within whatever caused it, after the change is done; never for what the app is not
    // told. May call back in.
    void on_emitted(std::function<void(emitted)> told);

    // --- ids that are given ---
    std::string team_id() const, app_id() const;
    std::string bot_user() const, bot_id() const;
    std::string bot_token() const, app_token() const;
    std::string general() const;

    // --- setting up: nothing is emitted ---
    std::string add_user(user who);  // returns its id; an empty id is chosen
    std::string add_user(std::string_view name);
    std::string add_channel(std::string_view name, channel::kind is = channel::kind::open);
    void let_in(std::string_view channel_id, std::string_view user_id);
    user& edit_user(std::string_view id);  // flags: guest, deactivated, …
    channel& edit_channel(std::string_view id);
    token& edit_token(std::string_view text);
    std::set<std::string>& subscriptions();  // "message.channels", "app_mention", …
    usergroup& add_usergroup(std::string_view handle, std::vector<std::string> users);

    // --- the Web API ---
    // `arguments`: an object; of a form its values are strings, with JSON inside where the method
    // wants it. The token may stand in `arguments` instead, as some clients do.
    reply api(std::string_view method, std::string_view token, json arguments, moment now);
    // POST to an upload_url, and to a response_url.
    reply upload(std::string_view url, std::string bytes, moment now);
    reply respond(std::string_view url, json message, moment now);
    // The bytes at a url_private; nothing for a stranger.
    const file* download(std::string_view url, std::string_view token) const;
    // The ticket of a socket's URL: true once.
    bool takes_ticket(std::string_view ticket);

    // --- answers to what was emitted ---
    // In the acknowledgement; null or empty when it had no content.
    void answered(std::int64_t emitted_id, json answer, moment now);
    // Nobody answered in time: the person sees that.
    void unanswered(std::int64_t emitted_id, moment now);

    // --- what people do; ids and ts come back. std::invalid_argument for what the client of a
    // person would not let them do. `channel` is an id, or a name ---
    std::string says(
        std::string_view user, std::string_view channel, std::string_view text, moment now
    );
    std::string replies(
        std::string_view user,
        std::string_view channel,
        std::string_view thread_ts,
        std::string_view text,
        moment now,
        bool broadcast = false
    );
    void edits(
        std::string_view user,
        std::string_view channel,
        std::string_view ts,
        std::string_view text,
        moment now
    );
    void deletes(std::string_view user, std::string_view channel, std::string_view ts, moment now);
    // Slack itself looked at a link: message_changed without an edit.
    void unfurls(std::string_view channel, std::string_view ts, json attachment, moment now);
    void reacts(
        std::string_view user,
        std::string_view channel,
        std::string_view ts,
        std::string_view name,
        moment now
    );
    void unreacts(
        std::string_view user,
        std::string_view channel,
        std::string_view ts,
        std::string_view name,
        moment now
    );
    void pins(std::string_view user, std::string_view channel, std::string_view ts, moment now);
    void unpins(std::string_view user, std::string_view channel, std::string_view ts, moment now);
    std::string shares_file(
        std::string_view user,
        std::string_view channel,
        std::string_view name,
        std::string_view mimetype,
        std::string bytes,
        std::string_view comment,
        moment now
    );
    // Another app or a webhook: `content` as chat.postMessage takes it, `username` besides.
    // `app` is its bot id; with a bot user of that id the message is a modern one.
    std::string app_says(
        std::string_view bot_id, std::string_view channel, json content, moment now
    );

    std::string creates_channel(
        std::string_view user, std::string_view name, channel::kind is, moment now
    );
    void joins(std::string_view user, std::string_view channel, moment now);
    void leaves(std::string_view user, std::string_view channel, moment now);
    void invites(
        std::string_view user, std::string_view channel, std::string_view whom, moment now
    );
    void removes(
        std::string_view user, std::string_view channel, std::string_view whom, moment now
    );
    void archives(std::string_view user, std::string_view channel, moment now);
    void unarchives(std::string_view user, std::string_view channel, moment now);
    void renames(
        std::string_view user, std::string_view channel, std::string_view name, moment now
    );
    void deletes_channel(std::string_view user, std::string_view channel, moment now);
    void sets_topic(
        std::string_view user, std::string_view channel, std::string_view topic, moment now
    );
    void sets_purpose(
        std::string_view user, std::string_view channel, std::string_view purpose, moment now
    );
    void renames_self(std::string_view user, std::string_view display_name, moment now);
    std::string joins_team(std::string_view name, moment now);
    void uninstalls_app(moment now);  // tokens_revoked, app_uninstalled; the tokens are dead

    // What the app is asked; the id of what was emitted comes back.
    std::int64_t runs_command(
        std::string_view user, std::string_view channel, std::string_view line, moment now
    );
    // A button by its action_id or by what is written on it; `ts` may be an ephemeral message's.
    std::int64_t presses(
        std::string_view user,
        std::string_view channel,
        std::string_view ts,
        std::string_view button,
        moment now
    );
    // The same in a modal or on the home tab.
    std::int64_t presses_in_view(
        std::string_view user, std::string_view view_id, std::string_view button, moment now
    );
    // `values`: by action_id, block_id or label; options by value or text, people by id, several
    // as an array. Refused (std::invalid_argument) while a required input is empty.
    std::int64_t submits(std::string_view user, std::string_view view_id, json values, moment now);
    std::int64_t closes(
        std::string_view user, std::string_view view_id, moment now
    );  // 0: not told
    std::int64_t uses_message_menu(
        std::string_view user,
        std::string_view channel,
        std::string_view ts,
        std::string_view callback_id,
        moment now
    );
    std::int64_t uses_shortcut(std::string_view user, std::string_view callback_id, moment now);
    void opens_home(std::string_view user, moment now, std::string_view tab = "home");
    // app_rate_limited: that much was not told.
    void loses_events(moment now);

    // --- the oracle ---
    // What `user` sees in a channel, threads included, oldest first; everything when it is empty,
    // every ephemeral message too.
    std::vector<shown> sees(std::string_view channel, std::string_view user = {}) const;
    // The lines of `sees` as "who: text", "who to ana only: text".
    std::vector<std::string> lines(std::string_view channel, std::string_view user = {}) const;
    const channel* find_channel(std::string_view id_or_name) const;
    const user* find_user(std::string_view id_or_name) const;
    const message* find_message(std::string_view channel, std::string_view ts) const;
    std::string direct(std::string_view user) const;  // the DM with the app; empty: there is none
    std::vector<const view*> modals(std::string_view user = {}) const;  // open ones, bottom first
    const view* home(std::string_view user) const;
    const view* find_view(std::string_view id) const;
    const file* find_file(std::string_view id) const;
    const canvas* find_canvas(std::string_view id) const;
    std::vector<const channel*> channels() const;
    const std::vector<called>& journal() const;
    // Of one method, or of one method about one channel.
    std::vector<called> calls(std::string_view method, std::string_view channel = {}) const;
    // Metadata that stands under more than one message of the app: "C1: {…} twice".
    std::vector<std::string> duplicates() const;

private:
    std::unique_ptr<core> core_;
};

}  // namespace emulator::slack
