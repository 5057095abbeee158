// How people, channels, files and views look in the API's answers and in events.
#include "tests/emulators/slack/core.hpp"

namespace emulator::slack {
namespace {

std::int64_t seconds_of(moment at) {
    return at.time_since_epoch().count() / 1'000'000;
}

}  // namespace

json core::user_json(const user& who, bool with_email) const {
    json profile = {
        {"real_name", who.real_name},
        {"real_name_normalized", who.real_name},
        {"display_name", who.display_name},
        {"display_name_normalized", who.display_name},
        {"team", who.team.empty() ? team : who.team}};
    if (with_email && !who.email.empty()) profile["email"] = who.email;
    if (!who.bot_id.empty()) profile["bot_id"] = who.bot_id;
    if (!who.app_id.empty()) profile["api_app_id"] = who.app_id;
    json out = {
        {"id", who.id},
        {"team_id", who.team.empty() ? team : who.team},
        {"name", who.name},
        {"deleted", who.deactivated},
        {"profile", std::move(profile)},
        {"is_bot", who.bot},
        {"is_app_user", false},
        {"updated", seconds_of(founded)}};
    if (who.deactivated) return out;  // of the gone, less is told
    out.update(
        {{"real_name", who.real_name},
         {"tz", who.tz},
         {"is_admin", who.admin},
         {"is_owner", false},
         {"is_restricted", who.guest || who.single_channel_guest},
         {"is_ultra_restricted", who.single_channel_guest},
         {"is_stranger", !who.team.empty() && who.team != team}}
    );
    return out;
}

json core::channel_json(const channel& in) const {
    json out = {
        {"id", in.id},
        {"created", seconds_of(in.created)},
        {"is_archived", in.archived},
        {"is_im", in.is == channel::kind::direct},
        {"is_org_shared", false},
        {"context_team_id", team},
        {"updated", in.created.time_since_epoch().count() / 1'000}};
    if (in.is == channel::kind::direct) {
        out["user"] = in.members.front();
        return out;
    }
    out.update(
        {{"name", in.name},
         {"name_normalized", in.name},
         {"is_channel", in.is == channel::kind::open},
         {"is_group", false},
         {"is_mpim", false},
         {"is_private", in.is == channel::kind::closed},
         {"is_general", in.general},
         {"is_shared", in.shared},
         {"is_ext_shared", in.shared},
         {"creator", in.creator},
         {"is_member", is_member(in, bot_user)},
         {"topic",
          {{"value", in.topic}, {"creator", in.topic_by}, {"last_set", seconds_of(in.topic_at)}}},
         {"purpose",
          {{"value", in.purpose},
           {"creator", in.purpose_by},
           {"last_set", seconds_of(in.purpose_at)}}}}
    );
    if (!in.canvas.empty())
        out["properties"] = {{"canvas", {{"file_id", in.canvas}, {"is_empty", false}}}};
    return out;
}

json core::file_json(const file& f) const {
    const auto path = team + "-" + f.id + "/" + f.name;
    return {
        {"id", f.id},
        {"created", seconds_of(f.created)},
        {"timestamp", seconds_of(f.created)},
        {"name", f.name},
        {"title", f.title.empty() ? f.name : f.title},
        {"mimetype", f.mimetype},
        {"filetype", f.name.substr(f.name.rfind('.') + 1)},
        {"user", f.user},
        {"size", f.bytes.size()},
        {"mode", "hosted"},
        {"is_external", false},
        {"is_public", f.shared},
        {"url_private", policy.files_base + "/files-pri/" + path},
        {"url_private_download", policy.files_base + "/files-pri/" + path + "?download=1"},
        {"permalink", policy.team_base + "/files/" + f.user + "/" + f.id + "/" + f.name},
        {"channels", f.channels},
        {"file_access", "visible"}};
}

json core::view_json(const view& v) const {
    json out = {
        {"id", v.id},
        {"team_id", team},
        {"app_id", app},
        {"bot_id", bot},
        {"app_installed_team_id", team},
        {"callback_id", ""},
        {"private_metadata", ""},
        {"external_id", v.external_id},
        {"state", {{"values", json::object()}}},
        {"hash", v.hash},
        {"root_view_id", v.root},
        {"previous_view_id", v.previous.empty() ? json() : json(v.previous)},
        {"clear_on_close", false},
        {"notify_on_close", false},
        {"title", {{"type", "plain_text"}, {"text", "View Title"}, {"emoji", true}}},
        {"close", nullptr},
        {"submit", nullptr}};
    out.update(v.content);
    return out;
}

json core::usergroup_json(const usergroup& g, bool with_users) const {
    json out = {
        {"id", g.id},
        {"team_id", team},
        {"is_usergroup", true},
        {"is_subteam", true},
        {"name", g.name},
        {"description", g.description},
        {"handle", g.handle},
        {"is_external", false},
        {"date_create", seconds_of(founded)},
        {"date_update", seconds_of(g.updated)},
        {"date_delete", g.enabled ? 0 : seconds_of(g.updated)},
        {"user_count", g.users.size()}};
    if (with_users) out["users"] = g.users;
    return out;
}

}  // namespace emulator::slack
