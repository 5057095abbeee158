#include "tests/emulators/slack/core.hpp"

#include <algorithm>

namespace emulator::slack {
namespace {

json thread_json(const message& root) {
    json thread = {
        {"thread_ts", root.ts},
        {"reply_count", root.replies.size()},
        {"latest_reply", root.latest_reply},
        {"reply_users", root.reply_users},
        {"reply_users_count", root.reply_users.size()},
        {"is_locked", false},
        {"subscribed", false}};
    return thread;
}

json reactions_json(const std::vector<reaction>& all) {
    auto list = json::array();
    for (const auto& each : all)
        list.push_back({{"name", each.name}, {"users", each.users}, {"count", each.users.size()}});
    return list;
}

void put_unless_empty(json& into, const char* name, const std::string& value) {
    if (!value.empty()) into[name] = value;
}

bool has_pin(const channel& in, const std::string& ts) {
    return std::any_of(in.pins.begin(), in.pins.end(), [&](const pin& p) { return p.ts == ts; });
}

void join_thread(channel& in, const message& m) {
    auto& root = in.messages.at(m.thread_ts);
    root.thread_ts = root.ts;
    root.replies.push_back(m.ts);
    root.latest_reply = m.ts;
    const auto& who = m.user.empty() ? m.bot_id : m.user;
    auto& users = root.reply_users;
    if (std::find(users.begin(), users.end(), who) == users.end()) users.push_back(who);
}

void leave_thread(channel& in, const message& m) {
    const auto found = in.messages.find(m.thread_ts);
    if (found == in.messages.end()) return;
    auto& root = found->second;
    std::erase(root.replies, m.ts);
    root.latest_reply = root.replies.empty() ? "" : root.replies.back();
    if (root.replies.empty()) root.reply_users.clear();
}

bool is_reply(const message& m) {
    return !m.thread_ts.empty() && m.thread_ts != m.ts;
}

}  // namespace

json core::message_json(const channel& in, const message& m, bool with_metadata) const {
    json out = {{"type", "message"}, {"ts", m.ts}, {"text", m.text}};
    for (const auto& [name, value] :
         {std::pair{"user", &m.user},
          {"bot_id", &m.bot_id},
          {"app_id", &m.app_id},
          {"username", &m.username},
          {"subtype", &m.subtype},
          {"client_msg_id", &m.client_msg_id},
          {"thread_ts", &m.thread_ts}})
        put_unless_empty(out, name, *value);
    if (const auto who = users.find(m.user); who != users.end())
        out["team"] = who->second.team.empty() ? team : who->second.team;
    if (is_ours(m) && m.subtype != "bot_message")
        out["bot_profile"] = {
            {"id", bot},
            {"app_id", app},
            {"name", users.at(bot_user).name},
            {"deleted", false},
            {"team_id", team}};
    if (!m.blocks.empty()) out["blocks"] = m.blocks;
    if (!m.attachments.empty()) out["attachments"] = m.attachments;
    if (!m.icons.is_null()) out["icons"] = m.icons;
    if (with_metadata && !m.metadata.is_null()) out["metadata"] = m.metadata;
    for (const auto& id : m.files) out["files"].push_back(file_json(files.at(id)));
    if (m.edited) out["edited"] = {{"user", m.edited->user}, {"ts", m.edited->ts}};
    if (!m.reactions.empty()) out["reactions"] = reactions_json(m.reactions);
    if (!m.replies.empty()) out.update(thread_json(m));
    if (has_pin(in, m.ts)) out["pinned_to"] = json::array({in.id});
    if (is_reply(m))
        if (const auto root = in.messages.find(m.thread_ts); root != in.messages.end()) {
            put_unless_empty(out, "parent_user_id", root->second.user);
            if (m.broadcast) out["root"] = message_json(in, root->second, false);
        }
    out.update(m.extra);
    return out;
}

message& core::put(channel& in, message m, moment now) {
    if (m.ts.empty()) m.ts = next_ts(in, now);
    auto& kept_one = in.messages.emplace(m.ts, std::move(m)).first->second;
    if (is_reply(kept_one)) join_thread(in, kept_one);
    auto event = message_json(in, kept_one, true);
    const bool mentions = !kept_one.bot_id.size() && kept_one.subtype.empty() &&
                          in.is != channel::kind::direct &&
                          kept_one.text.find("<@" + bot_user) != std::string::npos;
    tell_message(in, event, now);
    if (mentions) {
        event["type"] = "app_mention";
        event["channel"] = in.id;
        event["event_ts"] = kept_one.ts;
        tell_event("app_mention", "app_mentions:read", &in, std::move(event), now);
    }
    return kept_one;
}

void core::changed(channel& in, const message& before, const message& after, moment now) {
    json event = {
        {"subtype", "message_changed"},
        {"hidden", true},
        {"message", message_json(in, after, true)},
        {"previous_message", message_json(in, before, true)},
        {"ts", next_ts(in, now)}};
    tell_message(in, std::move(event), now);
}

// The root of a thread leaves a stone behind: its replies stay.
void core::remove(channel& in, std::string_view ts, moment now) {
    auto& m = in.messages.at(std::string(ts));
    const auto before = m;
    std::erase_if(in.pins, [&](const pin& p) { return p.ts == ts; });
    if (!m.replies.empty()) {
        message stone;
        stone.ts = m.ts;
        stone.thread_ts = m.ts;
        stone.subtype = "tombstone";
        stone.text = "This message was deleted.";
        stone.user = "USLACKBOT";
        stone.replies = m.replies;
        stone.latest_reply = m.latest_reply;
        stone.reply_users = m.reply_users;
        stone.extra = {{"hidden", true}};
        m = stone;
        return changed(in, before, stone, now);
    }
    if (is_reply(m)) leave_thread(in, m);
    in.messages.erase(before.ts);
    json event = {
        {"subtype", "message_deleted"},
        {"hidden", true},
        {"deleted_ts", before.ts},
        {"previous_message", message_json(in, before, true)},
        {"ts", next_ts(in, now)}};
    tell_message(in, std::move(event), now);
}

std::string core::whisper_to(channel& in, whisper what, moment now) {
    what.ts = next_ts(in, now);
    in.whispers.push_back(what);
    return what.ts;
}

namespace {

json item_of(const channel& in, const message& m) {
    return {{"type", "message"}, {"channel", in.id}, {"ts", m.ts}};
}

}  // namespace

void core::react(
    channel& in, message& m, std::string_view user, std::string_view name, moment now
) {
    auto found = std::find_if(m.reactions.begin(), m.reactions.end(), [&](const reaction& r) {
        return r.name == name;
    });
    if (found == m.reactions.end()) {
        m.reactions.push_back({std::string(name), {}});
        found = std::prev(m.reactions.end());
    }
    found->users.emplace_back(user);
    json event = {
        {"type", "reaction_added"},
        {"user", user},
        {"reaction", name},
        {"item", item_of(in, m)},
        {"event_ts", next_ts(in, now)}};
    put_unless_empty(event, "item_user", m.user);
    tell_event("reaction_added", "reactions:read", &in, std::move(event), now);
}

void core::unreact(
    channel& in, message& m, std::string_view user, std::string_view name, moment now
) {
    for (auto& each : m.reactions)
        if (each.name == name) std::erase(each.users, user);
    std::erase_if(m.reactions, [](const reaction& r) { return r.users.empty(); });
    json event = {
        {"type", "reaction_removed"},
        {"user", user},
        {"reaction", name},
        {"item", item_of(in, m)},
        {"event_ts", next_ts(in, now)}};
    put_unless_empty(event, "item_user", m.user);
    tell_event("reaction_removed", "reactions:read", &in, std::move(event), now);
}

void core::pin_it(channel& in, message& m, std::string_view user, moment now) {
    in.pins.push_back({m.ts, std::string(user), now});
    const auto seconds = now.time_since_epoch().count() / 1'000'000;
    auto pinned = message_json(in, m, false);
    pinned["permalink"] = permalink(in, m);
    json event = {
        {"type", "pin_added"},
        {"user", user},
        {"channel_id", in.id},
        {"item",
         {{"type", "message"},
          {"channel", in.id},
          {"created", seconds},
          {"created_by", user},
          {"message", std::move(pinned)}}},
        {"item_user", m.user},
        {"pin_count", std::to_string(in.pins.size())},
        {"pinned_info", {{"channel", in.id}, {"pinned_by", user}, {"pinned_ts", seconds}}},
        {"event_ts", next_ts(in, now)}};
    tell_event("pin_added", "pins:read", &in, std::move(event), now);
}

void core::unpin_it(channel& in, std::string_view ts, std::string_view user, moment now) {
    std::erase_if(in.pins, [&](const pin& p) { return p.ts == ts; });
    const auto* m = find_message(in, ts);
    json event = {
        {"type", "pin_removed"},
        {"user", user},
        {"channel_id", in.id},
        {"item",
         {{"type", "message"},
          {"channel", in.id},
          {"message", m ? message_json(in, *m, false) : json{{"ts", ts}}}}},
        {"has_pins", !in.pins.empty()},
        {"pin_count", std::to_string(in.pins.size())},
        {"event_ts", next_ts(in, now)}};
    if (m) put_unless_empty(event, "item_user", m->user);
    tell_event("pin_removed", "pins:read", &in, std::move(event), now);
}

std::string core::share(channel& in, std::vector<std::string> file_ids, message with, moment now) {
    for (const auto& id : file_ids) {
        auto& each = files.at(id);
        each.shared = true;
        each.channels.insert(in.id);
    }
    with.subtype = "file_share";
    with.files = std::move(file_ids);
    with.extra.update({{"upload", false}, {"display_as_bot", false}});
    return put(in, std::move(with), now).ts;
}

}  // namespace emulator::slack
