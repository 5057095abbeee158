#include "tests/emulators/slack/api.hpp"

namespace emulator::slack {
namespace {

std::string_view known_group(call& c) {
    return c.in.usergroups.contains(c.text("usergroup")) ? "" : "no_such_subteam";
}

usergroup& group_of(call& c) {
    return c.in.usergroups.find(c.text("usergroup"))->second;
}

void tell(call& c, std::string_view name, json more) {
    more["type"] = name;
    more["event_ts"] = ts_of(c.now);
    c.in.tell_event(name, "usergroups:read", nullptr, std::move(more), c.now);
}

json changed(call& c, std::string_view event) {
    auto& group = group_of(c);
    group.updated = c.now;
    const auto shown = c.in.usergroup_json(group, true);
    tell(c, event, {{"subteam", shown}});
    return yes({{"usergroup", shown}});
}

// Another group's name or handle.
std::string_view own_names(call& c) {
    for (const auto& [id, each] : c.in.usergroups) {
        if (id == c.text("usergroup")) continue;
        if (c.has("name") && each.name == c.text("name")) return "name_already_exists";
        if (c.has("handle") && each.handle == c.text("handle")) return "handle_already_exists";
    }
    return {};
}

json list(call& c) {
    auto all = json::array();
    for (const auto& [id, each] : c.in.usergroups)
        if (each.enabled || c.flag("include_disabled"))
            all.push_back(c.in.usergroup_json(each, c.flag("include_users")));
    return yes({{"usergroups", std::move(all)}});
}

json create(call& c) {
    usergroup made;
    made.id = c.in.new_id("S");
    made.name = c.text("name");
    made.handle = c.text("handle");
    made.description = c.text("description");
    made.updated = c.now;
    const auto shown = c.in.usergroup_json(made, true);
    c.in.usergroups.emplace(made.id, made);
    tell(c, "subteam_created", {{"subteam", shown}});
    return yes({{"usergroup", shown}});
}

json update(call& c) {
    auto& group = group_of(c);
    if (c.has("name")) group.name = c.text("name");
    if (c.has("handle")) group.handle = c.text("handle");
    if (c.has("description")) group.description = c.text("description");
    return changed(c, "subteam_updated");
}

json enable(call& c) {
    group_of(c).enabled = true;
    return changed(c, "subteam_updated");
}

json disable(call& c) {
    group_of(c).enabled = false;
    return changed(c, "subteam_updated");
}

json list_users(call& c) {
    return yes({{"users", group_of(c).users}});
}

json update_users(call& c) {
    const auto users = c.list("users");
    if (users.empty()) return no("no_users_provided");
    for (const auto& id : users)
        if (const auto who = c.in.users.find(id);
            who == c.in.users.end() || who->second.deactivated)
            return no("invalid_users");
    group_of(c).users = users;
    tell(
        c,
        "subteam_members_changed",
        {{"subteam_id", c.text("usergroup")}, {"team_id", c.in.team}, {"users", users}}
    );
    return changed(c, "subteam_updated");
}

}  // namespace

std::vector<method> usergroup_methods() {
    constexpr std::string_view reading = "usergroups:read", writing = "usergroups:write";
    return {
        {"usergroups.list", tier::two, reading, "", {}, list},
        {"usergroups.create", tier::two, writing, "name", {own_names}, create},
        {"usergroups.update", tier::two, writing, "usergroup", {known_group, own_names}, update},
        {"usergroups.enable", tier::two, writing, "usergroup", {known_group}, enable},
        {"usergroups.disable", tier::two, writing, "usergroup", {known_group}, disable},
        {"usergroups.users.list", tier::two, reading, "usergroup", {known_group}, list_users},
        {"usergroups.users.update",
         tier::two,
         writing,
         "usergroup users",
         {known_group},
         update_users},
    };
}

}  // namespace emulator::slack
