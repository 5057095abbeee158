// What clients get to see.
#include "bot/base/text.hpp"
#include "tests/emulators/mattermost/core.hpp"

#include <algorithm>
#include <functional>

namespace emulator::mattermost {

namespace {

// Calls `with` for every action of every attachment, until it says true.
void each_action(json& props, const std::function<bool(json&)>& with) {
    if (!props.is_object() || !props.contains("attachments")) return;
    for (auto& attachment : props["attachments"]) {
        if (!attachment.is_object() || !attachment.contains("actions")) continue;
        for (auto& action : attachment["actions"])
            if (action.is_object() && with(action)) return;
    }
}

bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '.';
}

// The message without what stands in `code` or in fences.
std::string without_code(std::string_view text) {
    std::string left;
    while (!text.empty()) {
        const auto mark = std::min(text.find('`'), text.size());
        left += text.substr(0, mark);
        text.remove_prefix(mark);
        if (text.empty()) break;
        const auto ticks = std::min(text.find_first_not_of('`'), text.size());
        const auto end = text.find(text.substr(0, ticks), ticks);
        if (end == text.npos) return left.append(text);
        text.remove_prefix(end + ticks);
        left += ' ';
    }
    return left;
}

std::vector<std::string> hashtags_in(std::string_view text) {
    std::vector<std::string> found;
    for (auto at = text.find('#'); at != text.npos; at = text.find('#', at + 1)) {
        if (at > 0 && !std::isspace(static_cast<unsigned char>(text[at - 1]))) continue;
        auto end = at + 1;
        while (end < text.size() && is_word(text[end])) ++end;
        if (end - at > 2) found.emplace_back(text.substr(at, end - at));
    }
    return found;
}

}  // namespace

json stripped(json props, const std::string& cookie) {
    each_action(props, [&](json& action) {
        action.erase("integration");
        if (!cookie.empty()) action["cookie"] = cookie;
        return false;
    });
    return props;
}

json* find_action(json& props, std::string_view id, std::string_view name) {
    json* found = nullptr;
    each_action(props, [&](json& action) {
        const bool is = (!id.empty() && action.value("id", "") == id) ||
                        (!name.empty() && action.value("name", "") == name);
        if (is) found = &action;
        return is;
    });
    return found;
}

json core::user_json(const user& who, bool to_self) const {
    json all{
        {"id", who.id},
        {"create_at", who.created},
        {"update_at", who.updated},
        {"delete_at", who.disabled},
        {"username", who.name},
        {"auth_data", ""},
        {"auth_service", ""},
        {"email", who.email},
        {"nickname", who.nickname},
        {"first_name", who.first_name},
        {"last_name", who.last_name},
        {"position", who.position},
        {"roles", who.roles},
        {"locale", "en"},
        {"timezone",
         {{"automaticTimezone", who.timezone.empty() ? "UTC" : ""},
          {"manualTimezone", who.timezone},
          {"useAutomaticTimezone", who.timezone.empty() ? "true" : "false"}}},
    };
    if (who.bot) all.update({{"is_bot", true}, {"bot_description", who.bot_description}});
    if (to_self) {
        all["email_verified"] = true;
        all["notify_props"] = {{"channel", "true"}, {"mention_keys", ""}};
        all["last_password_update"] = who.created;
    }
    return all;
}

json core::team_json(const team& of) const {
    return {
        {"id", of.id},
        {"create_at", 0},
        {"update_at", 0},
        {"delete_at", 0},
        {"name", of.name},
        {"display_name", of.display_name},
        {"description", ""},
        {"type", "O"},
        {"allow_open_invite", true},
    };
}

json core::channel_json(const channel& in) const {
    return {
        {"id", in.id},
        {"create_at", in.created},
        {"update_at", in.updated},
        {"delete_at", in.archived},
        {"team_id", in.team},
        {"type", std::string(1, static_cast<char>(in.is))},
        {"display_name", in.display_name},
        {"name", in.name},
        {"header", in.header},
        {"purpose", in.purpose},
        {"last_post_at", in.last_post},
        {"total_msg_count", in_channel.contains(in.id) ? in_channel.at(in.id).size() : 0},
        {"extra_update_at", 0},
        {"creator_id", in.creator},
        {"scheme_id", nullptr},
        {"props", nullptr},
        {"group_constrained", nullptr},
        {"shared", nullptr},
    };
}

