#include "tests/emulators/slack/core.hpp"

#include <stdexcept>

namespace emulator::slack {
namespace {

// What the app's manifest asks for.
const std::set<std::string>& all_scopes() {
    static const std::set<std::string> all = {"app_mentions:read", "bookmarks:read",
                                              "bookmarks:write",   "canvases:write",
                                              "channels:history",  "channels:join",
                                              "channels:manage",   "channels:read",
                                              "chat:write",        "chat:write.customize",
                                              "chat:write.public", "commands",
                                              "emoji:read",        "files:read",
                                              "files:write",       "groups:history",
                                              "groups:read",       "groups:write",
                                              "im:history",        "im:read",
                                              "im:write",          "metadata.message:read",
                                              "mpim:history",      "mpim:read",
                                              "pins:read",         "pins:write",
                                              "reactions:read",    "reactions:write",
                                              "team:read",         "usergroups:read",
                                              "usergroups:write",  "users:read",
                                              "users:read.email"};
    return all;
}

const std::set<std::string>& all_subscriptions() {
    static const std::set<std::string> all = {
        "app_home_opened",
        "app_mention",
        "app_uninstalled",
        "channel_archive",
        "channel_deleted",
        "channel_id_changed",
        "channel_rename",
        "channel_unarchive",
        "group_archive",
        "group_deleted",
        "group_rename",
        "group_unarchive",
        "member_joined_channel",
        "member_left_channel",
        "message.channels",
        "message.groups",
        "message.im",
        "message.mpim",
        "pin_added",
        "pin_removed",
        "reaction_added",
        "reaction_removed",
        "subteam_members_changed",
        "subteam_updated",
        "team_join",
        "tokens_revoked",
        "user_change"};
    return all;
}

user app_user(const core& of) {
    user who;
    who.id = of.bot_user;
    who.name = "scribe";
    who.real_name = "Scribe";
    who.bot = true;
    who.bot_id = of.bot;
    who.app_id = of.app;
    return who;
}

}  // namespace

workspace::workspace(moment founded) : core_(std::make_unique<core>()) {
    auto& in = *core_;
    in.founded = founded;
    in.team = in.new_id("T");
    in.app = in.new_id("A");
    in.bot = in.new_id("B");
    in.bot_user = in.new_id("U");
    in.bot_token = "xoxb-emulated-bot";
    in.app_token = "xapp-emulated-app";
    in.users.emplace(in.bot_user, app_user(in));
    in.tokens.emplace(in.bot_token, token{in.bot_token, token::kind::bot, all_scopes(), ""});
    in.tokens.emplace(
        in.app_token, token{in.app_token, token::kind::app, {"connections:write"}, ""}
    );
    in.subscriptions = all_subscriptions();
    user owner;
    owner.name = "owner";
    owner.admin = true;
    const auto admin = add_user(owner);
    in.general = add_channel("general");
    auto& general = edit_channel(in.general);
    general.general = true;
    general.creator = admin;
    general.members = {admin};
}

workspace::~workspace() = default;

rules& workspace::policy() {
    return core_->policy;
}
const rules& workspace::policy() const {
    return core_->policy;
}
void workspace::on_emitted(std::function<void(emitted)> told) {
    core_->told = std::move(told);
}

std::string workspace::team_id() const {
    return core_->team;
}
std::string workspace::app_id() const {
    return core_->app;
}
std::string workspace::bot_user() const {
    return core_->bot_user;
}
std::string workspace::bot_id() const {
    return core_->bot;
}
std::string workspace::bot_token() const {
    return core_->bot_token;
}
std::string workspace::app_token() const {
    return core_->app_token;
}
std::string workspace::general() const {
    return core_->general;
}

// Everybody is in #general, but for those who may be nowhere else, and apps.
std::string workspace::add_user(user who) {
    if (who.id.empty()) who.id = core_->new_id(who.bot && !who.bot_id.empty() ? "UB" : "U");
    if (who.real_name.empty()) who.real_name = who.name;
    if (who.display_name.empty()) who.display_name = who.name;
    if (who.email.empty() && !who.bot) who.email = who.name + "@acme.example";
    const auto id = who.id;
    const bool everywhere = !who.bot && !who.single_channel_guest && who.team.empty();
    core_->users.insert_or_assign(id, std::move(who));
    if (everywhere && !core_->general.empty()) let_in(core_->general, id);
    return id;
}

std::string workspace::add_user(std::string_view name) {
    user who;
    who.name = name;
    return add_user(std::move(who));
}

std::string workspace::add_channel(std::string_view name, channel::kind is) {
    channel made;
    made.id = core_->new_id("C");
    made.is = is;
    made.name = name;
    made.created = core_->founded;
    return core_->channels.emplace(made.id, made).first->first;
}

void workspace::let_in(std::string_view channel_id, std::string_view user_id) {
    auto& in = edit_channel(channel_id);
    const auto& who = edit_user(user_id);
    if (!core_->is_member(in, who.id)) in.members.push_back(who.id);
}

user& workspace::edit_user(std::string_view id) {
    auto* found = core_->find_user(id);
    if (!found) throw std::invalid_argument("no user " + std::string(id));
    return *found;
}

channel& workspace::edit_channel(std::string_view id) {
    auto* found = core_->find_channel(id);
    if (!found) throw std::invalid_argument("no channel " + std::string(id));
    return *found;
}

token& workspace::edit_token(std::string_view text) {
    const auto found = core_->tokens.find(text);
    if (found == core_->tokens.end()) throw std::invalid_argument("no such token");
    return found->second;
}

std::set<std::string>& workspace::subscriptions() {
    return core_->subscriptions;
}

usergroup& workspace::add_usergroup(std::string_view handle, std::vector<std::string> users) {
    usergroup made;
    made.id = core_->new_id("S");
    made.name = handle;
    made.handle = handle;
    made.users = std::move(users);
    made.updated = core_->founded;
    return core_->usergroups.emplace(made.id, made).first->second;
}

}  // namespace emulator::slack
