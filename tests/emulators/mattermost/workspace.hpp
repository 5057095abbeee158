// A Mattermost server without sockets: its REST API, what people do in it, and what its hub would
// tell each of them. Deterministic: ids are mixed from a count, every moment is an argument. Where
// it calls an app (slash commands, buttons, dialogs) it hands out an errand and goes on when the
// answer is there.
#pragma once

#include "tests/emulators/mattermost/model.hpp"
#include "tests/emulators/shared/calling.hpp"
#include "tests/emulators/shared/http.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace emulator::mattermost {

using std::chrono::milliseconds;

enum class edition {
    v5_37,    // as it was observed
    current,  // 11: always reliable, root_id in slash commands, no parent_id, longer triggers
};

// Something the hub tells: to one user, to a channel's members, to a team's, or to everybody.
struct event {
    std::string name;
    json data = json::object();
    std::string user, channel, team;   // the broadcast
    std::vector<std::string> omits{};  // users
};

// The server calls an app; `then` is what it answers its own caller afterwards.
struct errand {
    enum class kind { command, action, dialog } is = kind::command;
    outgoing call;
    std::function<reply(const called_back& answer, moment now)> then;
};
struct outcome {
    reply answer;
    std::unique_ptr<errand> first{};
};

struct rules {
    edition is = edition::v5_37;
    bool reliable = true;  // EnableReliableWebSockets; a fresh 5.37 has it off
    std::size_t max_post = 16'383;
    std::int64_t max_file = 104'857'600;
    milliseconds deduplicates{30'000};  // how long a pending_post_id is remembered
    milliseconds trigger_lives{3'000};  // current: 30 s
    milliseconds integration_limit{30'000};
    milliseconds response_url_lives{1'800'000};
    milliseconds posts_take{0};  // how long one is in flight, with a pending_post_id
    int response_url_uses = 5;
    // Rate limits, off by default: calls a second, and that many at once.
    int per_second = 0, burst = 100;
    bool vary_by_user = false;  // then every X-RateLimit header comes doubled
    bool users_may_create = true;
    std::string site_url;  // the server's own address; no slash at the end
};

// One call of the REST API, in order.
struct called {
    moment at;
    std::string method, path, user;  // user: id; empty for a stranger
    std::string route;               // "POST /posts", "PUT /posts/{post}/patch"
    json body;
    int status = 0;
    json answer;
};

struct core;

class workspace {
public:
    // A team "acme" with town-square and off-topic, "admin", and the bot "scribe", in the team.
    explicit workspace(moment founded, edition is = edition::v5_37);
    ~workspace();
    workspace(const workspace&) = delete;
    workspace& operator=(const workspace&) = delete;

    rules& policy();  // may be changed at any time
    const rules& policy() const;
    // Called within whatever caused it, after the change is done. May call back in.
    void on_event(std::function<void(const event&)> told);
    bool hears(std::string_view user, const event& what) const;

    // --- ids that are given ---
    std::string team_id() const, admin() const, bot_user() const, bot_token() const;
    std::string town_square() const;

    // --- setting up: nothing is told. Ids come back; ids and names are both understood ---
    std::string add_team(std::string_view name);
    std::string add_user(std::string_view name);  // in the first team
    std::string add_user(user who);
    std::string add_bot(std::string_view name);
    std::string add_channel(std::string_view name, channel::kind is = channel::kind::open);
    void let_in(std::string_view channel, std::string_view user);
    void into_team(std::string_view team, std::string_view user);
    user& edit_user(std::string_view who);
    channel& edit_channel(std::string_view where);
    // A slash command: its token comes back, which every call of it carries.
    std::string add_command(std::string_view trigger, std::string_view url);
    command& edit_command(std::string_view trigger);
    std::string add_webhook(std::string_view channel, std::string_view creator);

    // --- tokens ---
    std::string token_of(std::string_view who);         // made when first asked for
    std::string user_of(std::string_view token) const;  // empty: revoked, disabled or unknown
    void revoke(std::string_view token);                // sockets stay open, and hear nothing more

    // --- the REST API ---
    outcome handle(const http_message& asked, moment now);
    // The same as `who`, for calls that ask no app.
    reply api(
        std::string_view who, std::string_view method, std::string_view path, json body, moment now
    );
    // An answer to `who`'s action over the WebSocket: data, or {"error":…} with FAIL.
    json act(std::string_view token, std::string_view action, const json& data, moment now);
    void comes_online(std::string_view who, bool is);  // its status, told to itself
    // 429, when calls are limited and this is one too many; for the upgrade of a socket.
    std::optional<reply> slows_down(const http_message& asked, moment now);
    std::string token_said(const http_message& asked) const;  // in whatever header
    // While a post is being made: the same pending_post_id meets `deduplicate…pending`.
    // False when it is known already, or empty.
    bool hold(std::string_view pending_post_id);
    void let_go(std::string_view pending_post_id);

    // --- what people do, by the same REST API. std::invalid_argument when it is refused ---
    std::string says(
        std::string_view who,
        std::string_view channel,
        std::string_view text,
        moment now,
        json more = json::object()  // props, file_ids, pending_post_id, …
    );
    std::string replies(
        std::string_view who, std::string_view root, std::string_view text, moment now
    );
    void edits(std::string_view who, std::string_view post, std::string_view text, moment now);
    void deletes(std::string_view who, std::string_view post, moment now);
    void reacts(std::string_view who, std::string_view post, std::string_view emoji, moment now);
    void unreacts(std::string_view who, std::string_view post, std::string_view emoji, moment now);
    void pins(std::string_view who, std::string_view post, moment now);
    void unpins(std::string_view who, std::string_view post, moment now);
    std::string shares_file(
        std::string_view who,
        std::string_view channel,
        std::string_view name,
        std::string bytes,
        std::string_view comment,
        moment now
    );
    std::string creates_channel(
        std::string_view who, std::string_view name, channel::kind is, moment now
    );
    void joins(std::string_view who, std::string_view channel, moment now);
    void leaves(std::string_view who, std::string_view channel, moment now);
    void adds(std::string_view who, std::string_view channel, std::string_view whom, moment now);
    void removes(std::string_view who, std::string_view channel, std::string_view whom, moment now);
    void archives(std::string_view who, std::string_view channel, moment now);
    void restores(std::string_view who, std::string_view channel, moment now);
    // header, purpose, display_name, name
    void patches(std::string_view who, std::string_view channel, json what, moment now);
    std::string writes_to(
        std::string_view who, std::string_view whom, std::string_view text, moment now
    );
    void types(std::string_view who, std::string_view channel, moment now);
    std::string joins_team(std::string_view name, moment now);  // a new user
    void renames_self(std::string_view who, std::string_view nickname, moment now);

    // What calls the app; server.hpp does it over the wire (runs_command, clicks, …).
    outcome runs_command(
        std::string_view who,
        std::string_view channel,
        std::string_view line,
        moment now,
        std::string_view root = {}
    );
    // A button or a menu by its id or by what is written on it; also on an ephemeral post.
    outcome clicks(
        std::string_view who,
        std::string_view post,
        std::string_view action,
        moment now,
        std::string_view selected = {}
    );
    // The newest open dialog of `who`. Refused while an element that is not optional is missing.
    outcome submits(std::string_view who, json submission, moment now);
    outcome cancels(std::string_view who, moment now);

    // --- the oracle ---
    // Not deleted, oldest first, with the ephemeral ones shown to `who` (all when empty).
    std::vector<const post*> sees(std::string_view channel, std::string_view who = {}) const;
    // "ana: text", "ana to ben only: text", replies indented by "> ".
    std::vector<std::string> lines(std::string_view channel, std::string_view who = {}) const;
    const channel* find_channel(std::string_view id_or_name) const;
    const user* find_user(std::string_view id_or_name) const;
    const post* find_post(std::string_view id) const;  // also a deleted or an ephemeral one
    const file* find_file(std::string_view id) const;
    std::vector<const channel*> channels() const;
    std::vector<const dialog*> dialogs(std::string_view who = {}) const;  // open ones
    const std::vector<called>& journal() const;
    std::vector<called> calls(std::string_view route) const;  // "POST /posts"
    // Visible posts of the bot that share a pending_post_id, or the value at `prop` in the props:
    // "KEY twice".
    std::vector<std::string> duplicates(std::string_view prop = {}) const;
    // As clients get it.
    json shown(const post& one) const;

private:
    outcome finish_dialog(dialog& in, json said, moment now);
    std::unique_ptr<core> core_;
};

}  // namespace emulator::mattermost