json core::member_json(const channel& in, std::string_view user) const {
    const bool leads = in.admins.contains(std::string(user));
    const auto viewed = in.viewed.find(std::string(user));
    return {
        {"channel_id", in.id},
        {"user_id", user},
        {"roles", leads ? "channel_user channel_admin" : "channel_user"},
        {"last_viewed_at", viewed == in.viewed.end() ? 0 : viewed->second},
        {"msg_count", 0},
        {"mention_count", 0},
        {"notify_props", {{"desktop", "default"}}},
        {"last_update_at", in.updated},
        {"scheme_guest", false},
        {"scheme_user", true},
        {"scheme_admin", leads},
        {"explicit_roles", ""},
    };
}

json core::file_json(const file& f) const {
    const auto dot = f.name.rfind('.');
    json all{
        {"id", f.id},
        {"user_id", f.user},
        {"create_at", f.created},
        {"update_at", f.created},
        {"delete_at", 0},
        {"name", f.name},
        {"extension", dot == f.name.npos ? "" : f.name.substr(dot + 1)},
        {"size", f.bytes.size()},
        {"mime_type", f.mime},
        {"mini_preview", nullptr},
    };
    if (!f.post.empty()) all["post_id"] = f.post;
    return all;
}

json core::reaction_json(const post& on, const reaction& r) const {
    return {
        {"user_id", r.user},
        {"post_id", on.id},
        {"emoji_name", r.name},
        {"create_at", r.created},
        {"update_at", r.created},
        {"delete_at", 0},
        {"remote_id", ""},
    };
}

json core::post_json(const post& p, bool as_created) const {
    int replies = p.replies_said;
    if (const auto all = threads.find(p.id); all != threads.end())
        replies += static_cast<int>(std::ranges::count(all->second, 0, &post::deleted));
    json metadata = json::object();
    for (const auto& id : p.files) metadata["files"].push_back(file_json(files.at(id)));
    for (const auto& each : p.reactions) metadata["reactions"].push_back(reaction_json(p, each));
    std::string cookie;
    for (const auto& [text, id] : cookies)
        if (id == p.id) cookie = text;
    json all{
        {"id", p.id},
        {"create_at", p.created},
        {"update_at", p.only_to.empty() ? p.updated : 0},
        {"edit_at", p.edited},
        {"delete_at", p.deleted},
        {"is_pinned", p.pinned},
        {"user_id", p.user},
        {"channel_id", p.channel},
        {"root_id", p.root},
        {"original_id", p.original},
        {"message", p.deleted != 0 && p.original.empty() ? "" : p.message},
        {"type", p.type},
        {"props", stripped(p.props, cookie)},
        {"hashtags", bot::join(hashtags_in(p.message), " ")},
        {"pending_post_id", as_created ? p.pending : ""},
        {"reply_count", replies},
        {"last_reply_at", 0},
        {"participants", nullptr},
        {"metadata", metadata},
    };
    if (!is_current()) all["parent_id"] = p.root;
    if (!p.files.empty()) all["file_ids"] = p.files;
    if (!p.reactions.empty()) all["has_reactions"] = true;
    return all;
}

json core::list_json(const std::vector<const post*>& order, const std::vector<const post*>& beside)
    const {
    json ids = json::array(), all = json::object();
    for (const auto* each : order) ids.push_back(each->id);
    for (const auto& some : {order, beside})
        for (const auto* each : some) all[each->id] = post_json(*each);
    return {{"order", ids}, {"posts", all}, {"next_post_id", ""}, {"prev_post_id", ""}};
}

std::vector<std::string> core::mentions_in(const post& p) const {
    const auto& in = channels.at(p.channel);
    std::set<std::string> found;
    if (in.is == channel::kind::direct)
        for (const auto& id : in.members) found.insert(id);
    const auto text = bot::lower_ascii(without_code(p.message));
    for (auto at = text.find('@'); at != text.npos; at = text.find('@', at + 1)) {
        if (at > 0 && is_word(text[at - 1])) continue;
        auto end = at + 1;
        while (end < text.size() && is_word(text[end])) ++end;
        auto name = text.substr(at + 1, end - at - 1);
        while (!name.empty() && !users_named(name) && std::ispunct(name.back())) name.pop_back();
        for (const auto& id : in.members)
            if (name == "channel" || name == "all" || name == "here" || users.at(id).name == name)
                found.insert(id);
    }
    if (p.type == "system_add_to_channel") found.insert(p.props.value("addedUserId", ""));
    if (p.props.value("from_webhook", "") != "true") found.erase(p.user);
    return {found.begin(), found.end()};
}

bool core::users_named(std::string_view name) const {
    return std::ranges::any_of(users, [&](const auto& each) { return each.second.name == name; });
}

}  // namespace emulator::mattermost
