// People, the team, and who the app itself is.
#include "tests/emulators/slack/api.hpp"

namespace emulator::slack {
namespace {

bool sees_email(const call& c) {
    return c.by.scopes.contains("users:read.email");
}

json auth_test(call& c) {
    return yes(
        {{"url", c.in.policy.team_base + "/"},
         {"team", "Acme"},
         {"user", c.in.users.at(c.in.bot_user).name},
         {"team_id", c.in.team},
         {"user_id", c.in.bot_user},
         {"bot_id", c.in.bot},
         {"is_enterprise_install", false}}
    );
}

json open_connection(call& c) {
    const auto ticket = c.in.new_secret("");
    c.in.socket_tickets.insert(ticket);
    return yes(
        {{"url", c.in.policy.socket_base + "/link/?ticket=" + ticket + "&app_id=" + c.in.app}}
    );
}

json team_info(call& c) {
    return yes(
        {{"team",
          {{"id", c.in.team},
           {"name", "Acme"},
           {"domain", "acme"},
           {"url", c.in.policy.team_base + "/"},
           {"email_domain", "acme.example"}}}}
    );
}

json info(call& c) {
    return yes({{"user", c.in.user_json(*c.whom, sees_email(c))}});
}

json list(call& c) {
    std::vector<std::string> keys;
    for (const auto& [id, who] : c.in.users) keys.push_back(id);
    const auto part = page_of(c, keys, false, 1000, 1000);
    if (!part.error.empty()) return no(part.error);
    auto members = json::array();
    for (const auto& id : part.keys)
        members.push_back(c.in.user_json(c.in.users.at(id), sees_email(c)));
    return with_cursor(
        {{"members", std::move(members)},
         {"cache_ts", c.now.time_since_epoch().count() / 1'000'000}},
        part
    );
}

json look_up_by_email(call& c) {
    for (const auto& [id, who] : c.in.users)
        if (who.email == c.text("email") && !who.deactivated)
            return yes({{"user", c.in.user_json(who, true)}});
    return no("users_not_found");
}

}  // namespace

std::vector<method> user_methods() {
    return {
        {"auth.test", tier::free, "", "", {}, auth_test},
        {"apps.connections.open", tier::three, "connections:write", "", {}, open_connection, true},
        {"team.info", tier::three, "team:read", "", {}, team_info},
        {"users.info", tier::four, "users:read", "user", {known_user}, info},
        {"users.list", tier::two, "users:read", "", {}, list},
        {"users.lookupByEmail", tier::three, "users:read.email", "email", {}, look_up_by_email},
    };
}

}  // namespace emulator::slack
