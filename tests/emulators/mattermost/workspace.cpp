#include "tests/emulators/mattermost/workspace.hpp"

#include "bot/base/text.hpp"
#include "tests/emulators/mattermost/rest.hpp"

#include <algorithm>
#include <stdexcept>

namespace emulator::mattermost {

namespace {

[[noreturn]] void unknown(std::string_view what, std::string_view name) {
    throw std::invalid_argument("there is no " + std::string(what) + " " + std::string(name));
}

json failed(std::string_view id, std::string message, int status) {
    return {
        {"error",
         {{"id", id},
          {"message", std::move(message)},
          {"detailed_error", ""},
          {"status_code", status}}}};
}

json pong(const core& in, moment now) {
    return {
        {"node_id", ""},
        {"server_time", to_millis(now)},
        {"text", "pong"},
        {"version", in.is_current() ? "11.0.0" : "5.37.0"}};
}

json statuses(const core& in) {
    json all = json::object();
    for (const auto& [id, who] : in.users) all[id] = who.status;
    return all;
}

json statuses_of(const core& in, const json& ids) {
    json all = json::object();
    for (const auto& id : ids)
        if (const auto found = in.users.find(id.get<std::string>()); found != in.users.end())
            all[found->first] = found->second.status;
    return all;
}

json typing(core& in, const std::string& who, const json& data) {
    const auto channel = data.value("channel_id", "");
    if (!in.channels.contains(channel) || !in.is_member(in.channels.at(channel), who))
        return failed("api.context.permissions.app_error", "no permission", 403);
    const json said{{"parent_id", data.value("parent_id", "")}, {"user_id", who}};
    in.tell({"typing", said, "", channel, "", {who}});
    return json::object();
}

}  // namespace

workspace::workspace(moment founded, edition is) : core_(new core) {
    auto& in = *core_;
    in.policy.is = is;
    if (is == edition::current) in.policy.trigger_lives = milliseconds(30'000);
    in.config_hash = in.new_id();
    in.first_team = add_team("acme");
    user admin;
    admin.name = "admin";
    admin.roles = "system_admin system_user";
    admin.created = admin.updated = to_millis(founded);
    in.admin = add_user(std::move(admin));
    in.town_square = add_channel("town-square");
    add_channel("off-topic");
    let_in(in.town_square, in.admin);
    in.bot = add_bot("scribe");
    token_of(in.bot);
}

workspace::~workspace() = default;

rules& workspace::policy() {
    return core_->policy;
}

const rules& workspace::policy() const {
    return core_->policy;
}

void workspace::on_event(std::function<void(const event&)> told) {
    core_->tell_hub = std::move(told);
}

bool workspace::hears(std::string_view who, const event& what) const {
    const auto& in = *core_;
    const auto known = in.users.find(who);
    if (known == in.users.end() || known->second.disabled != 0) return false;
    if (std::ranges::find(what.omits, who) != what.omits.end()) return false;
    if (!what.user.empty()) return what.user == who;
    if (!what.channel.empty()) return in.is_member(in.channels.at(what.channel), who);
    if (!what.team.empty()) return in.in_team(what.team, who);
    return true;
}

std::string workspace::team_id() const {
    return core_->first_team;
}
std::string workspace::admin() const {
    return core_->admin;
}
std::string workspace::bot_user() const {
    return core_->bot;
}
std::string workspace::bot_token() const {
    for (const auto& [text, who] : core_->tokens)
        if (who == core_->bot) return text;
    return {};
}
std::string workspace::town_square() const {
    return core_->town_square;
}

// --- setting up ---

std::string workspace::add_team(std::string_view name) {
    team made{core_->new_id(), std::string(name), std::string(name), {}};
    const auto id = made.id;
    core_->teams.emplace(id, std::move(made));
    return id;
}

std::string workspace::add_user(std::string_view name) {
    user who;
    who.name = name;
    return add_user(std::move(who));
}

std::string workspace::add_user(user who) {
    auto& in = *core_;
    if (in.users_named(who.name)) throw std::invalid_argument(who.name + " is there already");
    if (who.id.empty()) who.id = in.new_id();
    if (who.email.empty()) who.email = who.name + (who.bot ? "@localhost" : "@acme.example");
    if (who.created == 0 && !in.admin.empty()) who.created = in.users.at(in.admin).created;
    if (who.updated == 0) who.updated = who.created;
    const auto id = who.id;
    in.users.emplace(id, std::move(who));
    in.teams.at(in.first_team).members.insert(id);
    if (!in.town_square.empty()) in.channels.at(in.town_square).members.push_back(id);
    return id;
}

std::string workspace::add_bot(std::string_view name) {
    user who;
    who.name = name;
    who.bot = true;
    who.bot_owner = core_->admin;
    return add_user(std::move(who));
}

std::string workspace::add_channel(std::string_view name, channel::kind is) {
    auto& in = *core_;
    channel made;
    made.is = is;
    made.id = in.new_id();
    made.team = in.first_team;
    made.name = made.display_name = name;
    made.creator = in.admin;
    if (!in.admin.empty()) made.created = made.updated = in.users.at(in.admin).created;
    const auto id = made.id;
    in.channels.emplace(id, std::move(made));
    return id;
}

void workspace::let_in(std::string_view where, std::string_view who) {
    auto& in = edit_channel(where);
    const auto& entering = edit_user(who);
    if (!core_->is_member(in, entering.id)) in.members.push_back(entering.id);
}

void workspace::into_team(std::string_view of, std::string_view who) {
    auto* found = core_->find_team(of);
    if (!found) unknown("team", of);
    found->members.insert(edit_user(who).id);
}

user& workspace::edit_user(std::string_view who) {
    auto* found = core_->find_user(who);
    if (!found) unknown("user", who);
    return *found;
}

channel& workspace::edit_channel(std::string_view where) {
    auto* found = core_->find_channel(where);
    if (!found) unknown("channel", where);
    return *found;
}

std::string workspace::add_command(std::string_view trigger, std::string_view url) {
    auto& in = *core_;
    command made;
    made.id = in.new_id();
    made.token = in.new_id();
    made.team = in.first_team;
    made.trigger = bot::lower_ascii(trigger.substr(trigger.starts_with('/')));
    made.url = url;
    in.commands[made.id] = made;
    return made.token;
}

command& workspace::edit_command(std::string_view trigger) {
    for (auto& [id, of] : core_->commands)
        if (of.trigger == trigger) return of;
    unknown("command", trigger);
}

std::string workspace::add_webhook(std::string_view where, std::string_view creator) {
    incoming_webhook made;
    made.id = core_->new_id();
    made.user = edit_user(creator).id;
    made.channel = edit_channel(where).id;
    core_->webhooks[made.id] = made;
    return made.id;
}

// --- tokens ---

std::string workspace::token_of(std::string_view who) {
    const auto id = edit_user(who).id;
    for (const auto& [text, owner] : core_->tokens)
        if (owner == id) return text;
    auto made = core_->new_id();
    core_->tokens.emplace(made, id);
    return made;
}

std::string workspace::user_of(std::string_view token) const {
    const auto found = core_->tokens.find(token);
    if (found == core_->tokens.end()) return {};
    return core_->users.at(found->second).disabled == 0 ? found->second : "";
}

void workspace::revoke(std::string_view token) {
    core_->tokens.erase(std::string(token));
}

void workspace::comes_online(std::string_view who, bool is) {
    auto& known = edit_user(who);
    const std::string status = is ? "online" : "offline";
    if (known.status == status) return;
    known.status = status;
    core_->tell({"status_change", {{"status", status}, {"user_id", known.id}}, known.id, "", ""});
}

// --- the API ---

outcome workspace::handle(const http_message& asked, moment now) {
    return answer(*core_, asked, now);
}

std::optional<reply> workspace::slows_down(const http_message& asked, moment now) {
    return pace_of(*core_, asked, now).refused;
}

std::string workspace::token_said(const http_message& asked) const {
    try {
        return token_in(asked);
    } catch (const refusal&) {
        return {};
    }
}

json workspace::act(std::string_view token, std::string_view action, const json& data, moment now) {
    auto& in = *core_;
    const auto who = user_of(token);
    if (who.empty())
        return failed(
            "api.context.invalid_token.error",
            "Invalid session token=" + std::string(token) + ", err=session is not there",
            401
        );
    if (action == "ping") return {{"data", pong(in, now)}};
    if (action == "get_statuses") return {{"data", statuses(in)}};
    if (action == "get_statuses_by_ids")
        return {{"data", statuses_of(in, data.value("user_ids", json::array()))}};
    if (action == "user_typing") return typing(in, who, data);
    if (action == "user_update_active_status") return json::object();
    return failed("api.web_socket_router.bad_action.app_error", "Unknown WebSocket action.", 500);
}

bool workspace::hold(std::string_view pending_post_id) {
    if (pending_post_id.empty()) return false;
    return core_->pendings.emplace(pending_post_id, pending{}).second;
}

void workspace::let_go(std::string_view pending_post_id) {
    const auto found = core_->pendings.find(pending_post_id);
    if (found != core_->pendings.end() && found->second.post.empty()) core_->pendings.erase(found);
}

}  // namespace emulator::mattermost
