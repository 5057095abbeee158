// Posts, reactions and pins.
#include "tests/emulators/mattermost/rest.hpp"

#include <algorithm>
#include <cctype>

namespace emulator::mattermost {

namespace {

bool may_post(const call& c, const channel& in) {
    const auto has = [&](std::string_view role) {
        return c.by->roles.find(role) != std::string::npos;
    };
    return c.in.is_member(in, c.by->id) || c.by->is_admin() ||
           (has("system_post_all_public") && in.is == channel::kind::open) ||
           (c.by->roles + " ").find("system_post_all ") != std::string::npos;
}

// The post that was made with the same key a short while ago, by anybody.
const post* made_before(call& c, const std::string& key) {
    if (key.empty()) return nullptr;
    const auto found = c.in.pendings.find(key);
    if (found == c.in.pendings.end()) return nullptr;
    if (found->second.post.empty()) refuse(500, "api.post.deduplicate_create_post.pending");
    const auto age = milliseconds(to_millis(c.now) - found->second.since);
    if (age > c.in.policy.deduplicates) return nullptr;
    return c.in.find_post(found->second.post);
}

void check_root(const call& c, const post& made) {
    if (made.root.empty()) return;
    const auto* root = c.in.find_post(made.root);
    if (!root || root->deleted != 0 || !root->root.empty())
        refuse(400, "api.post.create_post.root_id.app_error");
    if (root->channel != made.channel)
        refuse(500, "api.post.create_post.channel_root_id.app_error");
}

// What a client says about a post, forged fields and all, as far as the real one takes it.
post said_post(const call& c) {
    post made;
    made.user = c.by->id;
    made.channel = c.text("channel_id");
    made.root = c.text("root_id");
    made.message = c.text("message");
    made.type = c.text("type");
    made.pending = c.text("pending_post_id");
    if (c.body.contains("props") && c.body["props"].is_object()) made.props = c.body["props"];
    made.pinned = c.body.value("is_pinned", false);
    if (c.body.contains("file_ids") && c.body["file_ids"].is_array())
        made.files = c.body["file_ids"].get<std::vector<std::string>>();
    if (c.by->is_admin()) made.created = c.body.value("create_at", millis{0});
    made.edited = c.body.value("edit_at", millis{0});
    made.deleted = c.body.value("delete_at", millis{0});
    made.replies_said = c.body.value("reply_count", 0);
    return made;
}

reply create(call& c) {
    auto made = said_post(c);
    const auto found = c.in.channels.find(made.channel);
    if (found == c.in.channels.end() || !may_post(c, found->second)) forbid();
    if (made.type.starts_with("system_")) refuse(400, "api.context.invalid_param.app_error");
    if (const auto* before = made_before(c, made.pending))
        return said(201, c.in.post_json(*before));
    if (found->second.archived != 0)
        refuse(400, "api.post.create_post.can_not_post_to_deleted.error");
    if (!c.text("id").empty()) refuse(400, "app.post.save.existing.app_error");
    if (!made.type.empty() && !made.type.starts_with("custom_"))
        refuse(400, "model.post.is_valid.type.app_error");
    if (json(made.files).dump().size() > 300) refuse(400, "model.post.is_valid.file_ids.app_error");
    check_root(c, made);
    if (c.by->bot) made.props["from_bot"] = "true";
    const auto key = made.pending;
    const auto& kept = c.in.put(std::move(made), c.now);
    if (!key.empty()) c.in.pendings[key] = {kept.id, to_millis(c.now)};
    return said(201, c.in.post_json(kept, true));
}

reply get(call& c) {
    return said(200, c.in.post_json(c.read_post(c.at[0])));
}

reply get_some(call& c) {
    json all = json::array();
    for (const auto& id : c.body) {
        const auto* found = c.in.find_post(id.get<std::string>());
        if (found && found->deleted == 0 &&
            c.in.is_member(c.in.channels.at(found->channel), c.by->id))
            all.push_back(c.in.post_json(*found));
    }
    return said(200, std::move(all));
}

post& own_post(const call& c) {
    auto& found = c.read_post(c.at[0]);
    if (found.user != c.by->id && !c.by->is_admin()) forbid();
    return found;
}

void not_archived(const call& c, const post& p) {
    if (c.in.channels.at(p.channel).archived != 0)
        refuse(400, "api.post.patch_post.can_not_update_post_in_deleted.error");
}

reply patch(call& c) {
    auto& found = own_post(c);
    not_archived(c, found);
    c.in.change(
        found,
        [&](post& p) {
            if (c.body.contains("message")) p.message = c.text("message");
            if (c.body.contains("props") && c.body["props"].is_object()) p.props = c.body["props"];
            p.pinned = c.body.value("is_pinned", p.pinned);
        },
        c.now
    );
    return said(200, c.in.post_json(found));
}

// The whole post: what is not said is taken away.
reply put(call& c) {
    if (c.text("id") != c.at[0]) refuse(400, "api.context.invalid_body_param.app_error");
    auto& found = own_post(c);
    not_archived(c, found);
    c.in.change(
        found,
        [&](post& p) {
            p.message = c.text("message");
            p.pinned = c.body.value("is_pinned", false);
            p.props = c.body.value("props", json::object());
        },
        c.now
    );
    return said(200, c.in.post_json(found));
}

reply remove(call& c) {
    auto& found = own_post(c);
    c.in.remove(found, c.now);
    return fine();
}

reply set_pinned(call& c, bool pinned) {
    auto& found = c.read_post(c.at[0]);
    if (found.pinned != pinned)
        c.in.change(
            found, [&](post& p) { p.pinned = pinned; }, c.now
        );
    return fine();
}

reply pin(call& c) {
    return set_pinned(c, true);
}

reply unpin(call& c) {
    return set_pinned(c, false);
}

bool is_emoji(std::string_view name) {
    return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](unsigned char c) {
        return std::isalnum(c) || c == '_' || c == '+' || c == '-';
    });
}

