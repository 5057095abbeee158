// Users, teams and who is online.
#include "tests/emulators/mattermost/rest.hpp"

#include <algorithm>

namespace emulator::mattermost {

namespace {

// The same for as long as nothing about the user has changed.
reply get(call& c) {
    const auto& who = c.known_user(c.at[0]);
    const auto tag = "\"5.37.0." + who.id + "." + std::to_string(who.updated) + "\"";
    if (c.asked.header("if-none-match") == tag) return {304, "", {{"etag", tag}}};
    return {200, c.in.user_json(who, who.id == c.by->id), {{"etag", tag}}};
}

reply by_name(call& c) {
    const auto* who = c.in.find_user(c.at[0]);
    if (!who || who->name != c.at[0]) refuse(404, "app.user.get_by_username.app_error");
    return said(200, c.in.user_json(*who, who->id == c.by->id));
}

reply by_email(call& c) {
    for (const auto& [id, who] : c.in.users)
        if (who.email == c.at[0]) return said(200, c.in.user_json(who, id == c.by->id));
    refuse(404, "app.user.missing_account.const");
}

reply of_list(call& c, std::string user::*field) {
    if (!c.body.is_array() || c.body.empty())
        refuse(400, "api.context.invalid_body_param.app_error");
    const auto wanted = c.body.get<std::set<std::string>>();
    json all = json::array();
    for (const auto& [id, who] : c.in.users)
        if (wanted.contains(who.*field)) all.push_back(c.in.user_json(who, id == c.by->id));
    return said(200, std::move(all));
}

reply by_ids(call& c) {
    return of_list(c, &user::id);
}

reply by_names(call& c) {
    return of_list(c, &user::name);
}

reply list(call& c) {
    const auto in_channel = c.asked.query("in_channel"), in_team = c.asked.query("in_team");
    const auto* where = in_channel.empty() ? nullptr : &c.joined(in_channel);
    const auto size = std::clamp<std::int64_t>(c.query("per_page", 60), 0, 200);
    auto skip = c.query("page", 0) * size;
    json all = json::array();
    for (const auto& [id, who] : c.in.users) {
        if (where && !c.in.is_member(*where, id)) continue;
        if (!in_team.empty() && !c.in.in_team(in_team, id)) continue;
        if (skip-- > 0 || std::ssize(all) >= size) continue;
        all.push_back(c.in.user_json(who, id == c.by->id));
    }
    return said(200, std::move(all));
}

reply patch(call& c) {
    if (c.at[0] != c.by->id && !c.by->is_admin()) forbid();
    auto& who = c.known_user(c.at[0]);
    who.nickname = c.body.value("nickname", who.nickname);
    who.first_name = c.body.value("first_name", who.first_name);
    who.last_name = c.body.value("last_name", who.last_name);
    who.position = c.body.value("position", who.position);
    who.updated = to_millis(c.now);
    c.in.tell({"user_updated", {{"user", c.in.user_json(who, false)}}, "", "", ""});
    return said(200, c.in.user_json(who, who.id == c.by->id));
}

json status_of(const user& who) {
    return {
        {"user_id", who.id}, {"status", who.status}, {"manual", false}, {"last_activity_at", 0}};
}

reply status(call& c) {
    return said(200, status_of(c.known_user(c.at[0])));
}

reply statuses(call& c) {
    json all = json::array();
    for (const auto& id : c.body) all.push_back(status_of(c.known_user(id.get<std::string>())));
    return said(200, std::move(all));
}

reply teams_of(call& c) {
    if (c.at[0] != c.by->id && !c.by->is_admin()) forbid();
    json all = json::array();
    for (const auto& [id, of] : c.in.teams)
        if (of.members.contains(c.at[0])) all.push_back(c.in.team_json(of));
    return said(200, std::move(all));
}

reply team_by_id(call& c) {
    return said(200, c.in.team_json(c.own_team(c.at[0])));
}

reply team_by_name(call& c) {
    const auto* found = c.in.find_team(c.at[0]);
    if (!found || found->name != c.at[0]) refuse(404, "app.team.get_by_name.missing.app_error");
    return said(200, c.in.team_json(c.own_team(found->id)));
}

json member_of(const team& of, const std::string& user) {
    return {
        {"team_id", of.id},
        {"user_id", user},
        {"roles", "team_user"},
        {"delete_at", 0},
        {"scheme_user", true},
        {"scheme_admin", false}};
}

reply team_member(call& c) {
    const auto& of = c.own_team(c.at[0]);
    if (!of.members.contains(c.at[1])) refuse(404, "app.team.get_member.missing.app_error");
    return said(200, member_of(of, c.at[1]));
}

reply add_team_member(call& c) {
    if (!c.by->is_admin()) forbid();
    const auto& of = c.own_team(c.at[0]);
    const auto& who = c.known_user(c.text("user_id"));
    c.in.enter_team(of.id, who, c.now);
    return said(201, member_of(of, who.id));
}

reply remove_team_member(call& c) {
    if (!c.by->is_admin() && c.at[1] != c.by->id) forbid();
    auto& of = c.own_team(c.at[0]);
    c.in.tell({"leave_team", {{"team_id", of.id}, {"user_id", c.at[1]}}, "", "", of.id});
    of.members.erase(c.at[1]);
    for (auto& [id, in] : c.in.channels)
        if (in.team == of.id) std::erase(in.members, c.at[1]);
    return fine();
}

// Free servers cannot change what a role may do.
reply patch_role(call&) {
    refuse(501, "api.roles.patch_roles.license.error");
}

constexpr route rows[] = {
    {"GET", "/users", list},
    {"GET", "/users/{user}", get},
    {"PUT", "/users/{user}/patch", patch},
    {"GET", "/users/username/{name*}", by_name},
    {"GET", "/users/email/{name*}", by_email},
    {"POST", "/users/ids", by_ids},
    {"POST", "/users/usernames", by_names},
    {"GET", "/users/{user}/status", status},
    {"POST", "/users/status/ids", statuses},
    {"GET", "/users/{user}/teams", teams_of},
    {"GET", "/teams/{team}", team_by_id},
    {"GET", "/teams/name/{name*}", team_by_name},
    {"POST", "/teams/{team}/members", add_team_member},
    {"GET", "/teams/{team}/members/{user}", team_member},
    {"DELETE", "/teams/{team}/members/{user}", remove_team_member},
    {"PUT", "/roles/{id}/patch", patch_role},
};

}  // namespace

std::span<const route> user_routes() {
    return rows;
}

}  // namespace emulator::mattermost
