// A post appears, is changed, goes; somebody reacts to it.
#include "bot/base/text.hpp"
#include "tests/emulators/mattermost/core.hpp"

#include <algorithm>

namespace emulator::mattermost {

namespace {

constexpr std::size_t max_props_5_37 = 8'000, max_props_current = 800'000;

void check_content(const core& in, const post& p) {
    if (runes_in(p.message) > in.policy.max_post) refuse(400, "model.post.is_valid.msg.app_error");
    const auto most = in.is_current() ? max_props_current : max_props_5_37;
    if (runes_in(p.props.dump()) > most) refuse(400, "model.post.is_valid.props.app_error");
    if (p.message.find('\0') != p.message.npos) refuse(500, "app.post.save.app_error");
}

// Every action has an id once it is stored.
void give_ids(core& in, json& props) {
    if (!props.contains("attachments")) return;
    for (auto& attachment : props["attachments"])
        if (attachment.is_object() && attachment.contains("actions"))
            for (auto& action : attachment["actions"])
                if (action.is_object() && action.value("id", "").empty())
                    action["id"] = in.new_id();
}

void note_channel_mentions(core& in, post& p, const channel& where) {
    json found = json::object();
    for (auto at = p.message.find('~'); at != p.message.npos; at = p.message.find('~', at + 1)) {
        const auto end =
            p.message.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-", at + 1);
        const auto name = p.message.substr(at + 1, end == p.message.npos ? end : end - at - 1);
        const auto* named = in.find_channel(where.team, name);
        if (named && named->is == channel::kind::open)
            found[name] = {
                {"display_name", named->display_name},
                {"team_name", in.teams.at(named->team).name}};
    }
    p.props.erase("channel_mentions");
    if (!found.empty()) p.props["channel_mentions"] = found;
}

// A file goes with one post, of who uploaded it; what else is said is dropped without a word.
void attach(core& in, post& p) {
    std::erase_if(p.files, [&](const std::string& id) {
        const auto found = in.files.find(id);
        const bool free =
            found != in.files.end() && found->second.post.empty() && found->second.user == p.user;
        if (free) found->second.post = p.id;
        return !free;
    });
}

void index(core& in, post& p) {
    in.by_id[p.id] = &p;
    in.in_channel[p.channel].push_back(&p);
    if (!p.root.empty()) in.threads[p.root].push_back(&p);
}

std::string shown_name(const core& in, const channel& where, const post& p) {
    if (where.is != channel::kind::direct) return where.display_name;
    return "@" + in.users.at(p.user).name;
}

void tell_posted(core& in, const post& p, std::string sender) {
    const auto& where = in.channels.at(p.channel);
    if (p.type.starts_with("system_")) sender = "System";
    if (sender.empty()) sender = p.props.value("override_username", "");
    if (sender.empty() || p.props.value("from_webhook", "") != "true")
        sender = p.type.starts_with("system_") ? "System" : "@" + in.users.at(p.user).name;
    event what{
        "posted",
        {{"channel_display_name", shown_name(in, where, p)},
         {"channel_name", where.name},
         {"channel_type", std::string(1, static_cast<char>(where.is))},
         {"post", in.post_json(p, true).dump()},
         {"sender_name", sender},
         {"set_online", true},
         {"team_id", where.team}},
        "",
        p.channel,
        ""};
    if (const auto ids = in.mentions_in(p); !ids.empty()) what.data["mentions"] = json(ids).dump();
    for (const auto& id : p.files)
        what.data[in.files.at(id).mime.starts_with("image/") ? "image" : "otherFile"] = "true";
    in.tell(std::move(what));
}

}  // namespace

post& core::put(post p, moment now, const std::string& sender) {
    check_content(*this, p);
    auto& where = channels.at(p.channel);
    const auto ms = to_millis(now);
    if (p.id.empty()) p.id = new_id();
    if (p.created == 0) p.created = ms;
    p.updated = p.created;
    give_ids(*this, p.props);
    note_channel_mentions(*this, p, where);
    attach(*this, p);
    auto& kept = posts.emplace_back(std::move(p));
    index(*this, kept);
    where.last_post = std::max(where.last_post, kept.created);
    // An answer moves its root, without an edit.
    if (auto* root = find_post(kept.root)) root->updated = std::max(root->updated, ms);
    tell_posted(*this, kept, sender);
    return kept;
}

void core::system_post(
    channel& in, const user& by, std::string_view type, std::string text, json props, moment now
) {
    post made;
    made.user = by.id;
    made.channel = in.id;
    made.type = type;
    made.message = std::move(text);
    made.props = std::move(props);
    made.props["username"] = by.name;
    put(std::move(made), now);
}

void core::change(post& p, const std::function<void(post&)>& how, moment now) {
    auto ghost = p;
    auto next = p;
    how(next);
    check_content(*this, next);
    const auto ms = to_millis(now);
    ghost.id = new_id();
    ghost.original = p.id;
    ghost.deleted = ghost.updated = ms;
    ghost.root.clear();
    ghost.reactions.clear();
    if (next.message != p.message) next.edited = ms;
    next.updated = ms;
    give_ids(*this, next.props);
    note_channel_mentions(*this, next, channels.at(p.channel));
    p = std::move(next);
    index(*this, posts.emplace_back(std::move(ghost)));
    tell({"post_edited", {{"post", post_json(p).dump()}}, "", p.channel, ""});
}

void core::remove(post& p, moment now) {
    const auto said = post_json(p).dump();  // as it was: delete_at 0, the whole message
    const auto ms = to_millis(now);
    p.deleted = p.updated = ms;
    for (auto* each : threads[p.id])
        if (each->deleted == 0) each->deleted = each->updated = ms;
    tell({"post_deleted", {{"post", said}}, "", p.channel, ""});
}

void core::react(post& to, const user& who, const std::string& emoji, moment now) {
    reaction made{who.id, emoji, to_millis(now)};
    std::erase_if(to.reactions, [&](const reaction& each) {
        return each.user == who.id && each.name == emoji;
    });
    to.reactions.push_back(made);
    to.updated = made.created;
    // Also for one that was there already.
    tell({"reaction_added", {{"reaction", reaction_json(to, made).dump()}}, "", to.channel, ""});
}

void core::unreact(post& to, const user& who, const std::string& emoji, moment now) {
    std::erase_if(to.reactions, [&](const reaction& each) {
        return each.user == who.id && each.name == emoji;
    });
    to.updated = to_millis(now);
    const auto gone = reaction_json(to, {who.id, emoji, 0}).dump();
    tell({"reaction_removed", {{"reaction", gone}}, "", to.channel, ""});
}

post& core::whisper(post p, std::string_view to, moment now) {
    p.id = new_id();
    p.type = "system_ephemeral";
    p.only_to = to;
    p.created = to_millis(now);
    give_ids(*this, p.props);
    auto& kept = posts.emplace_back(std::move(p));
    by_id[kept.id] = &kept;
    if (kept.props.contains("attachments")) cookies.emplace(base64(new_id() + kept.id), kept.id);
    tell(
        {"ephemeral_message", {{"post", post_json(kept).dump()}}, std::string(to), kept.channel, ""}
    );
    return kept;
}

}  // namespace emulator::mattermost