reply react(call& c) {
    const auto emoji = c.text("emoji_name");
    if (!is_emoji(emoji) || c.text("post_id").size() != 26)
        refuse(400, "api.reaction.save_reaction.invalid.app_error");
    if (c.text("user_id") != c.by->id) forbid();
    auto* found = c.in.find_post(c.text("post_id"));
    if (!found || found->deleted != 0) forbid();
    if (c.joined(found->channel).archived != 0)
        refuse(403, "api.reaction.save.archived_channel.app_error");
    c.in.react(*found, *c.by, emoji, c.now);
    return said(200, c.in.reaction_json(*found, found->reactions.back()));
}

reply unreact(call& c) {
    if (c.at[0] != c.by->id && !c.by->is_admin()) forbid();
    auto& found = c.read_post(c.at[1]);
    c.in.unreact(found, c.known_user(c.at[0]), c.at[2], c.now);
    return fine();
}

reply reactions(call& c) {
    const auto& found = c.read_post(c.at[0]);
    json all = json::array();
    for (const auto& each : found.reactions) all.push_back(c.in.reaction_json(found, each));
    return said(200, std::move(all));
}

reply ephemeral(call& c) {
    if (!c.by->is_admin()) forbid();
    const auto& said_about = c.body.at("post");
    post made;
    made.user = c.by->id;
    made.channel = said_about.value("channel_id", "");
    made.message = said_about.value("message", "");
    made.props = said_about.value("props", json::object());
    c.joined(made.channel);
    const auto& kept = c.in.whisper(std::move(made), c.text("user_id"), c.now);
    return said(201, c.in.post_json(kept));
}

constexpr route rows[] = {
    {"POST", "/posts", create},
    {"POST", "/posts/ids", get_some},
    {"POST", "/posts/ephemeral", ephemeral},
    {"GET", "/posts/{post}", get},
    {"PUT", "/posts/{post}", put},
    {"PUT", "/posts/{post}/patch", patch},
    {"DELETE", "/posts/{post}", remove},
    {"POST", "/posts/{post}/pin", pin},
    {"POST", "/posts/{post}/unpin", unpin},
    {"GET", "/posts/{post}/reactions", reactions},
    {"POST", "/reactions", react},
    {"DELETE", "/users/{user}/posts/{post}/reactions/{emoji*}", unreact},
};

}  // namespace

std::span<const route> post_routes() {
    return rows;
}

}  // namespace emulator::mattermost
