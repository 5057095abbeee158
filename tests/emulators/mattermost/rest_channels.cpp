// Channels and who is in them.
#include "tests/emulators/mattermost/rest.hpp"

#include <algorithm>

namespace emulator::mattermost {

namespace {

reply create(call& c) {
    c.expects({"team_id", "name"});
    if (!c.in.in_team(c.text("team_id"), c.by->id)) forbid();
    if (!c.in.policy.users_may_create && !c.by->is_admin()) forbid();
    const auto type = c.text("type");
    if (type != "O" && type != "P") refuse(400, "model.channel.is_valid.type.app_error");
    channel made;
    made.is = static_cast<channel::kind>(type.front());
    made.team = c.text("team_id");
    made.name = c.text("name");
    made.display_name = c.text("display_name");
    made.header = c.text("header");
    made.purpose = c.text("purpose");
    return said(201, c.in.channel_json(c.in.create(std::move(made), *c.by, c.now)));
}

std::vector<std::string> said_users(const call& c) {
    if (!c.body.is_array()) refuse(400, "api.context.invalid_body_param.app_error");
    auto ids = c.body.get<std::vector<std::string>>();
    for (const auto& id : ids) c.known_user(id);
    return ids;
}

reply direct(call& c) {
    auto ids = said_users(c);
    if (ids.size() != 2) refuse(400, "api.context.invalid_body_param.app_error");
    if (std::ranges::find(ids, c.by->id) == ids.end() && !c.by->is_admin()) forbid();
    return said(201, c.in.channel_json(c.in.direct_with(std::move(ids), *c.by, c.now)));
}

reply group(call& c) {
    auto ids = said_users(c);
    if (std::ranges::find(ids, c.by->id) == ids.end()) ids.push_back(c.by->id);
    if (ids.size() < 3 || ids.size() > 8)
        refuse(400, "api.channel.create_group.bad_size.app_error");
    return said(201, c.in.channel_json(c.in.direct_with(std::move(ids), *c.by, c.now)));
}

reply get(call& c) {
    return said(200, c.in.channel_json(c.readable(c.at[0])));
}

reply by_name(call& c, const team& of, const std::string& name) {
    const auto* found = c.in.find_channel(of.id, name);
    // A private channel one is not in is as good as none.
    const bool hidden = found && found->is == channel::kind::closed &&
                        !c.in.is_member(*found, c.by->id) && !c.by->is_admin();
    const bool gone = found && found->archived != 0 && c.asked.query("include_deleted") != "true";
    if (!found || hidden || gone) refuse(404, "app.channel.get_by_name.missing.app_error");
    return said(200, c.in.channel_json(*found));
}

reply get_by_name(call& c) {
    return by_name(c, c.own_team(c.at[0]), c.at[1]);
}

reply get_by_names(call& c) {
    const auto* of = c.in.find_team(c.at[0]);
    if (!of) refuse(404, "app.channel.get_by_name.missing.app_error");
    return by_name(c, c.own_team(of->id), c.at[1]);
}

reply of_team(call& c) {
    const auto& of = c.own_team(c.at[0]);
    json all = json::array();
    for (const auto& [id, in] : c.in.channels)
        if (in.team == of.id && in.is == channel::kind::open && in.archived == 0)
            all.push_back(c.in.channel_json(in));
    return said(200, std::move(all));
}

// Direct and group channels come with every team.
reply of_user(call& c) {
    if (c.at[0] != c.by->id && !c.by->is_admin()) forbid();
    json all = json::array();
    for (const auto& [id, in] : c.in.channels)
        if ((in.team == c.at[1] || in.team.empty()) && in.archived == 0 &&
            c.in.is_member(in, c.at[0]))
            all.push_back(c.in.channel_json(in));
    return said(200, std::move(all));
}

reply patch(call& c) {
    auto& found = c.lively(c.at[0]);
    if (found.team.empty() && (c.body.contains("name") || c.body.contains("purpose"))) forbid();
    c.in.patch(found, c.body, *c.by, c.now);
    return said(200, c.in.channel_json(found));
}

reply archive(call& c) {
    auto& found = c.joined(c.at[0]);
    if (found.team.empty()) refuse(400, "api.channel.delete_channel.type.invalid");
    if (found.name == "town-square") refuse(400, "api.channel.delete_channel.cannot.app_error");
    if (found.archived != 0) refuse(400, "api.channel.delete_channel.deleted.app_error");
    c.in.archive(found, *c.by, c.now);
    return fine();
}

reply restore(call& c) {
    if (!c.by->is_admin()) forbid();
    auto& found = c.joined(c.at[0]);
    if (found.archived == 0) refuse(400, "api.channel.restore_channel.restored.app_error");
    c.in.restore(found, *c.by, c.now);
    return said(200, c.in.channel_json(found));
}

reply set_privacy(call& c) {
    if (!c.by->is_admin()) forbid();
    auto& found = c.joined(c.at[0]);
    found.is = c.text("privacy") == "P" ? channel::kind::closed : channel::kind::open;
    return said(200, c.in.channel_json(found));
}

reply members(call& c) {
    const auto& found = c.joined(c.at[0]);
    const auto size =
        static_cast<std::size_t>(std::clamp<std::int64_t>(c.query("per_page", 60), 0, 200));
    const auto skip = static_cast<std::size_t>(c.query("page", 0)) * size;
    json all = json::array();
    for (auto i = skip; i < std::min(skip + size, found.members.size()); ++i)
        all.push_back(c.in.member_json(found, found.members[i]));
    return said(200, std::move(all));
}

reply member(call& c) {
    const auto& found = c.joined(c.at[0]);
    if (!c.in.is_member(found, c.at[1])) refuse(404, "app.channel.get_member.missing.app_error");
    return said(200, c.in.member_json(found, c.at[1]));
}

reply add_member(call& c) {
    c.expects({"user_id"});
    const auto found = c.in.channels.find(c.at[0]);
    if (found == c.in.channels.end()) forbid();
    auto& where = found->second;
    if (where.team.empty()) refuse(400, "api.channel.add_user_to_channel.type.app_error");
    const auto& who = c.known_user(c.text("user_id"));
    // Oneself into what is open; others where one is.
    const bool joins = who.id == c.by->id && where.is == channel::kind::open;
    if (!joins) c.joined(where.id);
    if (where.archived != 0) refuse(400, "api.channel.add_user_to_channel.deleted.app_error");
    c.in.enter(where, who, *c.by, c.now);
    return said(201, c.in.member_json(where, who.id));
}

reply remove_member(call& c) {
    auto& where = c.joined(c.at[0]);
    const auto& who = c.known_user(c.at[1]);
    if (where.team.empty()) refuse(400, "api.channel.remove_channel_member.type.app_error");
    if (where.name == "town-square") refuse(400, "api.channel.remove.default.app_error");
    if (!c.in.is_member(where, who.id)) refuse(404, "app.channel.get_member.missing.app_error");
    c.in.exit(where, who, *c.by, c.now);
    return fine();
}

reply stats(call& c) {
    const auto& found = c.joined(c.at[0]);
    return said(200, {{"channel_id", found.id}, {"member_count", found.members.size()}});
}

reply view(call& c) {
    const auto id = c.text("channel_id");
    if (!id.empty()) {
        c.joined(id).viewed[c.by->id] = to_millis(c.now);
        c.in.tell({"channel_viewed", {{"channel_id", id}}, c.by->id, "", ""});
    }
    return said(200, {{"status", "OK"}, {"last_viewed_at_times", json::object()}});
}

constexpr route rows[] = {
    {"POST", "/channels", create},
    {"POST", "/channels/direct", direct},
    {"POST", "/channels/group", group},
    {"GET", "/channels/{channel}", get},
    {"PUT", "/channels/{channel}", patch},
    {"PUT", "/channels/{channel}/patch", patch},
    {"PUT", "/channels/{channel}/privacy", set_privacy},
    {"DELETE", "/channels/{channel}", archive},
    {"POST", "/channels/{channel}/restore", restore},
    {"GET", "/channels/{channel}/stats", stats},
    {"GET", "/channels/{channel}/members", members},
    {"POST", "/channels/{channel}/members", add_member},
    {"GET", "/channels/{channel}/members/{user}", member},
    {"DELETE", "/channels/{channel}/members/{user}", remove_member},
    {"POST", "/channels/members/{user}/view", view},
    {"GET", "/teams/{team}/channels", of_team},
    {"GET", "/teams/{team}/channels/name/{name*}", get_by_name},
    {"GET", "/teams/name/{name*}/channels/name/{name*}", get_by_names},
    {"GET", "/users/{user}/teams/{team}/channels", of_user},
};

}  // namespace

std::span<const route> channel_routes() {
    return rows;
}

}  // namespace emulator::mattermost
